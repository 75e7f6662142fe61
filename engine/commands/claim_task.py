"""A person takes a task that waits for several."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.access.refusals import require_may_complete
from engine.casework import CaseWork
from engine.casework.held_task import change, hold, note
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask:
    """Nobody else completes the task until the claim is released. It lapses when the claimer may no longer do the task.
    Who has claimed it already may do so again.

    Raises TaskNotFound, TaskAlreadyCompleted, NotAuthorized, ProcessSuspended."""

    task_id: UUID
    actor: int

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        held = hold(work, self.task_id, self.actor)
        require_may_complete(tx.session, self.actor, self.task_id)
        if held.claimed_by == self.actor:
            return
        change(work, held, assignee_id=self.actor)
        note(work, held, "task-claimed", self.actor)
