"""What the commands about being told share: the person's one row."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import PersonNotFound
from engine.models import NoticeChoice, Person


def choice_row(session: Session, person_id: int) -> NoticeChoice:
    """The person's row, made when there is none. Whoever else makes it at this moment takes turns."""
    if session.scalar(select(Person.id).where(Person.id == person_id).with_for_update()) is None:
        raise PersonNotFound(f"No person {person_id}")
    row = session.get(NoticeChoice, person_id)
    if row is None:
        row = NoticeChoice(person_id=person_id)
        session.add(row)
    return row
