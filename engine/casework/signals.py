"""Signals: every case that waits for one now has it, and every process that it starts gets a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, func, insert, literal, select, update

from engine.bpmn import SignalAwaited
from engine.casework import starts
from engine.casework.case import OpenCase
from engine.casework.delivery import hand_over
from engine.clock import system_now
from engine.db import Document, Instant
from engine.models import EventSubscription, Job

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

SIGNAL = "signal"


def await_signal(work: CaseWork, case: OpenCase, effect: SignalAwaited) -> None:
    """Let the catcher wait for the next signal of the name."""
    work.rows.add(
        EventSubscription, id=effect.token, instance_id=case.id, element_id=effect.element_id, kind=SIGNAL,
        name=effect.name, key=None, since=system_now(),
    )  # fmt: skip


def throw(work: CaseWork, name: str, variables: Mapping[str, Any], thrower: OpenCase | None = None) -> int:
    """Make a job for each case that awaits the signal, and for each that it starts, however many; returns the number.
    thrower: the case that throws it, whose own catchers have had it already."""
    work.rows.write()  # this transaction's own cases may be among those that wait
    waiting = select(
        func.lower(func.hex(func.randomblob(16))) if work.tx.is_sqlite else func.gen_random_uuid(),
        literal(SIGNAL), EventSubscription.instance_id, EventSubscription.id,
        literal({"variables": variables}, Document), literal(system_now(), Instant), literal(0),
    ).where(EventSubscription.kind == SIGNAL, EventSubscription.name == name)  # fmt: skip
    if thrower is not None:
        waiting = waiting.where(EventSubscription.instance_id != thrower.id)
    columns = ["id", "kind", "instance_id", "token", "payload", "run_at", "attempts"]
    made = insert(Job).from_select(columns, waiting).execution_options(preserve_rowcount=True)
    reached = work.session.connection().execute(made).rowcount
    return reached + starts.start_all(work, SIGNAL, name, variables)


def deliver(work: CaseWork, instance_id: UUID, token: UUID, payload: Mapping[str, Any]) -> None:
    """Hand a signal over. A catcher that has gone meanwhile does without."""
    case = work.load(instance_id)
    element_id = work.session.scalar(
        delete(EventSubscription).where(EventSubscription.id == token).returning(EventSubscription.element_id)
    )
    if element_id is None or not hand_over(
        work, case, token, payload["variables"], action="signal-received", element_id=element_id
    ):
        return
    # Thrown again before this was handed over: the one that listens on is to have that, too.
    for effect in case.execution.effects:
        if isinstance(effect, SignalAwaited) and effect.element_id == element_id:
            work.session.execute(update(Job).where(Job.token == token, Job.kind == SIGNAL).values(token=effect.token))
