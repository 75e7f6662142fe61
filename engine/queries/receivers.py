"""To whom a task can be given: people, and what somebody is at a unit."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.models import Person, PrincipalHolder, RoleAssignment, Unit
from engine.queries.find_person import is_here_and_called
from engine.queries.principal_labels import PrincipalLabel, principal_labels
from engine.queries.search import contains

SHOWN = 10


def people(session: Session, search: str) -> tuple[PrincipalLabel, ...]:
    """Those who are here today and whose name or address holds the text; nobody for an empty one."""
    return principal_labels(session, _people(session, search))


def receivers(session: Session, clock: Clock, search: str) -> tuple[PrincipalLabel, ...]:
    """The same people, and managers and roles of units whose name or code holds the text, that somebody holds today."""
    found = [*_people(session, search), *_at_units(session, clock, search)]
    held = set(session.scalars(select(PrincipalHolder.principal).where(PrincipalHolder.principal.in_(found))))
    return principal_labels(session, [principal for principal in found if principal in held])


def _people(session: Session, search: str) -> list[str]:
    text = search.strip()
    if not text:
        return []
    found = select(Person.id).where(is_here_and_called(text)).order_by(Person.name, Person.id)
    rows = session.scalars(found.limit(SHOWN))
    return [f"person:{person}" for person in rows]


def _at_units(session: Session, clock: Clock, search: str) -> Iterator[str]:
    text, today = search.strip(), clock.today()
    if not text:
        return
    units = session.scalars(
        select(Unit.id)
        .where(or_(contains(Unit.name, text), Unit.id == text.upper()), Unit.valid_from <= today)
        .where(or_(Unit.valid_to.is_(None), Unit.valid_to >= today))
        .order_by(Unit.name, Unit.id)
        .limit(SHOWN)
    ).all()
    roles = session.execute(
        select(RoleAssignment.unit_id, RoleAssignment.role).where(RoleAssignment.unit_id.in_(units)).distinct()
    ).all()
    for unit in units:
        yield f"manager:unit:{unit}"
        yield from (f"role:{role}:unit:{unit}" for of, role in sorted(roles) if of == unit)
