"""A person keeps what has been typed into a form that several people fill in together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from engine.access.filters import may_do_task, prepares
from engine.errors import TaskNotFound
from engine.models import HumanTask, SharedField, TaskStatus
from engine.run import Transaction
from engine.shared_drafts import Field, leaves, merge


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSharedDraft:
    """Merge what one person has into the draft of all, field by field. Returns the paths of the fields in which
    somebody else had written since revision `seen` stood on the page; both texts are kept.

    posted: the form's raw values; untouched: paths of the fields that say what the form began with.
    Raises TaskNotFound when the task does not wait for this person."""

    task_id: UUID
    actor: int
    posted: Mapping[str, Any]
    seen: int
    untouched: Collection[str] = ()

    def execute(self, tx: Transaction) -> list[str]:
        _hold(tx, self.task_id, self.actor)
        rows = {row.path: row for row in tx.session.scalars(shared_fields(self.task_id))}
        stored = {
            path: Field(row.value, row.revision, row.written_by, row.written_at.isoformat(), row.earlier)
            for path, row in rows.items()
        }
        now = tx.clock.now()
        sent = dict(leaves(self.posted))
        changed, unseen = merge(stored, sent, self.seen, self.actor, now.isoformat(), self.untouched)
        for path, field in changed.items():
            row = rows.get(path) or SharedField(task_id=self.task_id, path=path)
            row.value, row.revision, row.earlier = field.value, field.revision, field.earlier
            row.written_by, row.written_at = self.actor, now
            tx.session.add(row)
        return unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleSharedDraft:
    """Somebody has looked after the texts that were overwritten unseen; they need not be shown any more.

    Raises TaskNotFound when the task does not wait for this person."""

    task_id: UUID
    actor: int

    def execute(self, tx: Transaction) -> None:
        _hold(tx, self.task_id, self.actor)
        for row in tx.session.scalars(shared_fields(self.task_id)):
            if any(entry.get("lost") for entry in row.earlier):
                row.earlier = [{**entry, "lost": False} for entry in row.earlier]


def _hold(tx: Transaction, task_id: UUID, person_id: int) -> None:
    """The task is held, so that those who save at the same time come after each other."""
    waiting = (
        select(HumanTask.id)
        .where(HumanTask.id == task_id, HumanTask.status == TaskStatus.OPEN)
        .where(or_(may_do_task(person_id), prepares(person_id)))
        .with_for_update(of=HumanTask)
    )
    if tx.session.scalar(waiting) is None:
        raise TaskNotFound(f"No open task {task_id}")


def shared_fields(task_id: UUID) -> Select[SharedField]:
    """The fields of a task's shared draft."""
    return select(SharedField).where(SharedField.task_id == task_id).order_by(SharedField.path)


def writers(session: Session, task_id: UUID) -> set[int]:
    """All who have written in a task's shared draft."""
    rows = session.scalars(shared_fields(task_id)).all()
    return {row.written_by for row in rows} | {entry["person_id"] for row in rows for entry in row.earlier}
