"""What the law says about when a budget year's decisions must be made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.access.filters import may_list_instance
from engine.calendar import Country
from engine.clock import Clock
from engine.models import InstanceStatus, ProcessInstance, StatutoryDeadline


class Statute(StrEnum):
    """NEW_COUNCIL the newly elected council takes office · BOARD_PROPOSAL the executive board's budget proposal, in any
    case the tax rate · COUNCIL_BUDGET the council's budget, in any case the tax rate."""

    NEW_COUNCIL = "new-council"
    BOARD_PROPOSAL = "board-proposal"
    COUNCIL_BUDGET = "council-budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """source: chapter and section of the statute; day: the last day, as the statute has it; planned: the working day
    that tasks aim at; legal: until when it is in time where a statute moves last days, for information; days_left:
    negative when the day has passed."""

    source: str
    day: date
    planned: date
    legal: date
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryDate(LastDay):
    """A date that follows from the year alone."""

    statute: Statute


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDate(LastDay):
    """A date that a case keeps. name: of the element to be passed, in the language of the diagram; met_on: when it
    was, local date."""

    case_id: UUID
    definition_id: UUID
    name: str
    met_on: date | None


def statutory_dates(clock: Clock, budget_year: int) -> tuple[StatutoryDate, ...]:
    """The statutory dates on the way to one budget year, in order (KL 5:9, 11:8, 11:10); none outside Sweden."""
    before = budget_year - 1
    if clock.calendar.country != Country.SWEDEN:
        return ()
    dates = [
        (Statute.BOARD_PROPOSAL, "KL 11:8", date(before, 10, 31)),
        (Statute.COUNCIL_BUDGET, "KL 11:10", date(before, 11, 30)),
    ]
    if clock.calendar.is_election_year(before):
        dates.insert(0, (Statute.NEW_COUNCIL, "KL 5:9", date(before, 10, 15)))
    return tuple(
        StatutoryDate(
            statute=statute,
            source=source,
            day=day,
            planned=clock.calendar.plan_latest(day),
            legal=clock.calendar.legal_latest(day),
            days_left=(day - clock.today()).days,
        )
        for statute, source, day in dates
    )


def statutory_dates_of_cases(session: Session, clock: Clock, person_id: int, year: int) -> tuple[CaseDate, ...]:
    """Those that cases of a budget year keep, in order; of cases that the person may list and that belong to no single
    employee. A case that ended without meeting its date keeps it no more."""
    found = session.execute(
        select(StatutoryDeadline, ProcessInstance.definition_id)
        .join(ProcessInstance, ProcessInstance.id == StatutoryDeadline.instance_id)
        .where(ProcessInstance.cycle_year == year, ProcessInstance.person_id.is_(None), may_list_instance(person_id))
        .where(
            or_(
                StatutoryDeadline.met_at.is_not(None),
                ProcessInstance.status == InstanceStatus.RUNNING,
            )
        )
        .where(ProcessInstance.status != InstanceStatus.CANCELLED)
        .order_by(StatutoryDeadline.on_date, StatutoryDeadline.name)
    )
    return tuple(
        CaseDate(
            source=row.statute,
            day=row.on_date,
            planned=clock.calendar.plan_latest(row.on_date),
            legal=clock.calendar.legal_latest(row.on_date),
            days_left=(row.on_date - clock.today()).days,
            case_id=row.instance_id,
            definition_id=definition_id,
            name=row.name,
            met_on=row.met_at.astimezone(clock.zone).date() if row.met_at else None,
        )
        for row, definition_id in found
    )
