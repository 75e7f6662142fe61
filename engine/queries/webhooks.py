"""Which other systems are told of events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound
from engine.models import Person, Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRow:
    """One system. created_by: a person's name, None when made at the command line."""

    id: UUID
    url: str
    topics: tuple[str, ...]
    active: bool
    created_at: datetime
    created_by: str | None


def webhooks(session: Session) -> list[WebhookRow]:
    """All of them, oldest first."""
    rows = session.execute(
        select(Webhook, Person.name)
        .outerjoin(Person, Person.id == Webhook.created_by)
        .order_by(Webhook.created_at, Webhook.id)
    )
    return [
        WebhookRow(
            id=row.id, url=row.url, topics=tuple(row.topics), active=row.active, created_at=row.created_at,
            created_by=name,
        )
        for row, name in rows
    ]  # fmt: skip


def webhook_secret(session: Session, webhook_id: UUID) -> tuple[str, str]:
    """Its address, and what both sides know, to call it with. Raises NotFound."""
    row = session.get(Webhook, webhook_id)
    if row is None:
        raise NotFound(f"No webhook {webhook_id}")
    return row.url, row.secret
