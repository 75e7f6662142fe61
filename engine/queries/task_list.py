"""What waits for a person: the tasks of the person and of the roles held today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.access.among import among
from engine.access.filters import is_excluded, tasks_open_to
from engine.clock import Clock
from engine.models import Draft, HumanTask, PrincipalHolder, ProcessInstance, Unit
from engine.queries.paging import PER_PAGE, Page, page_number
from engine.queries.search import contains

# The principals that tasks name; all others say who may read.
PERSONAL = ("person:", "manager-of:", "manager:")
ROLE = "role:"


class TaskScope(StrEnum):
    """MINE what waits for the person, as employee or manager · ROLES what waits for a role the person holds."""

    ALL = "all"
    MINE = "mine"
    ROLES = "roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One line of the list. draft: something has been typed and saved; suspended: its case waits to be resumed."""

    id: UUID
    name: str
    case_id: UUID
    case_title: str
    definition_id: UUID
    unit_name: str | None
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    draft: bool
    suspended: bool


def task_list(
    session: Session,
    clock: Clock,
    person_id: int,
    search: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
    scope: TaskScope = TaskScope.ALL,
) -> Page[TaskRow]:
    """Open tasks that the person may do: overdue first, then by due date, those without a date last."""
    wanted: list[ColumnElement[bool]] = [among(HumanTask.id, _open_to(person_id, scope)), ~is_excluded(person_id)]
    case = HumanTask.instance_id == ProcessInstance.id
    counted = select(func.count()).select_from(HumanTask)
    if text := search.strip():
        wanted.append(_mentions(text))
        counted = counted.join(ProcessInstance, case)
    total = session.scalar(counted.where(*wanted)) or 0
    number = page_number(page, total, per_page)
    statement = (
        select(HumanTask, ProcessInstance.title, ProcessInstance.definition_id, Unit.name, Draft.saved_at,
               ProcessInstance.suspended_at)
        .join(ProcessInstance, case)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(Draft, and_(Draft.task_id == HumanTask.id, Draft.person_id == person_id))
        .where(*wanted)
        .order_by(HumanTask.due_at.is_(None), HumanTask.due_at, HumanTask.id)
        .limit(per_page)
        .offset((number - 1) * per_page)
    )  # fmt: skip
    now = clock.now()
    rows = tuple(
        TaskRow(
            id=task.id,
            name=task.name,
            case_id=task.instance_id,
            case_title=title,
            definition_id=definition_id,
            unit_name=unit,
            opened_at=task.opened_at,
            due_at=task.due_at,
            overdue=task.due_at is not None and task.due_at < now,
            draft=saved_at is not None,
            suspended=suspended_at is not None,
        )
        for task, title, definition_id, unit, saved_at, suspended_at in session.execute(statement)
    )
    return Page(rows=rows, total=total, number=number, per_page=per_page)


def task_count(session: Session, person_id: int) -> int:
    """How many tasks wait for the person, for the mark in the menu."""
    waiting = (
        select(func.count())
        .select_from(HumanTask)
        .where(among(HumanTask.id, _open_to(person_id, TaskScope.ALL)), ~is_excluded(person_id))
    )
    return session.scalar(waiting) or 0


def _open_to(person_id: int, scope: TaskScope) -> CompoundSelect[UUID]:
    # A closed task has no candidates left, so this needs no look at its status.
    principal = PrincipalHolder.principal
    by_role = principal.startswith(ROLE)
    personal = or_(*(principal.startswith(prefix) for prefix in PERSONAL))
    wanted = {TaskScope.ALL: or_(by_role, personal), TaskScope.MINE: personal, TaskScope.ROLES: by_role}[scope]
    return tasks_open_to(person_id, wanted)


def _mentions(text: str) -> ColumnElement[bool]:
    return or_(contains(HumanTask.name, text), contains(ProcessInstance.title, text))
