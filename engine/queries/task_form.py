"""Which form a task is answered with: all that has to be known before what was posted can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, bindparam, or_, select
from sqlalchemy.orm import Session

from engine.access.filters import may_do_task, may_read_task, prepares
from engine.errors import TaskNotFound
from engine.models import HumanTask, Person, ProcessInstance, TaskStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForm:
    """may_write: it is open, and waits for the asker or is prepared by the asker; form_key: None for a task that only
    has to be confirmed; completed_by, closed_at: by whom (a name, None for the process itself) and when the task was
    closed."""

    case_id: UUID
    definition_id: UUID
    element_id: str
    form_key: str | None
    may_write: bool
    status: TaskStatus
    completed_by: str | None
    closed_at: datetime | None


_ASKER = bindparam("asker", type_=Integer)
_FORM = (
    select(
        ProcessInstance.id, ProcessInstance.definition_id, HumanTask.element_id, HumanTask.form_key, HumanTask.status,
        Person.name, HumanTask.closed_at,
        or_(may_do_task(_ASKER), prepares(_ASKER)),
    )
    .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
    .outerjoin(Person, Person.id == HumanTask.completed_by)
    .where(HumanTask.id == bindparam("task"), may_read_task(_ASKER))
)  # fmt: skip


def task_form(session: Session, person_id: int, task_id: UUID) -> TaskForm:
    """For those who may do the task and those who may read what was answered. Raises TaskNotFound."""
    row = session.execute(_FORM, {"asker": person_id, "task": task_id}).one_or_none()
    if row is None:
        raise TaskNotFound(f"No task {task_id} that may be known")
    case_id, definition_id, element_id, form_key, status, completed_by, closed_at, may_write = row
    return TaskForm(
        case_id=case_id,
        definition_id=definition_id,
        element_id=element_id,
        form_key=form_key,
        may_write=status == TaskStatus.OPEN and bool(may_write),
        status=TaskStatus(status),
        completed_by=completed_by,
        closed_at=closed_at,
    )
