"""Working days and statutory dates in Sweden. Dates only, no times; every function is pure.

Sources: lag 1989:253 om allmänna helgdagar; lag 1930:173 om beräkning av lagstadgad tid; domain/calendar.
Dates outside `FIRST_YEAR`–`LAST_YEAR` raise ValueError, because no holidays are known for them.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

FIRST_YEAR = 1990
LAST_YEAR = 2099
MAX_STEP = 10_000
ELECTION_INTERVAL = 4
KNOWN_ELECTION_YEAR = 2026
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year that have a name of their own, Sundays or not (lag 1989:253)."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no holidays are known for the year {year}")
    return frozenset(country_holidays("SE", years=[year], include_sundays=False))


@cache
def _days_off(year: int) -> frozenset[date]:
    """Public holidays and the three eves that the law treats as such (lag 1930:173, 2 §)."""
    holidays = public_holidays(year)
    midsummer_day = next(day for day in holidays if day.month == 6 and day.day >= 20)
    return holidays | {midsummer_day - ONE_DAY, date(year, 12, 24), date(year, 12, 31)}


def is_working_day(day: date) -> bool:
    """Monday to Friday, and neither public holiday nor Midsummer Eve, Christmas Eve or New Year's Eve."""
    return day not in _days_off(day.year) and day.weekday() < SATURDAY


def working_day_on_or_before(day: date) -> date:
    """The day itself, or the nearest working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_day_on_or_after(day: date) -> date:
    """The day itself, or the nearest working day after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The working day that lies `count` working days after `day`, before it when count is negative.

    The day itself is not counted and need not be a working day; 0 gives it back unchanged.
    Raises ValueError for more than `MAX_STEP` days.
    """
    if abs(count) > MAX_STEP:
        raise ValueError(f"{count} working days is further than {MAX_STEP}")
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def legal_latest(day: date) -> date:
    """Until when an act whose last day is `day` is still in time (lag 1930:173, 2 §). For information only:
    whether the shift helps a collective decision such as KL 11:10 is uncertain, so plans use `plan_latest`."""
    return working_day_on_or_after(day)


def plan_latest(day: date) -> date:
    """The working day by which something with the last day `day` is planned to be done."""
    return working_day_on_or_before(day)


def is_election_year(year: int) -> bool:
    """Whether general elections are held in this calendar year (regeringsformen 3:3): the second Sunday of
    September every fourth year, 2026 among them. The budget of the year after takes the election variant."""
    return (year - KNOWN_ELECTION_YEAR) % ELECTION_INTERVAL == 0
