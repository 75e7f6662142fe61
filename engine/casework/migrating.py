"""Moves cases to another version of their process: what the kernel finds out becomes rows.

Rows that wait keep their ids and follow their elements; the history, and what has been answered, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import case as either
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.access.confidential import confidential_roots
from engine.bpmn import Environment, UserTaskOpened
from engine.bpmn.migration import Migration, MigrationProblem, Obstacle, known_ids, migrate
from engine.casework import incidents
from engine.casework.asked_tasks import task_columns
from engine.casework.case import OpenCase
from engine.casework.deciding import deciding
from engine.casework.principals import principals_of_task
from engine.casework.work import CaseWork
from engine.definitions import Definition, definition_by_id
from engine.errors import ConcurrentUpdate, ExpressionError, Refused, YearwheelError
from engine.events import TaskOpened
from engine.models import (
    ActivityOffer,
    Call,
    EventSubscription,
    HumanTask,
    Incident,
    InstanceStatus,
    Job,
    ProcessInstance,
    StatutoryDeadline,
    TaskCandidate,
    TaskStatus,
    Timer,
)
from engine.models.history import MIGRATED
from engine.models.schedule import MIGRATION_REFUSED, STUCK
from engine.run import Transaction

MIGRATE = "migrate"
NOT_SHOWN = "It cannot go on there. Why is not shown: it may repeat something that you may not read."
BATCH = 100
FOLLOWING: tuple[Any, ...] = (HumanTask, Timer, EventSubscription, Call, ActivityOffer, Incident, StatutoryDeadline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be moved where. mapping: ids of elements and flows of the old version, each with what takes its place;
    actor: a person's id, None for the command line; reason: for the history."""

    old: Definition
    new: Definition
    mapping: Mapping[str, str]
    actor: int | None
    reason: str

    def as_payload(self, instance_ids: Sequence[UUID]) -> dict[str, Any]:
        """The order for some cases, as a job keeps it."""
        return {
            "old": str(self.old.id), "new": str(self.new.id), "mapping": dict(self.mapping), "actor": self.actor,
            "reason": self.reason, "instance_ids": [str(each) for each in instance_ids],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case that stays where it is, and why: problems of the diagrams, or another reason in words. of_values: the
    reason may repeat what the case holds."""

    instance_id: UUID
    problems: tuple[MigrationProblem, ...]
    reason: str = ""
    of_values: bool = False


def check_order(old: Definition, new: Definition, mapping: Mapping[str, str]) -> None:
    """Raises Refused for versions between which nothing can move, and for a mapping that names what is not there."""
    if old.key != new.key:
        raise Refused(f"{old.key} and {new.key} are different processes; a case moves between versions of its own")
    if old.id == new.id:
        raise Refused(f"The cases are on version {new.version} already")
    here, there = (known_ids(each.program, each.key) for each in (old, new))
    if unknown := sorted(mapping.keys() - here):
        raise Refused(f"Version {old.version} has no element or flow called {', '.join(unknown)}")
    if unknown := sorted(set(mapping.values()) - there):
        raise Refused(f"Version {new.version} has no element or flow called {', '.join(unknown)}")


def worked_out(
    session: Session, environment: Environment, case: OpenCase, new: Definition, mapping: Mapping[str, str]
) -> Migration:
    """What becomes of a running case in the new version. Nothing is changed."""
    there = deciding(environment, session, new)
    found = migrate(case.definition.program, new.program, new.key, case.execution.dump(), mapping, there)
    problems = []
    for effect in found.asked:
        try:
            principals_of_task(effect, environment)
        except ExpressionError as error:
            problems.append(MigrationProblem(effect.element_id, Obstacle.NOT_ASKED, str(error)))
    return replace(found, problems=tuple(problems), execution=None) if problems else found


def move_all(tx: Transaction, order: Order, instance_ids: Sequence[UUID]) -> list[Refusal]:
    """Move these cases, each as a whole or not at all; returns those that stay."""
    refused: list[Refusal] = []
    for instance_id in sorted(instance_ids):
        told = len(tx.events)
        try:
            with tx.session.begin_nested():
                refusal = _move(CaseWork(tx), order, instance_id)
        except ConcurrentUpdate:
            raise
        except YearwheelError as error:
            # What the case did in the new version went wrong: that has been undone, for this case alone.
            del tx.events[told:]
            refusal = Refusal(instance_id, (), str(error), of_values=True)
        if refusal is not None:
            refused.append(refusal)
    return _as_read_by(tx.session, order.actor, refused)


def without_values(problems: Sequence[MigrationProblem]) -> tuple[MigrationProblem, ...]:
    """The same, without what an expression said: that may repeat what the case holds."""
    return tuple(replace(each, detail="") for each in problems)


def _as_read_by(session: Session, actor: int | None, refused: Sequence[Refusal]) -> list[Refusal]:
    if not refused:
        return []
    ids = [refusal.instance_id for refusal in refused]
    of_case = select(ProcessInstance.id, ProcessInstance.root_id).where(ProcessInstance.id.in_(ids))
    roots = dict(session.execute(of_case).all())
    kept = confidential_roots(session, actor, {root for root in roots.values() if root})
    return [
        replace(each, problems=without_values(each.problems), reason=NOT_SHOWN if each.of_values else each.reason)
        if roots.get(each.instance_id) in kept
        else each
        for each in refused
    ]


def move_more(tx: Transaction, payload: Mapping[str, Any]) -> None:
    """Do a job that an order has left. Nobody looks at its outcome: what stays is told by incidents."""
    order = Order(
        old=definition_by_id(tx.session, UUID(payload["old"])), new=definition_by_id(tx.session, UUID(payload["new"])),
        mapping=payload["mapping"], actor=payload["actor"], reason=payload["reason"],
    )  # fmt: skip
    refused = move_all(tx, order, [UUID(each) for each in payload["instance_ids"]])
    _tell(tx, {each.instance_id: each for each in refused})


def _tell(tx: Transaction, refused: Mapping[UUID, Refusal]) -> None:
    """Leave an incident in each of these cases that still runs, instead of one that an earlier order has left."""
    running = ProcessInstance.id.in_(refused), ProcessInstance.status == InstanceStatus.RUNNING
    ids = tx.session.scalars(select(ProcessInstance.id).where(*running).order_by(ProcessInstance.id)).all()
    work = CaseWork(tx)
    for instance_id in ids:
        _resolve(work, instance_id, MIGRATION_REFUSED)
        refusal = refused[instance_id]
        reasons = [f"{problem.element}: {problem.reason}" for problem in refusal.problems]
        message = " ".join(reasons) or refusal.reason
        case = work.load(instance_id)
        incidents.raise_incident(work, case, code=MIGRATION_REFUSED, message=message, element_id=None)
    work.rows.write()


def _resolve(work: CaseWork, instance_id: UUID, *codes: str) -> None:
    """These incidents of the case are over."""
    is_open = Incident.instance_id == instance_id, Incident.code.in_(codes), Incident.resolved_at.is_(None)
    work.session.execute(update(Incident).where(*is_open).values(resolved_at=work.now))


def _move(work: CaseWork, order: Order, instance_id: UUID) -> Refusal | None:
    case = work.load(instance_id)
    if case.ended:
        return Refusal(instance_id, (), "The case has already ended.")
    if case.definition.id != order.old.id:
        return Refusal(instance_id, (), f"The case is on version {case.definition.version}.")
    found = worked_out(work.session, work.environment, case, order.new, order.mapping)
    if found.execution is None:
        return Refusal(instance_id, found.problems)
    work.withdraw(case, {effect.token: effect.element_id for effect in found.withdrawn})
    case.definition, case.execution = order.new, found.execution
    case.act(MIGRATED, actor=order.actor)
    case.notes |= {"from": order.old.version, "to": order.new.version, "reason": order.reason}
    case.notes["mapping"] = {old: new for old, new in order.mapping.items() if old != new}
    _follow(work.session, case, order)
    open_tasks = select(HumanTask.id).where(HumanTask.instance_id == case.id, HumanTask.status == TaskStatus.OPEN)
    waiting = set(work.session.scalars(open_tasks))
    for effect in found.asked:
        if effect.token in waiting:
            _ask_anew(work, case, effect)
    _resolve(work, case.id, STUCK, MIGRATION_REFUSED)
    moved = update(ProcessInstance).where(ProcessInstance.id == case.id, ProcessInstance.version == case.version)
    work.session.execute(moved.values(definition_id=order.new.id))
    work.touch(case)
    work.settle()
    return None


def _follow(session: Session, case: OpenCase, order: Order) -> None:
    """Let the case's rows name the elements as the new version does."""
    here, there = order.old.elements, order.new.elements
    renamed = {old: new for old, new in order.mapping.items() if old != new and old in here and new in there}
    if not renamed:
        return
    for table in FOLLOWING:
        session.execute(_renaming(table, case.id, renamed))
    for job in session.execute(select(Job.id, Job.payload).where(Job.instance_id == case.id)).all():
        if job.payload and job.payload.get("element_id") in renamed:
            payload = {**job.payload, "element_id": renamed[job.payload["element_id"]]}
            session.execute(update(Job).where(Job.id == job.id).values(payload=payload))


def _renaming(table: Any, case_id: UUID, renamed: Mapping[str, str]) -> Any:
    return (
        update(table)
        .where(table.instance_id == case_id, table.element_id.in_(renamed))
        .values(element_id=either(renamed, value=table.element_id))
    )


def _ask_anew(work: CaseWork, case: OpenCase, effect: UserTaskOpened) -> None:
    """An open task as the new version asks for it. When it opened, and until when it is to be done, stay."""
    of_task = HumanTask.id == effect.token
    work.session.execute(update(HumanTask).where(of_task).values(**task_columns(case, effect)))
    of_candidates = TaskCandidate.task_id == effect.token
    before = set(work.session.scalars(select(TaskCandidate.principal).where(of_candidates)))
    now = principals_of_task(effect, work.environment)
    gone, come = before.difference(now), tuple(each for each in now if each not in before)
    work.session.execute(delete(TaskCandidate).where(of_candidates, TaskCandidate.principal.in_(gone)))
    for principal in come:
        work.rows.add(TaskCandidate, task_id=effect.token, principal=principal)
    if come:
        due_at = work.session.scalar(select(HumanTask.due_at).where(of_task))
        work.tx.events.append(TaskOpened(instance_id=case.id, task_id=effect.token, principals=come, due_at=due_at))
