"""A person writes something about a task."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.casework import CaseWork
from engine.casework.commenting import write_comment
from engine.casework.held_task import hold, note
from engine.errors import Refused, TaskNotFound
from engine.models import CommentKind
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentTask:
    """A remark, for all who may read the task, as long as its case goes on.

    Raises TaskNotFound, ProcessSuspended, Refused when the case has ended or for a text that no table can hold."""

    task_id: UUID
    actor: int
    text: str

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        held = hold(work, self.task_id, self.actor, is_open=False)
        if not held.row.may_read:
            raise TaskNotFound(f"No task {self.task_id} that may be read")
        if held.case.ended:
            raise Refused("The case has ended")
        write_comment(work, held, CommentKind.REMARK, self.text, self.actor)
        note(work, held, "commented", self.actor)
