"""An administrator has another system told of events, or pauses that."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.access.administration import require_administrator
from engine.clock import system_now
from engine.errors import NotFound
from engine.models import Webhook
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWebhook:
    """url: judged by whoever calls it; secret: made outside the transaction. actor: a person's id, None for the command
    line. Returns the new one's id. Raises NotAuthorized."""

    url: str
    secret: str
    topics: tuple[str, ...]
    actor: int | None

    def execute(self, tx: Transaction) -> UUID:
        require_administrator(tx.session, self.actor)
        row = Webhook(
            url=self.url, secret=self.secret, topics=list(self.topics), active=True, created_at=system_now(),
            created_by=self.actor,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        return row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWebhookActive:
    """Raises NotAuthorized, NotFound."""

    webhook_id: UUID
    active: bool
    actor: int | None

    def execute(self, tx: Transaction) -> None:
        require_administrator(tx.session, self.actor)
        row = tx.session.get(Webhook, self.webhook_id)
        if row is None:
            raise NotFound(f"No webhook {self.webhook_id}")
        row.active = self.active
