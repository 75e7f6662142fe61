"""Cases that a person may know of: search, filter, page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, outerjoin

from engine.access.filters import may_list_instance
from engine.clock import Clock
from engine.models import HumanTask, InstanceStatus, ProcessDefinition, ProcessInstance, TaskStatus, Unit
from engine.queries.paging import PER_PAGE, Page, page_number

INSTANCE_AND_UNIT = outerjoin(ProcessInstance, Unit, Unit.id == ProcessInstance.unit_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What to look for; empty values do not narrow. search: words of the title; unit_id: a unit or the body whose
    tree the case's unit stands in; parent_id: cases called by this one."""

    search: str = ""
    process: str = ""
    year: int | None = None
    unit_id: str = ""
    status: InstanceStatus | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of the list. late: it has an open task whose due date has passed."""

    id: UUID
    title: str
    process_name: str
    unit_name: str | None
    cycle_year: int | None
    status: InstanceStatus
    late: bool
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChoices:
    """What the list can be narrowed by: processes as key and name, budget years, bodies as code and name."""

    processes: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    bodies: tuple[tuple[str, str], ...]


def case_list(
    session: Session, clock: Clock, person_id: int, wanted: CaseFilter, page: int = 1, per_page: int = PER_PAGE
) -> Page[CaseRow]:
    """Cases whose status the person may read, newest first."""
    conditions = [may_list_instance(person_id), *_narrowed(wanted)]
    total = session.scalar(select(func.count()).select_from(INSTANCE_AND_UNIT).where(*conditions)) or 0
    number = page_number(page, total, per_page)
    late = exists().where(
        HumanTask.instance_id == ProcessInstance.id,
        HumanTask.status == TaskStatus.OPEN,
        HumanTask.due_at < clock.now(),
    )
    columns = (
        ProcessInstance.id, ProcessInstance.title, ProcessDefinition.name, Unit.name, ProcessInstance.cycle_year,
        ProcessInstance.status, late, ProcessInstance.started_at, ProcessInstance.ended_at,
    )  # fmt: skip
    found = session.execute(
        select(*columns)
        .select_from(INSTANCE_AND_UNIT)
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(*conditions)
        .order_by(ProcessInstance.started_at.desc(), ProcessInstance.id.desc())
        .limit(per_page)
        .offset((number - 1) * per_page)
    )
    rows = tuple(
        CaseRow(
            id=case_id, title=title, process_name=process, unit_name=unit, cycle_year=year,
            status=InstanceStatus(status), late=is_late, started_at=started_at, ended_at=ended_at,
        )
        for case_id, title, process, unit, year, status, is_late, started_at, ended_at in found
    )  # fmt: skip
    return Page(rows=rows, total=total, number=number, per_page=per_page)


def case_choices(session: Session, person_id: int) -> CaseChoices:
    """What the person may narrow the list by: what occurs among the cases that may be listed."""
    found = session.execute(
        select(ProcessInstance.definition_key, ProcessInstance.cycle_year, Unit.body_id)
        .select_from(INSTANCE_AND_UNIT)
        .where(may_list_instance(person_id))
        .distinct()
    ).all()
    keys = {key for key, _, _ in found}
    names = session.execute(
        select(ProcessDefinition.key, ProcessDefinition.name)
        .where(ProcessDefinition.key.in_(keys))
        .order_by(ProcessDefinition.version)
    ).all()
    bodies = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_({body for _, _, body in found if body})))
    return CaseChoices(
        processes=tuple(sorted(dict(names).items(), key=lambda item: item[1])),
        years=tuple(sorted({year for _, year, _ in found if year is not None}, reverse=True)),
        bodies=tuple(sorted(((code, name) for code, name in bodies), key=lambda item: item[1])),
    )


def _narrowed(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if text := wanted.search.strip():
        conditions.append(ProcessInstance.title.icontains(text, autoescape=True))
    if wanted.process:
        conditions.append(ProcessInstance.definition_key == wanted.process)
    if wanted.year is not None:
        conditions.append(ProcessInstance.cycle_year == wanted.year)
    if wanted.unit_id:
        conditions.append(or_(ProcessInstance.unit_id == wanted.unit_id, Unit.body_id == wanted.unit_id))
    if wanted.status is not None:
        conditions.append(ProcessInstance.status == wanted.status)
    if wanted.parent_id is not None:
        conditions.append(ProcessInstance.parent_id == wanted.parent_id)
    return conditions
