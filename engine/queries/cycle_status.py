"""Where the year stands: every body's and the centre's steps in one budget year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from engine.access.filters import may_list_instance
from engine.clock import Clock
from engine.models import HumanTask, InstanceStatus, ProcessInstance, TaskStatus, Unit, UnitKind
from engine.organisation.snapshot import EXECUTIVE_BOARD


class StepStatus(StrEnum):
    OPEN = "open"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """One step of one body. due_at: of what is open; done_at: when the last task of a finished step was completed."""

    status: StepStatus
    due_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRow:
    """One body, or the centre when unit_id is None. steps: by the step's number, those that have begun;
    case_id, definition_id: its case, None when it has none that may be listed; ended: that case will not go on."""

    unit_id: str | None
    name: str
    kind: UnitKind | None
    case_id: UUID | None
    definition_id: UUID | None
    ended: bool
    steps: dict[str, StepState]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStatus:
    """One budget year. years: all that have cases which the asker may list."""

    year: int
    years: tuple[int, ...]
    centre: CycleRow
    bodies: tuple[CycleRow, ...]


def cycle_years(session: Session, person_id: int) -> tuple[int, ...]:
    """Budget years with cases that the person may list and that belong to no single employee, newest first."""
    rows = session.scalars(
        select(ProcessInstance.cycle_year)
        .where(ProcessInstance.cycle_year.is_not(None), ProcessInstance.person_id.is_(None))
        .where(_has_steps(), may_list_instance(person_id))
        .distinct()
    )
    return tuple(sorted((year for year in rows if year is not None), reverse=True))


def cycle_status(session: Session, clock: Clock, person_id: int, year: int) -> CycleStatus:
    """The matrix of one budget year, with the cases that the person may list."""
    today = clock.today()
    bodies = session.scalars(
        select(Unit)
        .where(Unit.kind.in_([UnitKind.COMMITTEE, UnitKind.COMPANY]), Unit.valid_from <= today)
        .where(or_(Unit.valid_to.is_(None), Unit.valid_to >= today))
        .order_by(Unit.kind, Unit.id != EXECUTIVE_BOARD, Unit.name)
    ).all()
    cases = _newest_cases(session, person_id, year, {body.id for body in bodies})
    tasks = _tasks(session, [case.id for case in cases.values()])
    now = clock.now()

    def row(unit_id: str | None, name: str, kind: UnitKind | None) -> CycleRow:
        case = cases.get(unit_id)
        return CycleRow(
            unit_id=unit_id,
            name=name,
            kind=kind,
            case_id=case.id if case else None,
            definition_id=case.definition_id if case else None,
            ended=case is not None and case.status != InstanceStatus.RUNNING,
            steps=_steps(tasks[case.id], now) if case else {},
        )

    return CycleStatus(
        year=year,
        years=cycle_years(session, person_id),
        centre=row(None, "", None),
        bodies=tuple(row(body.id, body.name, UnitKind(body.kind)) for body in bodies),
    )


def _newest_cases(session: Session, person_id: int, year: int, bodies: set[str]) -> dict[str | None, ProcessInstance]:
    """By body, and by None for the centre. A body that plans again, in another round, has a newer case."""
    found = session.scalars(
        select(ProcessInstance)
        .where(ProcessInstance.cycle_year == year, ProcessInstance.person_id.is_(None))
        .where(ProcessInstance.status != InstanceStatus.CANCELLED, _has_steps(), may_list_instance(person_id))
        .order_by(ProcessInstance.started_at, ProcessInstance.id)
    )
    return {case.unit_id if case.parent_id and case.unit_id in bodies else None: case for case in found}


def _has_steps() -> ColumnElement[bool]:
    return exists().where(HumanTask.instance_id == ProcessInstance.id, HumanTask.step.is_not(None))


def _tasks(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, list[HumanTask]]:
    found: dict[UUID, list[HumanTask]] = defaultdict(list)
    for task in session.scalars(
        select(HumanTask)
        .where(HumanTask.instance_id.in_(case_ids), HumanTask.step.is_not(None))
        .order_by(HumanTask.opened_at)
    ):
        found[task.instance_id].append(task)
    return found


def _steps(tasks: Iterable[HumanTask], now: datetime) -> dict[str, StepState]:
    by_step: dict[str, list[HumanTask]] = defaultdict(list)
    for task in tasks:
        if task.step is not None and task.status != TaskStatus.WITHDRAWN:
            by_step[task.step].append(task)
    return {step: _state(found, now) for step, found in by_step.items()}


def _state(tasks: list[HumanTask], now: datetime) -> StepState:
    dues = [task.due_at for task in tasks if task.status == TaskStatus.OPEN]
    if not dues:
        done = max((task.closed_at for task in tasks if task.closed_at), default=None)
        return StepState(status=StepStatus.DONE, due_at=None, done_at=done)
    due_at = min((due for due in dues if due), default=None)
    late = due_at is not None and due_at < now
    return StepState(status=StepStatus.LATE if late else StepStatus.OPEN, due_at=due_at, done_at=None)
