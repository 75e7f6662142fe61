"""Who arranges a person's deputies and absence: the person, or the person's manager."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.filters import is_administrator
from engine.errors import ArrangementRefused, NotAuthorized, PersonNotFound
from engine.models import Person, PrincipalHolder
from engine.organisation.acting import AUDITOR, EVERYONE, MANAGER_OF
from engine.rules import Misfit, Rule


def arranges_for(session: Session, actor: int, person_id: int) -> bool:
    """Whether the actor is this person, or the person's manager today. Nobody does it in a manager's place."""
    return actor == person_id or f"{MANAGER_OF}{person_id}" in _held(session, actor)


def require_arranges_for(session: Session, actor: int, person_id: int) -> None:
    """Raises NotAuthorized."""
    if not arranges_for(session, actor, person_id):
        raise NotAuthorized(Rule.LINE_ONLY, "Only the person, or the person's manager, decides this")


def require_ends_for(session: Session, actor: int, person_id: int) -> None:
    """As above, and administrators: they put right what nobody else is there to end. Raises NotAuthorized."""
    if not session.scalar(select(is_administrator(actor))):
        require_arranges_for(session, actor, person_id)


def require_at_work(session: Session, person_id: int, field: str) -> None:
    """Raises PersonNotFound; ArrangementRefused for somebody who is nothing in the municipality today."""
    if session.get(Person, person_id) is None:
        raise PersonNotFound(f"No person {person_id}")
    if EVERYONE not in _held(session, person_id):
        raise ArrangementRefused(field, Misfit.NOT_AT_WORK, "The person does not work here today")


def is_any_auditor(session: Session, person_id: int) -> bool:
    """Whether the person audits anything today."""
    return any(principal.startswith(AUDITOR) for principal in _held(session, person_id))


def _held(session: Session, person_id: int) -> set[str]:
    held = select(PrincipalHolder.principal).where(PrincipalHolder.person_id == person_id)
    return set(session.scalars(held))
