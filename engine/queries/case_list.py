"""Cases that a person may know of: search, filter, page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, load_only, outerjoin

from engine.access.filters import may_list_instance
from engine.clock import Clock
from engine.models import HumanTask, InstanceStatus, ProcessDefinition, ProcessInstance, TaskStatus, Unit
from engine.queries.paging import PER_PAGE, Page, page_number
from engine.queries.search import contains

SHOWN = (
    ProcessInstance.title, ProcessInstance.cycle_year, ProcessInstance.status, ProcessInstance.started_at,
    ProcessInstance.ended_at, ProcessInstance.suspended_at,
)  # fmt: skip
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
    """One line of the list. late: it has an open task whose due date has passed; suspended: it waits to be resumed."""

    id: UUID
    title: str
    process_name: str
    unit_name: str | None
    cycle_year: int | None
    status: InstanceStatus
    late: bool
    suspended: bool
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
    # The page is cut out before anything is joined to it: those who follow everybody have all of ten years to sort.
    ids = session.scalars(
        select(ProcessInstance.id)
        .select_from(INSTANCE_AND_UNIT)
        .where(*conditions)
        .order_by(ProcessInstance.started_at.desc(), ProcessInstance.id.desc())
        .limit(per_page)
        .offset((number - 1) * per_page)
    ).all()
    return Page(rows=_rows(session, clock, ids), total=total, number=number, per_page=per_page)


def case_choices(session: Session) -> CaseChoices:
    """What lists can be narrowed by: every process that has been deployed, every year and every body there is."""
    names = dict(
        session.execute(select(ProcessDefinition.key, ProcessDefinition.name).order_by(ProcessDefinition.version)).all()
    )
    years = session.scalars(select(ProcessInstance.cycle_year).distinct())
    bodies = session.execute(select(Unit.id, Unit.name).where(Unit.id == Unit.body_id).order_by(Unit.name)).all()
    return CaseChoices(
        processes=tuple(sorted(names.items(), key=lambda item: item[1])),
        years=tuple(sorted((year for year in years if year is not None), reverse=True)),
        bodies=tuple((code, name) for code, name in bodies),
    )


def _rows(session: Session, clock: Clock, ids: Sequence[UUID]) -> tuple[CaseRow, ...]:
    late = set(
        session.scalars(
            select(HumanTask.instance_id).where(
                HumanTask.instance_id.in_(ids), HumanTask.status == TaskStatus.OPEN, HumanTask.due_at < clock.now()
            )
        )
    )
    found = session.execute(
        select(ProcessInstance, ProcessDefinition.name, Unit.name)
        .select_from(INSTANCE_AND_UNIT)
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(ProcessInstance.id.in_(ids))
        .options(load_only(*SHOWN))
        .order_by(ProcessInstance.started_at.desc(), ProcessInstance.id.desc())
    )
    return tuple(
        CaseRow(
            id=case.id,
            title=case.title,
            process_name=process,
            unit_name=unit,
            cycle_year=case.cycle_year,
            status=InstanceStatus(case.status),
            late=case.id in late,
            suspended=case.suspended_at is not None,
            started_at=case.started_at,
            ended_at=case.ended_at,
        )
        for case, process, unit in found
    )


def _narrowed(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if text := wanted.search.strip():
        conditions.append(contains(ProcessInstance.title, text))
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
