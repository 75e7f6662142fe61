"""Tasks are given to somebody else than the diagram says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.access.refusals import why_not_handed_over
from engine.casework import CaseWork
from engine.casework.commenting import write_comment
from engine.casework.held_task import change, hand_in_preparation, hold, note, replace_candidates
from engine.casework.receiving import require_receiver
from engine.errors import NotAuthorized, Refused
from engine.models import CommentKind, HumanTask
from engine.run import Transaction

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignTasks:
    """Let tasks wait for one principal alone, all of them or none. Claims and preparations end; drafts are kept.

    By leaders above a case's unit, its process owner, or an administrator. to: a person who is there today, or what
    somebody is; reason: kept with each task, and covered by the history of its case.
    Raises TaskNotFound, TaskAlreadyCompleted, NotAuthorized, ReceiverRefused, ProcessSuspended, Refused for more than
    MOST tasks, none, or a reason that no table can hold."""

    task_ids: Sequence[UUID]
    actor: int
    to: str
    reason: str

    def execute(self, tx: Transaction) -> None:
        if not 0 < len(self.task_ids) <= MOST:
            raise Refused(f"From one to {MOST} tasks can be handed over at once")
        work = CaseWork(tx)
        for task_id in self._in_order(work):
            self._reassign(work, task_id)

    def _in_order(self, work: CaseWork) -> list[UUID]:
        """By case: two who hand over the same tasks lock the cases in the same order."""
        cases = dict(
            work.session.execute(
                select(HumanTask.id, HumanTask.instance_id).where(HumanTask.id.in_(self.task_ids))
            ).all()
        )
        return sorted(set(self.task_ids), key=lambda task: (str(cases.get(task, "")), str(task)))

    def _reassign(self, work: CaseWork, task_id: UUID) -> None:
        held = hold(work, task_id, self.actor)
        rule = why_not_handed_over(held.visibility, held.row.leads)
        if rule is not None:
            raise NotAuthorized(rule, "You may not give this task to somebody else")
        require_receiver(work, self.to, task_id)
        if held.row.delegated_to is not None:
            hand_in_preparation(work, held)
        before = replace_candidates(work, held, self.to)
        change(work, held, tell=True, assignee_id=None)
        write_comment(work, held, CommentKind.REASSIGNED, self.reason, self.actor)
        note(work, held, "task-reassigned", self.actor, before=before, to=[self.to])
