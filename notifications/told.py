"""What notices are about, as it stands when a letter leaves: what has been done meanwhile is told of no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED
from engine.access.filters import may_do_task, may_list_instance, oversees_the_law, prepares
from engine.access.sealed import sealed_cases
from engine.definitions import deployed_texts
from engine.models import (
    HumanTask,
    Notice,
    Person,
    ProcessDefinition,
    ProcessInstance,
    StatutoryDeadline,
    TaskStatus,
    Unit,
)

OVERSEEN = frozenset({"task.late-manager", "task.late-owner", "task.unheld"})
"""Told to those who see to it that others do what waits."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice. sealed: nothing of what it is about may leave the house, so that everything else here is empty; due:
    when, or by which day in the law; holders: names of those whom an overseen task waits for."""

    kind: str
    task_id: UUID | None
    case_id: UUID | None
    sealed: bool
    task: str = ""
    case: str = ""
    unit: str = ""
    due: datetime | date | None = None
    holders: str = ""
    deadline: str = ""
    statute: str = ""


def told(session: Session, person_id: int, notice_ids: Collection[UUID], locale: str) -> list[Told]:
    """What there still is to tell this person, in the order in which it was noted: tasks that are open and that the
    person may do, prepares, or oversees; statutory days that have not been met, to those who oversee them."""
    case_id = func.coalesce(Notice.instance_id, HumanTask.instance_id)
    rows = session.execute(
        select(
            Notice, HumanTask, ProcessInstance.id.label("case_id"), ProcessInstance.title, Unit.name.label("unit"),
            ProcessDefinition.deployment_id,
            or_(may_do_task(person_id), prepares(person_id)).label("does"),
            may_list_instance(person_id).label("follows"), oversees_the_law(person_id).label("oversees"),
        )
        .outerjoin(HumanTask, HumanTask.id == Notice.task_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == case_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .where(Notice.id.in_(notice_ids), Notice.person_id == person_id)
        .order_by(Notice.created_at, Notice.id)
    ).all()  # fmt: skip
    sealed = sealed_cases(session, {row.case_id for row in rows if row.case_id})
    found = (_told(session, row, sealed, locale) for row in rows)
    return [each for each in found if each is not None]


def _told(session: Session, row: Any, sealed: frozenset[UUID], locale: str) -> Told | None:
    notice, task = row.Notice, row.HumanTask
    if task is not None:
        allowed = row.follows if notice.kind in OVERSEEN else row.does
        if task.status != TaskStatus.OPEN or not allowed:
            return None
    deadline = _deadline(session, notice)
    if deadline is not None and (deadline.met_at is not None or not row.oversees):
        return None
    kept = row.case_id is None or row.case_id in sealed or (task is not None and task.visibility in SEALED)
    about = {"kind": notice.kind, "task_id": task and task.id, "case_id": row.case_id}
    if kept:
        return Told(**about, sealed=True)
    texts = deployed_texts(session, row.deployment_id, locale)
    name = deadline.name if deadline else str(notice.facts.get("name", ""))
    return Told(
        **about,
        sealed=False,
        task=texts.get(task.name, task.name) if task else "",
        case=row.title,
        unit=row.unit or "",
        due=task.due_at if task else _day(deadline.on_date if deadline else notice.facts.get("on")),
        holders=_names(session, notice.facts.get("holders", ())),
        deadline=texts.get(name, name),
        statute=deadline.statute if deadline else str(notice.facts.get("statute", "")),
    )


def _deadline(session: Session, notice: Notice) -> StatutoryDeadline | None:
    named = notice.facts.get("deadline_id")
    return session.get(StatutoryDeadline, UUID(named)) if named else None


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _names(session: Session, person_ids: Collection[int]) -> str:
    return ", ".join(session.scalars(select(Person.name).where(Person.id.in_(person_ids)).order_by(Person.name)))
