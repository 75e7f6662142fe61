"""How many yearly agreements stand where. Status and numbers only, never what is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from engine.access.filters import may_list_instance
from engine.clock import Clock
from engine.models import HumanTask, InstanceStatus, ProcessInstance, TaskStatus, Unit

DONE = "done"
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """One body or unit. counts: agreements by phase; late: those with a task whose due date has passed;
    unit_id is None for agreements of no unit."""

    unit_id: str | None
    name: str | None
    counts: dict[str, int]
    late: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def agreement_years(session: Session, process: str) -> tuple[int, ...]:
    """The years that have agreements, newest first."""
    rows = session.scalars(
        select(ProcessInstance.cycle_year).where(ProcessInstance.definition_key == process).distinct()
    )
    return tuple(sorted((year for year in rows if year is not None), reverse=True))


def agreement_status(
    session: Session,
    clock: Clock,
    person_id: int,
    process: str,
    phases: Mapping[str, str],
    *,
    year: int | None = None,
    unit_id: str = "",
) -> tuple[AgreementRow, ...]:
    """Counts by body, or by unit within the body or unit given, of the agreements that the person may follow.

    process: key of the agreement's process; phases: the phase that an open task's element stands for, earliest phase
    first. An agreement with several open tasks is in the earliest; a completed one is DONE, a cancelled one is left
    out, and one that waits for anything else is OTHER.
    """
    names = list(dict.fromkeys(phases.values()))
    rank = case({element: names.index(phase) for element, phase in phases.items()}, value=HumanTask.element_id)
    group = ProcessInstance.unit_id if unit_id else func.coalesce(Unit.body_id, ProcessInstance.unit_id)
    open_task = (HumanTask.instance_id == ProcessInstance.id) & (HumanTask.status == TaskStatus.OPEN)
    agreements = (
        select(
            group.label("unit_id"),
            ProcessInstance.status,
            func.min(rank).label("rank"),
            func.max(case((HumanTask.due_at < clock.now(), 1), else_=0)).label("late"),
        )
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(HumanTask, open_task)
        .where(ProcessInstance.definition_key == process, ProcessInstance.status != InstanceStatus.CANCELLED)
        .where(may_list_instance(person_id))
        .group_by(ProcessInstance.id, group, ProcessInstance.status)
    )
    if year is not None:
        agreements = agreements.where(ProcessInstance.cycle_year == year)
    if unit_id:
        agreements = agreements.where(or_(ProcessInstance.unit_id == unit_id, Unit.body_id == unit_id))
    one = agreements.subquery()
    counted = session.execute(
        select(one.c.unit_id, Unit.name, one.c.status, one.c.rank, func.count(), func.sum(one.c.late))
        .outerjoin(Unit, Unit.id == one.c.unit_id)
        .group_by(one.c.unit_id, Unit.name, one.c.status, one.c.rank)
        .order_by(Unit.name)
    )
    counts: dict[tuple[str | None, str | None], dict[str, int]] = defaultdict(lambda: dict.fromkeys(names, 0))
    late: dict[str | None, int] = defaultdict(int)
    for unit, name, status, phase, number, late_ones in counted:
        row = counts[unit, name]
        where = DONE if status == InstanceStatus.COMPLETED else OTHER if phase is None else names[phase]
        row[where] = row.get(where, 0) + number
        late[unit] += late_ones
    return tuple(
        AgreementRow(unit_id=unit, name=name, counts=row, late=late[unit]) for (unit, name), row in counts.items()
    )
