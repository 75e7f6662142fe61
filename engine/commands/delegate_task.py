"""A person asks a colleague to prepare a task."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select

from engine.access.refusals import require_may_complete, why_not_delegated
from engine.casework import CaseWork
from engine.casework.commenting import write_comment
from engine.casework.held_task import change, hold, note
from engine.casework.receiving import PERSON, require_receiver
from engine.errors import NotAuthorized
from engine.models import CommentKind, Draft
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateTask:
    """The colleague reads the task and fills in its form, and gives it back; whoever asked completes it. The task is
    claimed by the giver meanwhile.

    colleague: a person's id; message: what the colleague is to do, empty for nothing; with_draft: the colleague starts
    from what the giver has saved. Raises TaskNotFound, TaskAlreadyCompleted, NotAuthorized, ReceiverRefused,
    ProcessSuspended, Refused for a message that is too long."""

    task_id: UUID
    actor: int
    colleague: int
    message: str = ""
    with_draft: bool = False

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        held = hold(work, self.task_id, self.actor)
        require_may_complete(tx.session, self.actor, self.task_id)
        rule = why_not_delegated(held.visibility, held.row.deputy_scope)
        if rule is not None:
            raise NotAuthorized(rule, "This task is not prepared by others")
        require_receiver(work, f"{PERSON}{self.colleague}", self.task_id, giver=self.actor)
        if self.with_draft:
            self._share_draft(tx)
        change(
            work, held, tell=True, assignee_id=self.actor, delegated_to=self.colleague, delegated_by=self.actor
        )  # fmt: skip
        if self.message.strip():
            write_comment(work, held, CommentKind.DELEGATED, self.message, self.actor)
        note(work, held, "task-delegated", self.actor, to=[f"{PERSON}{self.colleague}"])

    def _share_draft(self, tx: Transaction) -> None:
        own = tx.session.execute(
            select(Draft.answers, Draft.saved_at).where(Draft.task_id == self.task_id, Draft.person_id == self.actor)
        ).one_or_none()
        theirs = (Draft.task_id == self.task_id, Draft.person_id == self.colleague)
        if own is None or tx.session.scalar(select(Draft.task_id).where(*theirs, Draft.prepared_for.is_(None))):
            return  # what the colleague has typed already is not overwritten
        tx.session.execute(delete(Draft).where(*theirs))
        tx.session.execute(
            insert(Draft).values(
                task_id=self.task_id, person_id=self.colleague, answers=own.answers, saved_at=own.saved_at
            )
        )
