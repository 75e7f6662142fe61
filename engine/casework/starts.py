"""Cases that a time, a message or a signal starts: what the newest version of each process listens to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from engine.bpmn import Due, Environment, StartEvent
from engine.definitions import Definition, definition_by_id, latest_definition
from engine.errors import ExpressionError, InvalidDiagram, Problem
from engine.ids import new_id
from engine.models import Deployment, ProcessDefinition, StartSubscription

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

START = "start"
REARM = "rearm"
TIMER = "timer"


def register_starts(
    session: Session, environment: Environment, deployment: str, definitions: Iterable[Definition]
) -> None:
    """Let the start events of a new deployment listen, instead of those of all versions before it. A date that has
    passed starts nothing: it has done so for the version before. Raises InvalidDiagram for a time that cannot be told.

    deployment: its name; what an earlier one of this name held and this one lacks starts no more."""
    definitions = list(definitions)
    earlier = select(ProcessDefinition.id).join(Deployment).where(Deployment.name == deployment)
    replaced = or_(
        StartSubscription.key.in_([each.key for each in definitions]), StartSubscription.definition_id.in_(earlier)
    )
    session.execute(delete(StartSubscription).where(replaced))
    for definition in definitions:
        for event in definition.process.event_starts:
            due = _first_due(definition, event, environment) if event.trigger == TIMER else None
            if due is not None and due.at <= environment.now:
                continue
            session.add(
                StartSubscription(
                    id=new_id(), definition_id=definition.id, key=definition.key, element_id=event.element_id,
                    trigger=event.trigger, name=event.name, armed_at=environment.now,
                    due_at=due.at if due else None, left=due.left if due else None,
                )
            )  # fmt: skip
    session.flush()


def start_one(work: CaseWork, trigger: str, name: str, variables: Mapping[str, Any]) -> bool:
    """Make the job that starts a case by this message; False when no process begins with it."""
    found = _listening(work, trigger, name)
    if found:
        _add_job(work, found[0], variables)
    return bool(found)


def start_all(work: CaseWork, trigger: str, name: str, variables: Mapping[str, Any]) -> int:
    """Make the jobs that start a case of every process which begins with this signal; returns their number."""
    found = _listening(work, trigger, name)
    for each in found:
        _add_job(work, each, variables)
    return len(found)


def start_by_timers(work: CaseWork, limit: int) -> int:
    """Make the jobs for start events whose business time has come, the oldest first; returns their number. One job
    starts the case and another arms the timer anew: a case that cannot start keeps no later one from it."""
    due = (
        select(StartSubscription)
        .where(StartSubscription.due_at <= work.now)
        .order_by(StartSubscription.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = work.session.scalars(due).all()
    for each in found:
        assert each.due_at is not None
        _add_job(work, each, {})
        payload = _started_by(each) | {"fired": each.due_at.isoformat()}
        work.rows.add_job(REARM, instance_id=None, token=each.id, payload=payload)
        each.due_at = None  # until it is armed anew
    return len(found)


def begin(work: CaseWork, payload: Mapping[str, Any]) -> None:
    """Start the case of such a job: of the newest version that begins with the event."""
    definition = definition_by_id(work.session, UUID(payload["definition_id"]))
    newest = latest_definition(work.session, definition.key)
    if any(event.element_id == payload["element_id"] for event in newest.process.event_starts):
        definition = newest
    work.start(definition, payload["variables"], actor=None, start_event=payload["element_id"])


def rearm(work: CaseWork, subscription_id: UUID, payload: Mapping[str, Any]) -> None:
    """Do such a job. A subscription that is gone belonged to a version that has been replaced. Raises
    ExpressionError."""
    row = work.session.get(StartSubscription, subscription_id, with_for_update=True)
    if row is None:
        return
    definition = definition_by_id(work.session, row.definition_id)
    fired = Due(datetime.fromisoformat(payload["fired"]), row.left)
    following = definition.program.next_timer_start(
        definition.key, row.element_id, work.environment, fired, row.armed_at
    )
    if following is None:
        work.session.delete(row)
    else:
        row.due_at, row.left = following.at, following.left


def _first_due(definition: Definition, event: StartEvent, environment: Environment) -> Due:
    try:
        return definition.program.timer_start(definition.key, event.element_id, environment)
    except ExpressionError as error:
        remedy = "Write a time that lies ahead, with functions that know the answer without a case."
        raise InvalidDiagram([Problem(event.element_id, f"The timer starts nothing: {error}.", remedy)]) from error


def _listening(work: CaseWork, trigger: str, name: str) -> list[StartSubscription]:
    return list(
        work.session.scalars(
            select(StartSubscription)
            .where(StartSubscription.trigger == trigger, StartSubscription.name == name)
            .order_by(StartSubscription.key, StartSubscription.element_id)
        )
    )


def _add_job(work: CaseWork, subscription: StartSubscription, variables: Mapping[str, Any]) -> None:
    payload = _started_by(subscription) | {"variables": variables}
    work.rows.add_job(START, instance_id=None, token=subscription.id, payload=payload)


def _started_by(subscription: StartSubscription) -> dict[str, Any]:
    return {"definition_id": str(subscription.definition_id), "element_id": subscription.element_id}
