"""What messages of the outbox have to say, and to whom, as things stand when they are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED, Visibility
from engine.access.filters import ADMINISTRATOR, CHIEF_EXECUTIVE, PROCESS_OWNER
from engine.access.sealed import sealed_cases
from engine.bpmn.lint.reminders import Audience, Step, read_step
from engine.clock import Clock
from engine.definitions import definition_by_id
from engine.models import (
    Account,
    HumanTask,
    InstanceStatus,
    OutboxMessage,
    PrincipalHolder,
    ProcessInstance,
    StatutoryDeadline,
    TaskStatus,
    Unit,
    UnitKind,
)
from notifications.audience import Asked, Audiences, Told, holders_today
from notifications.ladder import rungs_of
from notifications.sweeping import TaskStep, steps_of

WHISTLEBLOWING = frozenset({Visibility.WB})
TASK_OPENED, TASK_REMINDER, TASK_DUE, TASK_LATE = "task.opened", "task.reminder", "task.due", "task.late"
TASK_LATE_MANAGER, TASK_LATE_OWNER, TASK_UNHELD = "task.late-manager", "task.late-owner", "task.unheld"
STATUTORY_ALARM, STATUTORY_MISSED = "statutory.alarm", "statutory.missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiding:
    """What one person is to be told. facts: as Notice has them; at_once: mailed directly, whatever the person chose."""

    person_id: int
    kind: str
    task_id: UUID | None
    instance_id: UUID | None
    facts: Mapping[str, Any]
    at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What systems that listen to a topic are told."""

    topic: str
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Tidings:
    """What a batch of messages has to say. incidents: letters about them, as their payloads have it; waiting: steps of
    tasks in suspended cases, to be read again later."""

    told: list[Tiding] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    incidents: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[TaskStep] = field(default_factory=list)


def of_tasks(session: Session, clock: Clock, messages: Sequence[OutboxMessage], found: Tidings) -> None:
    """`notice.tasks`: steps of tasks' ladders. Nothing of a task that is closed or has got another due date."""
    # By task: of several steps that come together, only the last is told.
    said = {UUID(each.task_id): each for message in messages for each in steps_of(message.payload)}
    rows = _tasks(session, said)
    private = sealed_cases(session, {row.instance_id for row in rows.values()}, WHISTLEBLOWING)
    sealed = sealed_cases(session, {row.instance_id for row in rows.values()})
    steps: dict[UUID, Step] = {}
    for row in rows.values():
        each = said[row.id]
        if row.suspended_at is not None:
            found.waiting.append(each)
        elif each.due_at == (row.due_at.isoformat() if row.due_at else None):
            steps[row.id] = read_step(each.step)
    hidden = {row.id for row in rows.values() if row.instance_id in private or row.visibility == Visibility.WB}
    asked = [_asked(rows[task_id], step, task_id in hidden) for task_id, step in steps.items()]
    told = Audiences(session, clock, asked).told() if asked else {}
    for task_id, step in steps.items():
        row = rows[task_id]
        found.told += _of_step(session, clock, row, step, told[task_id])
        if step.days is None and task_id not in hidden:
            found.calls.append(Call(topic=TASK_OPENED, facts=_outside(row, row.instance_id in sealed)))


def _tasks(session: Session, ids: Collection[UUID]) -> dict[UUID, Any]:
    """Those of the tasks that are open."""
    statement = (
        select(
            HumanTask.id, HumanTask.instance_id, HumanTask.element_id, HumanTask.due_at, HumanTask.visibility,
            HumanTask.assignee_id, HumanTask.delegated_to, HumanTask.delegated_by, ProcessInstance.unit_id,
            ProcessInstance.suspended_at, ProcessInstance.definition_id, ProcessInstance.definition_key,
        )
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .where(HumanTask.id.in_(ids), HumanTask.status == TaskStatus.OPEN)
    )  # fmt: skip
    return {row.id: row for row in session.execute(statement)}


def _asked(row: Any, step: Step, private: bool) -> Asked:
    return Asked(
        task_id=row.id, due_at=row.due_at, assignee_id=row.assignee_id, delegated_to=row.delegated_to,
        delegated_by=row.delegated_by, unit_id=row.unit_id, audience=step.audience, private=private,
    )  # fmt: skip


def _of_step(session: Session, clock: Clock, row: Any, step: Step, told: Told) -> Iterator[Tiding]:
    facts: dict[str, Any] = {"step": step.text}
    if row.due_at is not None:
        facts["due"] = row.due_at.astimezone(clock.zone).date().isoformat()
    if told.late:
        facts["holders"] = sorted(told.late)
    if rungs_of(definition_by_id(session, row.definition_id), row.element_id).statutory:
        facts["statutory"] = True
    for person in sorted(told.persons):
        yield Tiding(person_id=person, kind=_kind(step, told), task_id=row.id, instance_id=row.instance_id, facts=facts)


def _kind(step: Step, told: Told) -> str:
    if told.unheld:
        return TASK_UNHELD
    if told.audience == Audience.MANAGER:
        return TASK_LATE_MANAGER
    if told.audience == Audience.PROCESS_OWNER:
        return TASK_LATE_OWNER
    if step.days is None:
        return TASK_OPENED
    return TASK_LATE if step.days > 0 else TASK_REMINDER if step.days < 0 else TASK_DUE


def _outside(row: Any, sealed: bool) -> dict[str, Any]:
    """What leaves the house about a task; of what is confidential only that there is one."""
    facts = {"task_id": str(row.id), "due_at": row.due_at.isoformat() if row.due_at else None}
    if sealed or row.visibility in SEALED:
        return facts
    return facts | {
        "case_id": str(row.instance_id), "definition_key": row.definition_key, "element_id": row.element_id,
    }  # fmt: skip


def of_deadlines(session: Session, clock: Clock, messages: Sequence[OutboxMessage], found: Tidings) -> None:
    """`notice.statutory`: a day that the law has set draws near, or has passed. To the chief executive and the process
    owner, whatever they have chosen, suspended or not: the law does not wait."""
    ids = [UUID(message.payload["deadline_id"]) for message in messages]
    rows = session.execute(
        select(StatutoryDeadline, ProcessInstance.unit_id, ProcessInstance.visibility)
        .join(ProcessInstance, ProcessInstance.id == StatutoryDeadline.instance_id)
        .where(StatutoryDeadline.id.in_(ids), StatutoryDeadline.met_at.is_(None))
        .where(ProcessInstance.status == InstanceStatus.RUNNING)
    )
    by_id = {deadline.id: (deadline, unit) for deadline, unit, _visibility in rows}
    root = session.scalar(select(Unit.id).where(Unit.parent_id.is_(None), Unit.kind == UnitKind.MUNICIPALITY).limit(1))
    sealed = sealed_cases(session, {deadline.instance_id for deadline, _ in by_id.values()})
    private = sealed_cases(session, {deadline.instance_id for deadline, _ in by_id.values()}, WHISTLEBLOWING)
    for message, deadline_id in zip(messages, ids, strict=True):
        if deadline_id not in by_id:
            continue
        deadline, unit = by_id[deadline_id]
        missed = deadline.missed_at is not None
        facts: dict[str, Any] = {
            "deadline_id": str(deadline.id), "statute": deadline.statute, "on": deadline.on_date.isoformat(),
            "days": message.payload["days"],
        }  # fmt: skip
        principals = (f"{CHIEF_EXECUTIVE}{unit or root}", f"{PROCESS_OWNER}{unit or root}")
        persons = frozenset[int]().union(*holders_today(session, clock, principals).values())
        kind = STATUTORY_MISSED if missed else STATUTORY_ALARM
        found.told += [
            Tiding(person_id=person, kind=kind, task_id=None, instance_id=deadline.instance_id, facts=facts,
                   at_once=True)
            for person in sorted(persons)
        ]  # fmt: skip
        if deadline.instance_id not in private:
            outside = {"deadline_id": str(deadline.id), "on_date": deadline.on_date.isoformat()}
            if deadline.instance_id not in sealed:
                outside |= {"case_id": str(deadline.instance_id), "element_id": deadline.element_id}
            found.calls.append(Call(topic=kind, facts=outside))


def of_incidents(session: Session, _clock: Clock, messages: Sequence[OutboxMessage], found: Tidings) -> None:
    """`notice.incident`: a case stands still. A letter of its own to each administrator who can sign in, so that one
    whom none reaches is tried again alone."""
    administrators = session.scalars(
        select(Account.person_id)
        .join(PrincipalHolder, PrincipalHolder.person_id == Account.person_id)
        .join(Unit, PrincipalHolder.principal == ADMINISTRATOR + Unit.id)
        .where(Unit.kind == UnitKind.MUNICIPALITY, Account.disabled.is_(False), Account.password_hash.is_not(None))
        .order_by(Account.id)
    ).all()
    found.incidents += [
        {"incident_id": message.payload["incident_id"], "person_id": person}
        for message in messages for person in administrators
    ]  # fmt: skip


def of_persons(session: Session, _clock: Clock, messages: Sequence[OutboxMessage], found: Tidings) -> None:
    """`notice.person`: what somebody has done with a task that one person should know of. Nothing of a closed task."""
    rows = _tasks(session, [UUID(message.payload["task_id"]) for message in messages])
    for message in messages:
        row = rows.get(UUID(message.payload["task_id"]))
        if row is not None:
            found.told.append(
                Tiding(person_id=message.payload["person_id"], kind=message.payload["kind"], task_id=row.id,
                       instance_id=row.instance_id, facts={})
            )  # fmt: skip
