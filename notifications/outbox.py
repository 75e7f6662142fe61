"""The outbox: what happened is written down in the transaction that made it true, and told to the world afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.clock import system_now
from engine.events import Event, IncidentRaised
from engine.models import OutboxMessage
from engine.run import Runner, Transaction

BATCH = 3  # few at a time: while a mail server makes the worker wait, timers wait too
ATTEMPTS = 10
LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=30)
log = logging.getLogger(__name__)

Delivery = Callable[[Session, OutboxMessage], None]
"""Sends one message. Raises when it could not; what it raises is kept on the message."""


def record_events(session: Session, events: Sequence[Event]) -> None:
    """Subscriber of the engine: an incident is told to the administrators by mail."""
    now = system_now()
    for event in events:
        if isinstance(event, IncidentRaised):
            payload = {"incident_id": str(event.incident_id), "code": event.code}
            session.add(OutboxMessage(topic="mail.incident", payload=payload, created_at=now, run_at=now))


@dataclass(frozen=True, slots=True)
class ClaimMessages:
    """Takes messages that are due, for as long as a lease lasts: `run_at` moves, so no other worker sends them."""

    topics: tuple[str, ...]
    limit: int = BATCH

    def execute(self, tx: Transaction) -> list[UUID]:
        now = system_now()
        due = (
            select(OutboxMessage.id)
            .where(
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.run_at <= now,
                OutboxMessage.attempts < ATTEMPTS,
                OutboxMessage.topic.in_(self.topics),
            )
            .order_by(OutboxMessage.run_at)
            .limit(self.limit)
            .with_for_update(skip_locked=True)
        )
        ids = list(tx.session.scalars(due))
        if ids:
            leased = update(OutboxMessage).where(OutboxMessage.id.in_(ids))
            tx.session.execute(leased.values(run_at=now + LEASE, attempts=OutboxMessage.attempts + 1))
        return ids


@dataclass(frozen=True, slots=True)
class SettleMessage:
    """Notes what became of a message. error: why it could not be sent; then it is tried again after a growing delay."""

    message_id: UUID
    error: str | None

    def execute(self, tx: Transaction) -> None:
        message = tx.session.get_one(OutboxMessage, self.message_id)
        message.error = self.error
        if self.error is None:
            message.sent_at = system_now()
        else:
            message.run_at = system_now() + FIRST_DELAY * 2 ** (message.attempts - 1)


@dataclass(frozen=True)
class Dispatcher:
    """Sends what waits. deliveries: topic to what sends it; other topics stay for those who will know them."""

    deliveries: Mapping[str, Delivery]

    def __call__(self, runner: Runner) -> int:
        """Send every message that is due, each after its claim has been committed. Returns how many left."""
        ids = runner.run(ClaimMessages(tuple(self.deliveries)))
        return sum(self._send(runner, message_id) for message_id in ids)

    def _send(self, runner: Runner, message_id: UUID) -> bool:
        with runner.database.read() as session:
            message = session.get_one(OutboxMessage, message_id)
            try:
                self.deliveries[message.topic](session, message)
                error = None
            except Exception as fault:
                # Whatever stopped it concerns this message alone: it is kept with its reason and tried again.
                log.exception("message not sent", extra={"message_id": str(message_id), "topic": message.topic})
                error = f"{type(fault).__name__}: {fault}"
        runner.run(SettleMessage(message_id, error))
        return error is None
