"""A task that a colleague has prepared goes back to whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.casework import CaseWork
from engine.casework.commenting import write_comment
from engine.casework.held_task import change, hand_in_preparation, hold, note
from engine.errors import NotAuthorized, Refused
from engine.models import CommentKind
from engine.rules import Rule
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveTask:
    """By the colleague, with a message of what has been done; or by whoever asked, who takes it back at any time.

    What the colleague has saved is kept for the one who asked, beside that one's own draft, and the files in it become
    that one's. message: required of the colleague.
    Raises TaskNotFound, TaskAlreadyCompleted, NotAuthorized, ProcessSuspended, Refused when nobody prepares it."""

    task_id: UUID
    actor: int
    message: str = ""

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        held = hold(work, self.task_id, self.actor)
        delegate, giver = held.row.delegated_to, held.row.delegated_by
        if delegate is None:
            raise Refused("Nobody is preparing this task")
        if self.actor not in (delegate, giver):
            raise NotAuthorized(Rule.BEING_PREPARED, "Whoever prepares the task, or asked for that, ends it")
        hand_in_preparation(work, held)
        if self.actor == delegate:
            change(work, held, tell=True)
            write_comment(work, held, CommentKind.RESOLVED, self.message, self.actor)
            note(work, held, "task-resolved", self.actor, to=[f"person:{giver}"])
        else:
            note(work, held, "task-taken-back", self.actor)
