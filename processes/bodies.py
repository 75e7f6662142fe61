"""The municipality's bodies and their meetings, as options and rows of forms."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.models import Meeting, Unit, UnitKind
from engine.organisation.snapshot import valid_on

EXECUTIVE_BOARD = "KS"
COUNCIL = "KF"
Option = dict[str, str]


def bodies(session: Session, clock: Clock, kind: UnitKind) -> list[tuple[str, str]]:
    """Code and name of today's bodies of a kind, by code."""
    units = select(Unit.id, Unit.name).where(Unit.kind == kind, valid_on(Unit, clock.today()))
    return [(code, name) for code, name in session.execute(units.order_by(Unit.id))]


def committee_options(session: Session, clock: Clock) -> list[Option]:
    """Today's committees, for a list to choose from."""
    return [{"value": code, "label": name} for code, name in bodies(session, clock, UnitKind.COMMITTEE)]


def meeting_options(session: Session, unit_id: str, budget_year: int) -> list[Option]:
    """The meetings at which a body deals with a budget: those of the year before, by date. value: ISO date."""
    held = select(Meeting.held_on).where(
        Meeting.unit_id == unit_id, Meeting.held_on.between(date(budget_year - 1, 1, 1), date(budget_year - 1, 12, 31))
    )
    days = [day.isoformat() for day in session.scalars(held.order_by(Meeting.held_on))]
    return [{"value": day, "label": day} for day in days]
