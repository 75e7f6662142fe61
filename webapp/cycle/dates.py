"""What the page of the year says about the law: the dates that its cases keep, else those that follow from the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.queries.cycle_status import CycleStatus, StepStatus
from engine.queries.statutory_dates import (
    CaseDate,
    LastDay,
    Statute,
    StatutoryDate,
    statutory_dates,
    statutory_dates_of_cases,
)
from webapp.i18n import _l
from webapp.tasks.texts import Texts

WORDS = {
    Statute.NEW_COUNCIL: _l("Nyvalda fullmäktige tillträder. Det är de som ska besluta om budgeten."),
    Statute.BOARD_PROPOSAL: _l(
        "Kommunstyrelsens budgetförslag. Finns särskilda skäl får det lämnas i november, men skattesatsen föreslås nu."
    ),
    Statute.COUNCIL_BUDGET: _l(
        "Fullmäktiges budgetbeslut. Finns särskilda skäl får budgeten beslutas i december, men skattesatsen nu."
    ),
}
STEPS = {Statute.BOARD_PROPOSAL: "7", Statute.COUNCIL_BUDGET: "9"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One date. last: the day; text: what is to be done; done_on: when it was; must_be_met: it is late once the day has
    passed; case_id: the case that keeps the date."""

    last: LastDay
    text: str
    done_on: date | None
    must_be_met: bool = True
    case_id: UUID | None = None

    @property
    def done_late(self) -> bool:
        return self.done_on is not None and self.done_on > self.last.day


def tiles(session: Session, clock: Clock, person_id: int, status: CycleStatus, translate: Texts) -> list[Tile]:
    """In order. What a case keeps is not said once more from the year."""
    kept = statutory_dates_of_cases(session, clock, person_id, status.year)
    of_year = statutory_dates(clock, status.year)
    told = [each for each in of_year if not any(each.source in case.source for case in kept)]
    found = [*(_of_case(each, translate) for each in kept), *(_of_year(each, status, clock) for each in told)]
    return sorted(found, key=lambda tile: tile.last.day)


def _of_case(kept: CaseDate, translate: Texts) -> Tile:
    return Tile(kept, translate(kept.definition_id, kept.name), kept.met_on, case_id=kept.case_id)


def _of_year(told: StatutoryDate, status: CycleStatus, clock: Clock) -> Tile:
    step = status.centre.steps.get(STEPS.get(told.statute, ""))
    done_at = step.done_at if step is not None and step.status == StepStatus.DONE else None
    done_on = done_at.astimezone(clock.zone).date() if done_at else None
    return Tile(told, str(WORDS[told.statute]), done_on, told.statute in STEPS)
