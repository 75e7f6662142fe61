"""A person says that something keeps the person from being impartial (FL 18 §, KL 6:28)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.access.codes import Visibility
from engine.casework import CaseWork, exclusions
from engine.casework.commenting import write_comment
from engine.casework.held_task import change, hold, note
from engine.errors import NotAuthorized
from engine.models import CommentKind, Exclusion
from engine.rules import Rule
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareConflict:
    """The task no longer waits for this person, nor for whoever stands in for the person; its other candidates keep it,
    and when nobody is left it goes up. It holds as long as the task does: nobody takes it back, so that nobody can be
    asked to. reason: what the conflict of interest is, kept with the task.

    Raises TaskNotFound, TaskAlreadyCompleted, NotAuthorized, ProcessSuspended, Refused for a reason that no table can
    hold."""

    task_id: UUID
    actor: int
    reason: str

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        held = hold(work, self.task_id, self.actor)
        if not held.row.may_do and held.row.delegated_to != self.actor:
            raise NotAuthorized(Rule.WAITS_FOR_OTHERS, "This task waits for somebody else")
        if held.visibility in (Visibility.PAIR, Visibility.AUTHOR):
            raise NotAuthorized(Rule.STAYS_CONFIDENTIAL, "This task does not pass to others")
        change(work, held, tell=True)
        exclusions.exclude(work, self.task_id, {self.actor}, Exclusion.CONFLICT_OF_INTEREST)
        write_comment(work, held, CommentKind.CONFLICT_OF_INTEREST, self.reason, self.actor)
        note(work, held, "conflict-declared", self.actor)
