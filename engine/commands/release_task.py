"""A task that somebody has claimed waits for all its candidates again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.casework import CaseWork
from engine.casework.held_task import change, hand_in_preparation, hold, note
from engine.errors import NotAuthorized, Refused
from engine.rules import Rule
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTask:
    """End a claim, and what a colleague was asked to prepare with it. By the one who claimed it, by leaders above the
    case's unit, its process owner, or an administrator: when the claimer is suddenly away.

    Raises TaskNotFound, TaskAlreadyCompleted, NotAuthorized, ProcessSuspended, Refused when nobody has claimed it."""

    task_id: UUID
    actor: int

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        held = hold(work, self.task_id, self.actor)
        if held.row.assignee_id is None:
            raise Refused("Nobody has claimed this task")
        if held.row.assignee_id != self.actor and not held.row.leads:
            raise NotAuthorized(Rule.LEADERS_ONLY, "Whoever claimed the task, or a leader above, releases it")
        if held.row.delegated_to is not None:
            hand_in_preparation(work, held)
        change(work, held, assignee_id=None)
        note(work, held, "task-released", self.actor)
