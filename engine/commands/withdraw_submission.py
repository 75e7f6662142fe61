"""A person takes back what was sent in, to correct it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, or_, select, update

from engine.access.refusals import require_may_complete
from engine.bpmn import Execution, UserTaskOpened
from engine.bpmn.lint.assignment import SHARED_DRAFT
from engine.casework import INSTANCE_COLUMNS, CaseWork, OpenCase, statutory
from engine.casework.undoing import state_before
from engine.commands.attachments import copied_attachments, with_copies
from engine.errors import CaseMovedOn, NotAuthorized, ProcessSuspended, TaskNotFound
from engine.models import Draft, HumanTask, ProcessInstance, SharedField, Submission, TaskCandidate, TaskStatus, Timer
from engine.rules import Rule
from engine.run import Transaction

_FIND = (
    select(
        HumanTask.status, HumanTask.completed_by, HumanTask.on_behalf_of, HumanTask.closed_at, HumanTask.element_id,
        ProcessInstance.undo, *INSTANCE_COLUMNS,
    )
    .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
    .where(HumanTask.id == bindparam("task"))
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSubmission:
    """Open a completed task again, with its answers as the sender's draft. What was sent stays, marked as withdrawn.

    Only while the case has not moved past it: nothing has happened in the case since, and nobody has begun what
    followed. Returns the case's id. Raises TaskNotFound, NotAuthorized, ProcessSuspended, CaseMovedOn."""

    task_id: UUID
    actor: int

    def execute(self, tx: Transaction) -> UUID:
        work = CaseWork(tx)
        row = work.find(_FIND, {"task": self.task_id}, HumanTask)
        if row is None or row.status != TaskStatus.COMPLETED:
            raise TaskNotFound(f"No completed task {self.task_id}")
        if self.actor not in (row.completed_by, row.on_behalf_of):
            raise NotAuthorized(Rule.SENDER_ONLY, "Only who sent the answers takes them back")
        if row.suspended_at is not None:
            raise ProcessSuspended("The case is suspended; nothing in it can be done until it is resumed")
        before = state_before(row.undo, self.task_id)
        case = work.restore(row)
        if before is None or case.ended:
            raise CaseMovedOn("The case has moved on since; what was sent cannot be taken back any more")
        execution = Execution.restore(case.definition.program, case.definition.key, before, work.environment)
        case.resume = lambda: execution
        self._take_back_what_followed(work, case, execution)
        self._open_again(work, case, execution, row.undo)
        self._keep_answers(work)
        statutory.unmeet(work, case, row.closed_at)
        case.act("submission-withdrawn", actor=self.actor, element_id=row.element_id)
        case.task_id = self.task_id
        work.touch(case)
        work.settle()
        return case.id

    def _take_back_what_followed(self, work: CaseWork, case: OpenCase, execution: Execution) -> None:
        open_tasks = select(HumanTask).where(HumanTask.instance_id == case.id, HumanTask.status == TaskStatus.OPEN)
        # Held, so that nobody begins them between the look and the taking back.
        held = work.session.scalars(open_tasks.with_for_update(of=HumanTask))
        followed = [task for task in held if not execution.waits(task.id)]
        ids = [task.id for task in followed]
        begun = any(task.assignee_id not in (None, self.actor) or task.delegated_to for task in followed)
        private = exists().where(Draft.task_id.in_(ids), Draft.person_id != self.actor)
        shared = exists().where(SharedField.task_id.in_(ids))
        if begun or work.session.scalar(select(or_(private, shared))):
            raise CaseMovedOn("Somebody has begun what follows; ask them to send it back instead")
        work.withdraw_tasks(case, ids)
        timers = work.session.scalars(select(Timer.id).where(Timer.instance_id == case.id)).all()
        armed = [timer for timer in timers if not execution.waits(timer)]
        work.session.execute(delete(Timer).where(Timer.id.in_(armed)))

    def _open_again(self, work: CaseWork, case: OpenCase, execution: Execution, undo: Mapping[str, Any]) -> None:
        asked = execution.asked(self.task_id)
        assert isinstance(asked, UserTaskOpened)
        # What is written together is not taken by one.
        shared = case.definition.elements[asked.element_id].properties.get(SHARED_DRAFT) == "true"
        work.session.execute(
            update(HumanTask)
            .where(HumanTask.id == self.task_id)
            .values(
                status=TaskStatus.OPEN, closed_at=None, completed_by=None, on_behalf_of=None,
                assignee_id=None if shared else self.actor, next_notice_at=work.now, notice_step=1,
            )
        )  # fmt: skip
        for principal in undo["waited_for"]:
            work.rows.add(TaskCandidate, task_id=self.task_id, principal=principal)
        for timer, element_id, due in undo["timers"]:
            work.rows.add(
                Timer, id=UUID(timer), instance_id=case.id, element_id=element_id, leased_until=None, attempts=0,
                due_at=datetime.fromisoformat(due),
            )  # fmt: skip
        case.opened.append((asked.element_id, str(self.task_id)))
        work.rows.write()
        require_may_complete(work.session, self.actor, self.task_id)  # the office may have passed to somebody else

    def _keep_answers(self, work: CaseWork) -> None:
        sent = work.session.scalar(
            select(Submission)
            .where(Submission.task_id == self.task_id, Submission.withdrawn_at.is_(None))
            .order_by(Submission.seq.desc())
            .limit(1)
        )
        if sent is None:
            return  # a task without a form
        sent.withdrawn_at = work.now
        copies = copied_attachments(work.session, sent.id, self.actor, work.now)
        answers = with_copies(sent.answers or {}, copies)
        work.session.add(Draft(task_id=self.task_id, person_id=self.actor, answers=answers, saved_at=work.now))
        for field in work.session.scalars(select(SharedField).where(SharedField.task_id == self.task_id)):
            field.value = with_copies(field.value, copies)
