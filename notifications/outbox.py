"""The outbox: what happened is written down in the transaction that made it true, and told to the world afterwards.

A message is claimed before it is sent and settled after. Whoever dies in between leaves it in doubt: it is sent once
more, and a letter then bears the same Message-ID. In doubt twice, it waits for a person, as does what cannot be sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.clock import system_now
from engine.events import Event, IncidentRaised
from engine.models import OutboxMessage
from engine.run import Runner, Transaction
from notifications.topics import NOTICE_INCIDENT
from notifications.undeliverable import Undeliverable

BATCH = 3  # few at a time: while a mail server makes the worker wait, timers wait too
ATTEMPTS = 10
MOST_IN_DOUBT = 2
LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(seconds=30)
SENDERS_DIED = "SenderDied: whoever sent it died before saying whether it had left, twice"
KEPT_DAYS = 30
TIDIED = 1000
log = logging.getLogger(__name__)

Delivery = Callable[[Session, OutboxMessage], None]
"""Sends one message. Raises when it could not: Undeliverable when no further attempt would help. What it raises is kept
on the message."""


def record_events(session: Session, events: Sequence[Event]) -> None:
    """Subscriber of the engine: an incident is told to the administrators by mail."""
    now = system_now()
    for event in events:
        if isinstance(event, IncidentRaised):
            payload = {"incident_id": str(event.incident_id)}
            session.add(OutboxMessage(topic=NOTICE_INCIDENT, payload=payload, created_at=now, run_at=now))


@dataclass(frozen=True, slots=True)
class ClaimMessages:
    """Takes messages that are due, for as long as a lease lasts: `run_at` moves, so no other worker sends them. What is
    in doubt too often dies here."""

    topics: tuple[str, ...]
    limit: int = BATCH
    lease: timedelta = LEASE

    def execute(self, tx: Transaction) -> list[UUID]:
        now = system_now()
        due = (
            select(OutboxMessage.id, OutboxMessage.in_doubt)
            .where(
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.dead_at.is_(None),
                OutboxMessage.run_at <= now,
                OutboxMessage.topic.in_(self.topics),
            )
            .order_by(OutboxMessage.run_at)
            .limit(self.limit)
            .with_for_update(skip_locked=True)
        )
        found = tx.session.execute(due).all()
        claimed = [row.id for row in found if row.in_doubt < MOST_IN_DOUBT]
        if doubtful := [row.id for row in found if row.in_doubt >= MOST_IN_DOUBT]:
            dead = update(OutboxMessage).where(OutboxMessage.id.in_(doubtful))
            tx.session.execute(dead.values(dead_at=now, error=SENDERS_DIED))
        if claimed:
            leased = update(OutboxMessage).where(OutboxMessage.id.in_(claimed))
            tx.session.execute(
                leased.values(
                    run_at=now + self.lease, attempts=OutboxMessage.attempts + 1, in_doubt=OutboxMessage.in_doubt + 1
                )
            )
        return claimed


@dataclass(frozen=True, slots=True)
class SettleMessage:
    """Notes what became of a claimed message. error: why it could not be sent; then it is tried again after a growing
    delay, ATTEMPTS times; final: no attempt will help."""

    message_id: UUID
    error: str | None
    final: bool = False

    def execute(self, tx: Transaction) -> None:
        message = tx.session.get_one(OutboxMessage, self.message_id, with_for_update=True)
        now = system_now()
        message.error = self.error
        message.in_doubt = max(0, message.in_doubt - 1)
        if self.error is None:
            message.sent_at, message.dead_at = now, None  # a slow sender may have been given up
        elif self.final or message.attempts >= ATTEMPTS:
            message.dead_at = now
        else:
            message.run_at = now + FIRST_DELAY * 2 ** (message.attempts - 1)


@dataclass(frozen=True, slots=True)
class TidyOutbox:
    """Takes away messages that left long ago. Returns how many. days: how long they are kept, so that it can be seen
    what was sent."""

    days: int = KEPT_DAYS
    limit: int = TIDIED

    def execute(self, tx: Transaction) -> int:
        old = (
            select(OutboxMessage.id)
            .where(OutboxMessage.sent_at < system_now() - timedelta(days=self.days))
            .limit(self.limit)
            .with_for_update(skip_locked=True)
        )
        ids = tx.session.scalars(old).all()
        if ids:
            tx.session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))
        return len(ids)


@dataclass(frozen=True)
class Dispatcher:
    """Sends what waits. deliveries: topic to what sends it; other topics stay for those who will know them. lease: how
    long a sender may take before it counts as dead."""

    deliveries: Mapping[str, Delivery]
    lease: timedelta = LEASE

    def __call__(self, runner: Runner) -> int:
        """Send every message that is due, each after its claim has been committed. Returns how many left."""
        ids = runner.run(ClaimMessages(tuple(self.deliveries), lease=self.lease))
        return sum(self._send(runner, message_id) for message_id in ids)

    def _send(self, runner: Runner, message_id: UUID) -> bool:
        error, final = None, False
        with runner.database.read() as session:
            message = session.get_one(OutboxMessage, message_id)
            try:
                self.deliveries[message.topic](session, message)
            except Exception as fault:
                # Whatever stopped it concerns this message alone: it is kept with its reason and tried again.
                log.exception("message not sent", extra={"message_id": str(message_id), "topic": message.topic})
                error, final = f"{type(fault).__name__}: {fault}", isinstance(fault, Undeliverable)
        runner.run(SettleMessage(message_id, error, final))
        return error is None
