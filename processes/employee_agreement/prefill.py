"""What the forms of the agreement show and start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.models import Unit, UnitKind
from engine.organisation.snapshot import valid_on
from engine.ports import Case
from processes.earlier_answers import latest_answers

Prefill = Callable[[Session, Clock, Case], dict[str, Any]]
EMPLOYERS = (UnitKind.MUNICIPALITY, UnitKind.COMMITTEE, UnitKind.DEPARTMENT, UnitKind.UNIT)


def round_start(session: Session, clock: Clock, _case: Case) -> dict[str, Any]:
    """This year, and every part of the municipality that has employees."""
    units = select(Unit.id, Unit.name).where(Unit.kind.in_(EMPLOYERS), valid_on(Unit, clock.today()))
    return {
        "year": clock.today().year,
        "unit_options": [
            {"value": code, "label": f"{code} {name}"} for code, name in session.execute(units.order_by(Unit.id))
        ],
    }


def draft(session: Session, _clock: Clock, case: Case) -> dict[str, Any]:
    """The earlier draft, when the employee has commented on one."""
    return {**latest_answers(session, case.id, "draft"), "year": case.cycle_year}


PREFILL: dict[str, Prefill] = {"agreement-round-start": round_start, "agreement-draft": draft}
