"""A person completes a user task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, delete, select, update

from engine.access.codes import Visibility
from engine.access.filters import is_candidate, may_do_task, stood_in_for
from engine.access.refusals import require_may_complete
from engine.bpmn.lint.assignment import SHARED_DRAFT
from engine.casework import INSTANCE_COLUMNS, CaseWork, OpenCase, exclusions, incidents
from engine.casework.held_task import too_late
from engine.commands.attachments import bind_attachments
from engine.commands.save_shared_draft import writers
from engine.db import table_of
from engine.definitions import deployed_form
from engine.errors import ProcessSuspended, TaskNotFound
from engine.events import TaskClosed
from engine.models import Draft, HumanTask, ProcessInstance, TaskCandidate, TaskStatus
from engine.run import Transaction

_ACTOR = bindparam("actor", type_=Integer)
# Statements are made once: making them costs more than running them.
_FIND = (
    select(
        HumanTask.status, HumanTask.element_id, HumanTask.form_key, HumanTask.visibility.label("task_visibility"),
        HumanTask.assignee_id, HumanTask.delegated_to, may_do_task(_ACTOR).label("may"),
        is_candidate(_ACTOR).label("own"), stood_in_for(_ACTOR).label("stood_in_for"), *INSTANCE_COLUMNS,
    )
    .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
    .where(HumanTask.id == bindparam("task"))
)  # fmt: skip
_TASK, _CANDIDATE, _DRAFT = table_of(HumanTask), table_of(TaskCandidate), table_of(Draft)
_CLOSE = (
    update(_TASK)
    .where(_TASK.c.id == bindparam("task"))
    .values(
        status=TaskStatus.COMPLETED,
        closed_at=bindparam("at"),
        completed_by=bindparam("actor"),
        on_behalf_of=bindparam("behalf"),
        next_notice_at=None,
        delegated_to=None,
        delegated_by=None,
    )
)
_DROP_CANDIDATES = delete(_CANDIDATE).where(_CANDIDATE.c.task_id == bindparam("task")).returning(_CANDIDATE.c.principal)
_DROP_DRAFTS = delete(_DRAFT).where(_DRAFT.c.task_id == bindparam("task"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """Validate what was posted, store it once, and let the case go on. Returns the case's id.

    actor: a person's id; posted: the form's raw values by name.
    Raises TaskNotFound, TaskAlreadyCompleted, NotAuthorized, ProcessSuspended, SubmissionInvalid.
    """

    task_id: UUID
    actor: int
    posted: Mapping[str, Any]
    locale: str = "sv"

    def execute(self, tx: Transaction) -> UUID:
        work = CaseWork(tx)
        row = work.find(_FIND, {"actor": self.actor, "task": self.task_id}, HumanTask)
        if row is None:
            raise TaskNotFound(f"No task {self.task_id}")
        if row.status != TaskStatus.OPEN:
            raise too_late(tx.session, self.task_id, self.actor)
        if not row.may or row.delegated_to is not None or row.assignee_id not in (None, self.actor):
            require_may_complete(tx.session, self.actor, self.task_id)
        if row.suspended_at is not None:
            raise ProcessSuspended("The case is suspended; nothing in it can be done until it is resumed")
        case = work.restore(row)
        behalf = None if row.own else row.stood_in_for
        case.act("task-completed", actor=self.actor, element_id=row.element_id)
        case.task_id = self.task_id
        if behalf is not None:
            case.notes["on_behalf_of"] = behalf
        answers = self._submit(work, case, row, behalf) if row.form_key else {}
        self._close(work, case, behalf)
        exclusions.exclude_from_others(work, case, row.element_id, {self.actor, behalf or self.actor})
        if case.has_incidents:
            incidents.resolve(work, [self.task_id])  # its form had been missing
        named = {name: value for name, value in answers.items() if name in case.definition.variables}
        case.execution.complete(self.task_id, named)
        work.touch(case)
        tx.events.append(TaskClosed(instance_id=case.id, task_id=self.task_id, completed_by=self.actor))
        work.settle()
        return case.id

    def _submit(self, work: CaseWork, case: OpenCase, row: Any, behalf: int | None) -> dict[str, Any]:
        form = deployed_form(work.session, case.definition.deployment_id, row.form_key)
        prefill = work.tx.ports.prefill.prefill(work.session, work.tx.clock, case.as_case(), form.key)
        answers = work.tx.ports.validator.validate(
            form.sha256, form.schema, self.posted, prefill, work.tx.clock.today(), self.locale
        )
        submission_id = work.submit(
            case, form_id=form.id, element_id=row.element_id, task_id=self.task_id,
            visibility=Visibility(row.task_visibility), answers=answers, actor=self.actor,
            on_behalf_of=behalf,
        )  # fmt: skip
        shared = case.definition.elements[row.element_id].properties.get(SHARED_DRAFT) == "true"
        others = writers(work.session, self.task_id) if shared else set()
        bind_attachments(work, submission_id, answers, self.actor, *others)
        return answers

    def _close(self, work: CaseWork, case: OpenCase, behalf: int | None) -> None:
        connection = work.session.connection()
        connection.execute(_CLOSE, {"task": self.task_id, "at": work.now, "actor": self.actor, "behalf": behalf})
        case.waited_for = connection.execute(_DROP_CANDIDATES, {"task": self.task_id}).scalars().all()
        connection.execute(_DROP_DRAFTS, {"task": self.task_id})
