"""Who a number of the personnel system stands for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import PersonNotFound
from engine.models import Person


def person_by_number(session: Session, number: str) -> int:
    """The person's id. number: Person.external_id. Raises PersonNotFound."""
    found = session.scalar(select(Person.id).where(Person.external_id == number))
    if found is None:
        raise PersonNotFound(f"No person has the number {number!r}")
    return found
