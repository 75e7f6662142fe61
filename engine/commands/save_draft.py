"""A person keeps what has been typed into a task, without sending it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.access.filters import may_do_task, prepares
from engine.errors import TaskNotFound
from engine.models import Draft, HumanTask, TaskStatus
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """One draft per person and task, replaced each time. It is private and not an official document (TF 2:12).
    A colleague who prepares the task has one too.

    posted: the form's raw values. Raises TaskNotFound when the task does not wait for this person."""

    task_id: UUID
    actor: int
    posted: Mapping[str, Any]

    def execute(self, tx: Transaction) -> None:
        # The task is held, so that it cannot be completed, and its drafts dropped, between the look and the write.
        waiting = (
            select(HumanTask.id)
            .where(HumanTask.id == self.task_id, HumanTask.status == TaskStatus.OPEN)
            .where(or_(may_do_task(self.actor), prepares(self.actor)))
            .with_for_update(of=HumanTask)
        )
        if tx.session.scalar(waiting) is None:
            raise TaskNotFound(f"No open task {self.task_id}")
        insert = sqlite.insert if tx.is_sqlite else postgresql.insert
        kept = {"answers": dict(self.posted), "saved_at": tx.clock.now(), "prepared_for": None}
        tx.session.execute(
            insert(Draft)
            .values(task_id=self.task_id, person_id=self.actor, **kept)
            .on_conflict_do_update(index_elements=[Draft.task_id, Draft.person_id], set_=kept)
        )
