"""The draft that several people write together, as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Person, SharedField


@dataclass(frozen=True, slots=True, kw_only=True)
class LostText:
    """A text that somebody else's has overwritten unseen. path: the field's; name: of who wrote it."""

    path: str
    value: Any
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedDraft:
    """values: by path; revision: 0 before anything has been saved; saved_by: name of who saved last; others: names of
    those who have saved since revision `seen`, but for the asker; lost: texts to look after."""

    values: dict[str, Any]
    revision: int
    saved_at: datetime | None
    saved_by: str | None
    others: tuple[str, ...]
    lost: tuple[LostText, ...]


def shared_draft(session: Session, task_id: UUID, person_id: int, seen: int = 0) -> SharedDraft:
    """The draft of a task that the asker may write. seen: the revision that the asker's page shows."""
    rows = session.scalars(select(SharedField).where(SharedField.task_id == task_id).order_by(SharedField.path)).all()
    entries = [(row.path, entry) for row in rows for entry in row.earlier if entry.get("lost")]
    people = {row.written_by for row in rows} | {entry["person_id"] for _, entry in entries}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(people))).all())
    newest = max(rows, key=lambda row: row.revision, default=None)
    others = {row.written_by for row in rows if row.revision > seen and row.written_by != person_id}
    return SharedDraft(
        values={row.path: row.value for row in rows},
        revision=newest.revision if newest else 0,
        saved_at=newest.written_at if newest else None,
        saved_by=names[newest.written_by] if newest else None,
        others=tuple(sorted(names[each] for each in others)),
        lost=tuple(
            LostText(
                path=path, value=entry["value"], name=names[entry["person_id"]], at=datetime.fromisoformat(entry["at"])
            )
            for path, entry in entries
        ),
    )
