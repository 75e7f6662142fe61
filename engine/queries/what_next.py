"""What happens next, for a person who has just completed a task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.access.filters import may_do_task, may_list_instance
from engine.errors import TaskNotFound
from engine.models import Call, HumanTask, InstanceStatus, ProcessInstance, TaskCandidate, TaskStatus, Timer
from engine.queries.principal_labels import PrincipalLabel, principal_labels

TASKS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTask:
    """A task that is open now. mine: it waits for the asker too."""

    id: UUID
    name: str
    case_title: str
    due_at: datetime | None
    mine: bool
    waits_for: tuple[PrincipalLabel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCase:
    """A case that waits until all the cases it called have ended."""

    case_title: str
    total: int
    finished: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatNext:
    """opened: tasks that this completion opened; others: tasks of the same case that were open already, of both the
    first TASKS_SHOWN; waiting: what the case, or the one that called it, waits for; until: when its next timer is
    due; listed: the asker may open the case's page."""

    task_name: str
    element_id: str
    definition_id: UUID
    case_id: UUID
    case_title: str
    case_status: InstanceStatus
    listed: bool
    opened: tuple[NextTask, ...]
    others: tuple[NextTask, ...]
    waiting: WaitingCase | None
    until: datetime | None


def what_next(session: Session, person_id: int, task_id: UUID) -> WhatNext:
    """What the completed task led to, for the one who completed it. Raises TaskNotFound."""
    row = session.execute(
        select(HumanTask, ProcessInstance, may_list_instance(person_id))
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .where(HumanTask.id == task_id, HumanTask.completed_by == person_id)
    ).one_or_none()
    if row is None:
        raise TaskNotFound(f"No task {task_id} that this person has completed")
    task, case, listed = row
    if not listed:
        return _nothing_but_thanks(task, case)
    in_case = HumanTask.instance_id == case.id
    elsewhere = (ProcessInstance.root_id == case.root_id) & may_list_instance(person_id)
    # One action is one moment: what it opened carries the time at which the task was closed.
    opened = _open_tasks(session, person_id, (in_case | elsewhere) & (HumanTask.opened_at == task.closed_at))
    others = _open_tasks(session, person_id, in_case & (HumanTask.opened_at != task.closed_at))
    running = case.status == InstanceStatus.RUNNING
    return WhatNext(
        task_name=task.name,
        element_id=task.element_id,
        definition_id=case.definition_id,
        case_id=case.id,
        case_title=case.title,
        case_status=InstanceStatus(case.status),
        listed=bool(listed),
        opened=opened,
        others=others,
        waiting=_waiting(session, person_id, case.id if running else case.parent_id),
        until=session.scalar(select(Timer.due_at).where(Timer.instance_id == case.id).order_by(Timer.due_at).limit(1)),
    )


def _nothing_but_thanks(task: HumanTask, case: ProcessInstance) -> WhatNext:
    """For one who may no longer follow the case, such as a former manager: where it has gone is not told."""
    return WhatNext(
        task_name=task.name,
        element_id=task.element_id,
        definition_id=case.definition_id,
        case_id=case.id,
        case_title="",
        case_status=InstanceStatus.RUNNING,
        listed=False,
        opened=(),
        others=(),
        waiting=None,
        until=None,
    )


def _open_tasks(session: Session, person_id: int, which: ColumnElement[bool]) -> tuple[NextTask, ...]:
    rows = session.execute(
        select(HumanTask, ProcessInstance.title, may_do_task(person_id))
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .where(HumanTask.status == TaskStatus.OPEN, which)
        .order_by(HumanTask.name, HumanTask.due_at, HumanTask.id)
        .limit(TASKS_SHOWN)
    ).all()
    labels = _labels(session, [task.id for task, _, _ in rows])
    return tuple(
        NextTask(
            id=task.id,
            name=task.name,
            case_title=title,
            due_at=task.due_at,
            mine=bool(mine),
            waits_for=labels.get(task.id, ()),
        )
        for task, title, mine in rows
    )


def _labels(session: Session, task_ids: Collection[UUID]) -> dict[UUID, tuple[PrincipalLabel, ...]]:
    candidates = session.scalars(select(TaskCandidate).where(TaskCandidate.task_id.in_(task_ids))).all()
    labels = {label.principal: label for label in principal_labels(session, {row.principal for row in candidates})}
    found: dict[UUID, tuple[PrincipalLabel, ...]] = {}
    for row in candidates:
        found[row.task_id] = (*found.get(row.task_id, ()), labels[row.principal])
    return found


def _waiting(session: Session, person_id: int, case_id: UUID | None) -> WaitingCase | None:
    row = session.execute(
        select(ProcessInstance.title, func.sum(Call.total).label("total"), func.sum(Call.finished).label("finished"))
        .join(Call, Call.instance_id == ProcessInstance.id)
        .where(ProcessInstance.id == case_id, may_list_instance(person_id))
        .group_by(ProcessInstance.title)
    ).one_or_none()
    return WaitingCase(case_title=row.title, total=row.total, finished=row.finished) if row else None
