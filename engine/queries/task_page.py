"""One task: what is to be done, until when, by whom, and what came before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.filters import may_do_task, may_list_instance, may_read_task
from engine.clock import Clock
from engine.errors import TaskNotFound
from engine.models import Draft, HumanTask, Person, ProcessInstance, TaskCandidate, TaskStatus, Unit
from engine.queries.principal_labels import PrincipalLabel, principal_labels
from engine.queries.submissions import SubmissionView, submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """A task as one person may see it. may_do: it is open and waits for this person; suspended_at: since when its case
    has been suspended, so that nobody can.

    before: what has been sent in earlier in this case and in those that called it, as far as it may be read;
    draft: what this person has typed and not sent; listed: the person may open the case's page.
    """

    id: UUID
    element_id: str
    name: str
    step: str | None
    form_key: str | None
    status: TaskStatus
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    closed_at: datetime | None
    completed_by: str | None
    may_do: bool
    suspended_at: datetime | None
    case_id: UUID
    case_title: str
    definition_id: UUID
    unit_name: str | None
    cycle_year: int | None
    listed: bool
    candidates: tuple[PrincipalLabel, ...]
    before: tuple[SubmissionView, ...]
    draft: dict[str, Any] | None
    draft_saved_at: datetime | None


def task_page(session: Session, clock: Clock, person_id: int, task_id: UUID) -> TaskPage:
    """The task, for those who may do it and those who may read what was answered. Raises TaskNotFound."""
    row = session.execute(
        select(HumanTask, ProcessInstance, Unit.name, Person.name, may_do_task(person_id), may_list_instance(person_id))
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(Person, Person.id == HumanTask.completed_by)
        .where(HumanTask.id == task_id, may_read_task(person_id))
    ).one_or_none()
    if row is None:
        raise TaskNotFound(f"No task {task_id} that may be known")
    task, case, unit_name, completed_by, may_do, listed = row
    is_open = task.status == TaskStatus.OPEN
    principals = session.scalars(select(TaskCandidate.principal).where(TaskCandidate.task_id == task_id))
    draft = session.get(Draft, (task_id, person_id))
    return TaskPage(
        id=task.id,
        element_id=task.element_id,
        name=task.name,
        step=task.step,
        form_key=task.form_key,
        status=TaskStatus(task.status),
        opened_at=task.opened_at,
        due_at=task.due_at,
        overdue=is_open and task.due_at is not None and task.due_at < clock.now(),
        closed_at=task.closed_at,
        completed_by=completed_by,
        may_do=is_open and bool(may_do),
        suspended_at=case.suspended_at,
        case_id=case.id,
        case_title=case.title,
        definition_id=case.definition_id,
        unit_name=unit_name,
        cycle_year=case.cycle_year,
        listed=bool(listed),
        candidates=principal_labels(session, principals),
        before=submissions(session, person_id, [case.id, *_callers(session, case.parent_id)]),
        draft=draft.answers if draft else None,
        draft_saved_at=draft.saved_at if draft else None,
    )


def _callers(session: Session, parent_id: UUID | None) -> Iterator[UUID]:
    while parent_id is not None:
        yield parent_id
        parent_id = session.scalar(select(ProcessInstance.parent_id).where(ProcessInstance.id == parent_id))
