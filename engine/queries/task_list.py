"""What waits for a person: the tasks of the person and of the roles held today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from engine.access.among import among
from engine.access.filters import claim_holds, is_candidate, is_excluded, stood_in_for, tasks_open_to
from engine.clock import Clock
from engine.models import Draft, HumanTask, Person, PrincipalHolder, ProcessInstance, Unit
from engine.queries.paging import PER_PAGE, Page, page_number
from engine.queries.search import contains

# The principals that tasks name; all others say who may read.
PERSONAL = ("person:", "manager-of:", "manager:")
ROLE = "role:"
PRIORITY = 50  # of a task that says nothing of it (zeebe:priorityDefinition)


class TaskScope(StrEnum):
    """MINE what waits for the person, as employee or manager · ROLES what waits for a role the person holds · CLAIMED
    what the person has taken · COLLEAGUES what a colleague has taken, and would otherwise wait for the person too ·
    RESTING what is not to be seen to yet."""

    ALL = "all"
    MINE = "mine"
    ROLES = "roles"
    CLAIMED = "claimed"
    COLLEAGUES = "colleagues"
    RESTING = "resting"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One line of the list. draft: something has been typed and saved; suspended: its case waits to be resumed;
    rests_until: it is not to be seen to before, None when it is; claimed_by: the name of a colleague who has taken it;
    claimed: the person has; prepared_by: the name of the colleague who prepares it; prepared_for: of the one for whom
    the person does; on_behalf_of: of the one in whose place the person would do it."""

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
    rests_until: datetime | None
    claimed: bool
    claimed_by: str | None
    prepared_by: str | None
    prepared_for: str | None
    on_behalf_of: str | None


def task_list(
    session: Session,
    clock: Clock,
    person_id: int,
    search: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
    scope: TaskScope = TaskScope.ALL,
) -> Page[TaskRow]:
    """Open tasks that the person may do: overdue first, then by due date, those without a date last; of one date the
    most important first."""
    now = clock.now()
    wanted: list[ColumnElement[bool]] = [*_waiting(person_id, scope, now)]
    case = HumanTask.instance_id == ProcessInstance.id
    counted = select(func.count()).select_from(HumanTask)
    if text := search.strip():
        wanted.append(_mentions(text))
        counted = counted.join(ProcessInstance, case)
    total = session.scalar(counted.where(*wanted)) or 0
    number = page_number(page, total, per_page)
    statement = (
        select(HumanTask, ProcessInstance.title, ProcessInstance.definition_id, Unit.name, Draft.saved_at,
               ProcessInstance.suspended_at, claim_holds(), is_candidate(person_id), stood_in_for(person_id))
        .join(ProcessInstance, case)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(Draft, and_(Draft.task_id == HumanTask.id, Draft.person_id == person_id))
        .where(*wanted)
        .order_by(
            HumanTask.due_at.is_(None), HumanTask.due_at, func.coalesce(HumanTask.priority, PRIORITY).desc(),
            HumanTask.id,
        )
        .limit(per_page)
        .offset((number - 1) * per_page)
    )  # fmt: skip
    found = session.execute(statement).all()
    names = _names(session, found)
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
            rests_until=task.follow_up_at if task.follow_up_at and task.follow_up_at > now else None,
            claimed=bool(claimed) and task.assignee_id == person_id,
            claimed_by=names.get(task.assignee_id) if claimed and task.assignee_id != person_id else None,
            prepared_by=names.get(task.delegated_to) if task.delegated_to != person_id else None,
            prepared_for=names.get(task.delegated_by) if task.delegated_to == person_id else None,
            on_behalf_of=None if own or task.delegated_to == person_id else names.get(instead_of),
        )
        for task, title, definition_id, unit, saved_at, suspended_at, claimed, own, instead_of in found
    )
    return Page(rows=rows, total=total, number=number, per_page=per_page)


def _names(session: Session, found: Sequence[Any]) -> dict[int | None, str]:
    """Of those whom the rows are about besides the person; no statement when they are about nobody."""
    wanted = {
        person
        for task, *_, instead_of in found
        for person in (task.assignee_id, task.delegated_to, task.delegated_by, instead_of)
        if person is not None
    }
    if not wanted:
        return {}
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted))).all())


def task_count(session: Session, clock: Clock, person_id: int) -> int:
    """How many tasks wait for the person, for the mark in the menu."""
    waiting = select(func.count()).select_from(HumanTask)
    return session.scalar(waiting.where(*_waiting(person_id, TaskScope.ALL, clock.now()))) or 0


def _waiting(person_id: int, scope: TaskScope, now: datetime) -> Iterator[ColumnElement[bool]]:
    """What a scope holds: of HumanTask. What rests, and what a colleague has taken, has a scope of its own."""
    yield among(HumanTask.id, _open_to(person_id, scope))
    yield ~is_excluded(person_id)
    if scope == TaskScope.RESTING:
        yield HumanTask.follow_up_at > now
        return
    yield or_(HumanTask.follow_up_at.is_(None), HumanTask.follow_up_at <= now)
    mine = or_(HumanTask.assignee_id == person_id, HumanTask.delegated_to == person_id)
    if scope == TaskScope.CLAIMED:
        yield HumanTask.assignee_id == person_id
    elif scope == TaskScope.COLLEAGUES:
        yield and_(HumanTask.assignee_id != person_id, claim_holds())
        yield or_(HumanTask.delegated_to.is_(None), HumanTask.delegated_to != person_id)
    else:
        yield or_(HumanTask.assignee_id.is_(None), mine, ~claim_holds())


def _open_to(person_id: int, scope: TaskScope) -> CompoundSelect[UUID]:
    # A closed task has no candidates left, so this needs no look at its status.
    principal = PrincipalHolder.principal
    by_role = principal.startswith(ROLE)
    personal = or_(*(principal.startswith(prefix) for prefix in PERSONAL))
    wanted = {TaskScope.MINE: personal, TaskScope.ROLES: by_role}.get(scope, or_(by_role, personal))
    return tasks_open_to(person_id, wanted)


def _mentions(text: str) -> ColumnElement[bool]:
    return or_(contains(HumanTask.name, text), contains(ProcessInstance.title, text))
