"""One case: where it stands, what has been done in it, what it waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session, aliased

from engine.access.filters import (
    claim_holds,
    may_cancel_instance,
    may_do_task,
    may_list_instance,
    may_read_instance,
    owns_process,
)
from engine.clock import Clock
from engine.errors import InstanceNotFound
from engine.models import (
    Call,
    HistoryEvent,
    HumanTask,
    Incident,
    InstanceStatus,
    Person,
    ProcessInstance,
    TaskCandidate,
    TaskStatus,
    Timer,
    Unit,
)
from engine.models.schedule import Remedy
from engine.queries.comments import CommentView, comments_of_case
from engine.queries.principal_labels import PrincipalLabel, principal_labels
from engine.queries.submissions import SubmissionView, submissions

_TAKER = aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """A case that this one was called by."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """One user task of the case. waits_for: who may do it, empty when it is closed; completed_by: a name.
    Both are empty for those who may follow the status only, and so is taken_by: who has claimed it. mine: the asker may
    do it now."""

    id: UUID
    element_id: str
    name: str
    status: TaskStatus
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    late: bool
    mine: bool
    completed_by: str | None
    taken_by: str | None
    waits_for: tuple[PrincipalLabel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """A call activity that waits: how many of the cases it calls have ended."""

    element_id: str
    total: int
    finished: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One link of the case's history. element_id: as the case's present version calls the element; details: elements
    passed, likewise, tasks opened and withdrawn, a reason; no answers; on_behalf_of: the name of the one in whose place
    it was done; handed_from, handed_to: whom a task waited for, and who has it since."""

    seq: int
    action: str
    at: datetime
    actor: str | None
    element_id: str | None
    details: dict[str, Any]
    on_behalf_of: str | None = None
    handed_from: tuple[PrincipalLabel, ...] = ()
    handed_to: tuple[PrincipalLabel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Something in the case that a person has to see to. waits: the case goes no further there until that is done;
    names: the variables it is about."""

    incident_id: UUID
    element_id: str | None
    code: str
    names: tuple[str, ...]
    raised_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """What one person may see of one case. readable: its content and history, not only its status and dates.

    passed: when each element was last left; timers: when each timer that waits is due; suspended_because: for those who
    may read it; may_acknowledge: the person is the process owner, who judges what branches disagreed about.
    """

    id: UUID
    definition_id: UUID
    definition_key: str
    title: str
    status: InstanceStatus
    cycle_year: int | None
    unit_name: str | None
    started_at: datetime
    ended_at: datetime | None
    started_by: str | None
    parent: CaseLink | None
    readable: bool
    may_cancel: bool
    may_acknowledge: bool
    suspended_at: datetime | None
    suspended_because: str | None
    stops: tuple[Stop, ...]
    tasks: tuple[TaskState, ...]
    calls: tuple[CallState, ...]
    timers: dict[str, datetime]
    passed: dict[str, datetime]
    submissions: tuple[SubmissionView, ...]
    comments: tuple[CommentView, ...]
    history: tuple[HistoryRow, ...]


def case_page(
    session: Session, clock: Clock, person_id: int, case_id: UUID, *, to_administer: bool = False
) -> CasePage:
    """The case as this person may see it. to_administer: the person is an administrator, who may know of every case.
    Raises InstanceNotFound."""
    known = true() if to_administer else may_list_instance(person_id)
    row = session.execute(
        select(ProcessInstance, Unit.name, Person.name, may_read_instance(person_id), may_cancel_instance(person_id),
               owns_process(person_id))
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(Person, Person.id == ProcessInstance.started_by)
        .where(ProcessInstance.id == case_id, known)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise InstanceNotFound(f"No case {case_id} that may be known")
    case, unit_name, started_by, readable, may_cancel, owns = row
    history = _history(session, case_id)
    running = case.status == InstanceStatus.RUNNING
    return CasePage(
        id=case.id,
        definition_id=case.definition_id,
        definition_key=case.definition_key,
        title=case.title,
        status=InstanceStatus(case.status),
        cycle_year=case.cycle_year,
        unit_name=unit_name,
        started_at=case.started_at,
        ended_at=case.ended_at,
        started_by=started_by if readable else None,
        parent=_parent(session, person_id, case.parent_id),
        readable=bool(readable),
        may_cancel=bool(may_cancel) and running and case.parent_id is None,
        may_acknowledge=bool(owns),
        suspended_at=case.suspended_at,
        suspended_because=_reason(history) if case.suspended_at and (readable or to_administer) else None,
        stops=_stops(session, case_id),
        tasks=_tasks(session, clock, person_id, case_id, bool(readable)),
        calls=_calls(session, case_id),
        timers=_timers(session, case_id),
        passed={element: row.at for row in history for element in row.details.get("passed", ())},
        submissions=submissions(session, person_id, [case_id]),
        comments=comments_of_case(session, person_id, case_id),
        history=history if readable else (),
    )


def _reason(history: Sequence[HistoryRow]) -> str | None:
    """Why the case was suspended last."""
    return next((row.details.get("reason") for row in reversed(history) if row.action == "suspended"), None)


def _stops(session: Session, case_id: UUID) -> tuple[Stop, ...]:
    found = session.scalars(
        select(Incident)
        .where(Incident.instance_id == case_id, Incident.resolved_at.is_(None))
        .order_by(Incident.raised_at, Incident.id)
    )
    return tuple(
        Stop(
            incident_id=incident.id,
            element_id=incident.element_id,
            code=incident.code,
            names=tuple(incident.names),
            raised_at=incident.raised_at,
            waits=incident.remedy != Remedy.ACKNOWLEDGE,
        )
        for incident in found
    )


def _parent(session: Session, person_id: int, parent_id: UUID | None) -> CaseLink | None:
    title = session.scalar(
        select(ProcessInstance.title).where(ProcessInstance.id == parent_id, may_list_instance(person_id))
    )
    return CaseLink(id=parent_id, title=title) if parent_id and title is not None else None


def _tasks(session: Session, clock: Clock, person_id: int, case_id: UUID, readable: bool) -> tuple[TaskState, ...]:
    now = clock.now()
    rows = session.execute(
        select(HumanTask, Person.name, may_do_task(person_id), _TAKER.name)
        .outerjoin(Person, Person.id == HumanTask.completed_by)
        .outerjoin(_TAKER, and_(_TAKER.id == HumanTask.assignee_id, claim_holds()))
        .where(HumanTask.instance_id == case_id)
        .order_by(HumanTask.opened_at, HumanTask.id)
    ).all()
    waiting: dict[UUID, list[str]] = {}
    if readable:
        open_ids = [task.id for task, *_ in rows if task.status == TaskStatus.OPEN]
        for candidate in session.scalars(select(TaskCandidate).where(TaskCandidate.task_id.in_(open_ids))):
            waiting.setdefault(candidate.task_id, []).append(candidate.principal)
    labels = {
        label.principal: label for label in principal_labels(session, {p for found in waiting.values() for p in found})
    }
    return tuple(
        TaskState(
            id=task.id,
            element_id=task.element_id,
            name=task.name,
            status=TaskStatus(task.status),
            opened_at=task.opened_at,
            due_at=task.due_at,
            closed_at=task.closed_at,
            late=task.status == TaskStatus.OPEN and task.due_at is not None and task.due_at < now,
            mine=task.status == TaskStatus.OPEN and bool(mine) and task.assignee_id in (None, person_id),
            completed_by=completed_by if readable else None,
            taken_by=taken_by if readable and task.status == TaskStatus.OPEN else None,
            waits_for=tuple(labels[principal] for principal in waiting.get(task.id, ())),
        )
        for task, completed_by, mine, taken_by in rows
    )


def _calls(session: Session, case_id: UUID) -> tuple[CallState, ...]:
    columns = (Call.element_id, Call.total, Call.finished)  # not the items: there may be thousands
    rows = session.execute(select(*columns).where(Call.instance_id == case_id))
    return tuple(CallState(element_id=element, total=total, finished=finished) for element, total, finished in rows)


def _timers(session: Session, case_id: UUID) -> dict[str, datetime]:
    rows = session.execute(select(Timer.element_id, Timer.due_at).where(Timer.instance_id == case_id))
    return dict(rows.all())


def _history(session: Session, case_id: UUID) -> tuple[HistoryRow, ...]:
    rows = session.execute(
        select(HistoryEvent, Person.name)
        .outerjoin(Person, Person.id == HistoryEvent.actor_id)
        .where(HistoryEvent.instance_id == case_id)
        .order_by(HistoryEvent.seq)
    ).all()
    named = {principal for event, _ in rows for principal in _named(event.details)}
    labels = {label.principal: label for label in principal_labels(session, named)}
    return _in_present_words(
        [
            HistoryRow(
                seq=event.seq,
                action=event.action,
                at=event.at,
                actor=actor,
                element_id=event.element_id,
                details=event.details,
                on_behalf_of=next((labels[each].name for each in _instead_of(event.details)), None),
                handed_from=tuple(labels[principal] for principal in event.details.get("handed_from", ())),
                handed_to=tuple(labels[principal] for principal in event.details.get("handed_to", ())),
            )
            for event, actor in rows
        ]
    )


def _named(details: Mapping[str, Any]) -> list[str]:
    """The principals that a link of the history is about."""
    return [*details.get("handed_from", ()), *details.get("handed_to", ()), *_instead_of(details)]


def _instead_of(details: Mapping[str, Any]) -> list[str]:
    return [f"person:{details['on_behalf_of']}"] if "on_behalf_of" in details else []


def _in_present_words(history: Sequence[HistoryRow]) -> tuple[HistoryRow, ...]:
    """What happened before the case moved to another version, under the names that its elements have now."""
    if not any(row.details.get("mapping") for row in history):
        return tuple(history)
    found: list[HistoryRow] = []
    moves: list[dict[str, str]] = []
    for row in reversed(history):
        passed = [_called_now(element, moves) for element in row.details.get("passed", ())]
        element_id = _called_now(row.element_id, moves) if row.element_id else None
        found.append(replace(row, element_id=element_id, details={**row.details, "passed": passed}))
        moves.insert(0, row.details.get("mapping", {}))
    return tuple(reversed(found))


def _called_now(element: str, moves: Sequence[dict[str, str]]) -> str:
    for mapping in moves:
        element = mapping.get(element, element)
    return element
