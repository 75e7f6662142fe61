"""An administrator has another system told of nothing any more."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.access.administration import require_administrator
from engine.errors import NotFound
from engine.models import Webhook
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveWebhook:
    """What waits to be told it is not told. Raises NotAuthorized, NotFound."""

    webhook_id: UUID
    actor: int | None

    def execute(self, tx: Transaction) -> None:
        require_administrator(tx.session, self.actor)
        row = tx.session.get(Webhook, self.webhook_id)
        if row is None:
            raise NotFound(f"No webhook {self.webhook_id}")
        tx.session.delete(row)
