"""Messages: each goes to exactly one catcher, starts one case, or waits for its catcher for a stated time.

A message crosses from case to case as a job, so that what goes wrong in one never undoes what was done in the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from engine.bpmn import MessageAwaited
from engine.casework import starts
from engine.casework.case import OpenCase
from engine.casework.delivery import hand_over
from engine.clock import system_now
from engine.models import BufferedMessage, EventSubscription, Job
from engine.models.subscription import KEY_LENGTH
from engine.retries import MAX_ATTEMPTS

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

MESSAGE = "message"
WAITS = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """key: for the catcher with this correlation key, None for those without; waits: how long it is kept while nobody
    catches it, in business time."""

    name: str
    key: str | None
    variables: Mapping[str, Any]
    waits: timedelta = WAITS


class Outcome(StrEnum):
    """What became of a message."""

    CAUGHT = "caught"
    STARTS = "starts a case"
    KEPT = "kept"
    LOST = "lost"


def publish(work: CaseWork, message: Message) -> Outcome:
    """Give the message to the one who has waited longest, else start a case by it, else keep it. Lost is only one that
    is not to be kept at all."""
    message = replace(message, key=_stored(message.key))
    _queue(work, message.name)
    work.rows.write()  # this transaction's own cases may be the ones that wait
    if taken := _take_subscription(work, message):
        payload = _payload(message) | {"element_id": taken.element_id}
        work.rows.add_job(MESSAGE, instance_id=taken.instance_id, token=taken.id, payload=payload)
        return Outcome.CAUGHT
    if starts.start_one(work, MESSAGE, message.name, message.variables):
        return Outcome.STARTS
    if message.waits <= timedelta(0):
        return Outcome.LOST
    work.session.execute(
        insert(BufferedMessage).values(
            name=message.name, key=message.key, variables=message.variables,
            waits_seconds=message.waits.total_seconds(), expires_at=work.now + message.waits,
        )
    )  # fmt: skip
    return Outcome.KEPT


def await_message(work: CaseWork, case: OpenCase, effect: MessageAwaited) -> None:
    """Give the catcher the oldest message that waits for it, else let it wait."""
    _queue(work, effect.name)
    key = _stored(effect.key)
    if kept := _take_message(work, effect.name, key):
        message = Message(
            name=kept.name, key=kept.key, variables=kept.variables, waits=timedelta(seconds=kept.waits_seconds)
        )
        payload = _payload(message) | {"element_id": effect.element_id}
        work.rows.add_job(MESSAGE, instance_id=case.id, token=effect.token, payload=payload)
    else:
        work.rows.add(
            EventSubscription, id=effect.token, instance_id=case.id, element_id=effect.element_id, kind=MESSAGE,
            name=effect.name, key=key, since=system_now(),
        )  # fmt: skip


def deliver(work: CaseWork, instance_id: UUID, token: UUID, payload: Mapping[str, Any]) -> None:
    """Hand a message over. When the catcher has gone meanwhile, it is published once more."""
    case, variables = work.load(instance_id), payload["variables"]
    if hand_over(work, case, token, variables, action="message-received", element_id=payload["element_id"]):
        return
    waits = timedelta(seconds=payload["waits_seconds"])
    publish(work, Message(name=payload["name"], key=payload["key"], variables=variables, waits=waits))


def free_from_catchers(work: CaseWork, tokens: Collection[UUID]) -> None:
    """These tokens wait no more. A message that could not be handed to one of them is tried again: somebody else may
    catch it."""
    _free(work, Job.token.in_(tokens))


def free_from_cases(work: CaseWork, cases: Collection[UUID]) -> None:
    """The same for all that waited in these cases, which have ended."""
    _free(work, Job.instance_id.in_(cases))


def _free(work: CaseWork, held: ColumnElement[bool]) -> None:
    stuck = held, Job.kind == MESSAGE, Job.attempts >= MAX_ATTEMPTS
    work.session.execute(update(Job).where(*stuck).values(attempts=0, leased_until=None))


def _payload(message: Message) -> dict[str, Any]:
    return {
        "name": message.name, "key": message.key, "variables": message.variables,
        "waits_seconds": message.waits.total_seconds(),
    }  # fmt: skip


def _stored(key: str | None) -> str | None:
    """The key as tables hold it."""
    if key is None or len(key) <= KEY_LENGTH:
        return key
    return hashlib.sha256(key.encode()).hexdigest()


def _queue(work: CaseWork, name: str) -> None:
    """Those who publish or await messages of one name take turns until they commit; so none of them can miss another.
    SQLite's writer is alone already."""
    if not work.tx.is_sqlite:
        turn = int.from_bytes(hashlib.sha256(f"message {name}".encode()).digest()[:8], "big", signed=True)
        work.session.execute(select(func.pg_advisory_xact_lock(turn)))


def _take_subscription(work: CaseWork, message: Message) -> Any:
    waiting = (
        select(EventSubscription.id)
        .where(
            EventSubscription.kind == MESSAGE, EventSubscription.name == message.name,
            _fits(EventSubscription.key, message.key),
        )
        .order_by(EventSubscription.since)
        .limit(1)
    )  # fmt: skip
    # Whoever completes the catcher's host takes its subscription away without waiting for a turn: then look again.
    while (oldest := work.session.scalar(waiting)) is not None:
        taken = work.session.execute(
            delete(EventSubscription)
            .where(EventSubscription.id == oldest)
            .returning(EventSubscription.id, EventSubscription.instance_id, EventSubscription.element_id)
        ).one_or_none()
        if taken is not None:
            return taken
    return None


def _take_message(work: CaseWork, name: str, key: str | None) -> Any:
    waiting = select(BufferedMessage.id).where(BufferedMessage.name == name, BufferedMessage.expires_at > work.now)
    if key is not None:
        waiting = waiting.where(BufferedMessage.key == key)
    oldest = waiting.order_by(BufferedMessage.id).limit(1)
    return work.session.execute(
        delete(BufferedMessage).where(BufferedMessage.id == oldest.scalar_subquery()).returning(BufferedMessage)
    ).scalar_one_or_none()


def _fits(wanted: InstrumentedAttribute[str | None], key: str | None) -> ColumnElement[bool]:
    """A catcher without key takes every message of the name, one with a key only those that carry it."""
    return wanted.is_(None) if key is None else or_(wanted.is_(None), wanted == key)
