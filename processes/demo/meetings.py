"""When council, board, committees and companies meet in 2026 and 2027 (domain/calendar, the yearly wheel)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from engine.calendar import SWEDISH
from processes.demo.units import BOARD, COMMITTEES, COMPANIES, COUNCIL

#: Thursdays. 2026 is an election year: from 29 October the new council meets, and it adopts the budget in December.
COUNCIL_DAYS = (
    date(2026, 1, 29), date(2026, 2, 26), date(2026, 3, 26), date(2026, 4, 23), date(2026, 5, 28), date(2026, 6, 18),
    date(2026, 9, 24), date(2026, 10, 29), date(2026, 11, 26), date(2026, 12, 17),
    date(2027, 1, 28), date(2027, 2, 25), date(2027, 3, 18), date(2027, 4, 29), date(2027, 5, 27), date(2027, 6, 17),
    date(2027, 9, 30), date(2027, 10, 28), date(2027, 11, 25), date(2027, 12, 16),
)  # fmt: skip
#: Called for the budget of 2028: the social committee works its proposal over, the board decides before November.
EXTRA = (("SN", date(2027, 6, 2)), (BOARD, date(2027, 10, 27)))
BOARD_BEFORE_COUNCIL = timedelta(weeks=2)
YEARS = (2026, 2027)
COMMITTEE_MONTHS = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12)
COMPANY_MONTHS = (2, 4, 5, 6, 9, 10, 12)
SECOND_WEEK, THIRD_WEEK = 8, 15
WORKING_WEEK = 5


def demo_meetings() -> Iterator[tuple[str, date]]:
    """Code of the body and day of the meeting."""
    for day in COUNCIL_DAYS:
        yield COUNCIL, day
        yield BOARD, SWEDISH.working_day_on_or_before(day - BOARD_BEFORE_COUNCIL)
    yield from EXTRA
    committees = [code for code in COMMITTEES if code != BOARD]
    for number, code in enumerate(committees):
        yield from _monthly(code, COMMITTEE_MONTHS, THIRD_WEEK, number % WORKING_WEEK)
    for number, code in enumerate(COMPANIES):
        yield from _monthly(code, COMPANY_MONTHS, SECOND_WEEK, number % WORKING_WEEK)


def _monthly(code: str, months: tuple[int, ...], week: int, weekday: int) -> Iterator[tuple[str, date]]:
    for year in YEARS:
        for month in months:
            first = date(year, month, week)
            day = first + timedelta(days=(weekday - first.weekday()) % 7)
            yield code, SWEDISH.working_day_on_or_before(day)
