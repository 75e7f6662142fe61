"""Messages that nobody tries to send any more: a person reads why, and sends each again or lets it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.access.administration import require_administrator
from engine.clock import system_now
from engine.commands.text_limits import REASON_LENGTH, check_text
from engine.errors import NotFound
from engine.models import OutboxMessage, Person
from engine.queries.paging import PER_PAGE, Page, page_number
from engine.run import Transaction

_DEAD = (OutboxMessage.sent_at.is_(None), OutboxMessage.dead_at.is_not(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One message. error: what stopped it; in_doubt: how often its sender died, so that it may have left all the
    same."""

    id: UUID
    topic: str
    created_at: datetime
    dead_at: datetime
    attempts: int
    in_doubt: int
    error: str


def dead_letters(session: Session, page: int = 1, per_page: int = PER_PAGE) -> Page[DeadLetter]:
    """Those that wait for a person, the newest first."""
    total = dead_letter_count(session)
    number = page_number(page, total, per_page)
    found = session.scalars(
        select(OutboxMessage)
        .where(*_DEAD)
        .order_by(OutboxMessage.dead_at.desc(), OutboxMessage.id)
        .limit(per_page)
        .offset((number - 1) * per_page)
    )
    rows = tuple(
        DeadLetter(
            id=row.id, topic=row.topic, created_at=row.created_at, dead_at=row.dead_at or row.created_at,
            attempts=row.attempts, in_doubt=row.in_doubt, error=row.error or "",
        )
        for row in found
    )  # fmt: skip
    return Page(rows=rows, total=total, number=number, per_page=per_page)


def dead_letter_count(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*_DEAD)) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain:
    """Try a dead message anew, as often as a new one. Raises NotFound when somebody has seen to it already."""

    message_id: UUID
    actor: int | None

    def execute(self, tx: Transaction) -> None:
        message = _dead(tx, self.message_id, self.actor)
        message.dead_at, message.attempts, message.in_doubt = None, 0, 0
        message.run_at = system_now()


@dataclass(frozen=True, slots=True, kw_only=True)
class DropMessage:
    """Let a dead message go; it is kept for a while with who did so and why. Raises NotFound, Refused."""

    message_id: UUID
    actor: int | None
    reason: str

    def execute(self, tx: Transaction) -> None:
        check_text("The reason", self.reason, REASON_LENGTH)
        message = _dead(tx, self.message_id, self.actor)
        who = tx.session.scalar(select(Person.name).where(Person.id == self.actor)) or "the command line"
        message.error = f"Dropped by {who}: {self.reason}\n{message.error or ''}".rstrip()
        message.sent_at = system_now()


def _dead(tx: Transaction, message_id: UUID, actor: int | None) -> OutboxMessage:
    require_administrator(tx.session, actor)
    wanted = select(OutboxMessage).where(OutboxMessage.id == message_id, *_DEAD).with_for_update()
    message = tx.session.scalar(wanted)
    if message is None:
        raise NotFound(f"No dead letter {message_id}")
    return message
