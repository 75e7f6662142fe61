"""What the law says about when a budget year's decisions must be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.calendar import Country
from engine.clock import Clock


class Statute(StrEnum):
    """NEW_COUNCIL the newly elected council takes office · BOARD_PROPOSAL the executive board's budget proposal, in any
    case the tax rate · COUNCIL_BUDGET the council's budget, in any case the tax rate."""

    NEW_COUNCIL = "new-council"
    BOARD_PROPOSAL = "board-proposal"
    COUNCIL_BUDGET = "council-budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryDate:
    """day: the last day, as the statute has it; planned: the working day that tasks aim at; days_left: negative when
    the day has passed; source: chapter and section of kommunallagen."""

    statute: Statute
    source: str
    day: date
    planned: date
    days_left: int


def statutory_dates(clock: Clock, budget_year: int) -> tuple[StatutoryDate, ...]:
    """The statutory dates on the way to one budget year, in order (KL 5:9, 11:8, 11:10); none outside Sweden."""
    before, calendar, today = budget_year - 1, clock.calendar, clock.today()
    if calendar.country != Country.SWEDEN:
        return ()
    dates = [
        (Statute.BOARD_PROPOSAL, "KL 11:8", date(before, 10, 31)),
        (Statute.COUNCIL_BUDGET, "KL 11:10", date(before, 11, 30)),
    ]
    if calendar.is_election_year(before):
        dates.insert(0, (Statute.NEW_COUNCIL, "KL 5:9", date(before, 10, 15)))
    return tuple(
        StatutoryDate(
            statute=statute, source=source, day=day, planned=calendar.plan_latest(day), days_left=(day - today).days
        )
        for statute, source, day in dates
    )
