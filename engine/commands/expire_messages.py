"""Messages have waited long enough."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete

from engine.models import BufferedMessage
from engine.run import Transaction


@dataclass(frozen=True, slots=True)
class ExpireMessages:
    """Delete messages that nobody has caught in their time. They are not given to anybody from then on, deleted or
    not."""

    def execute(self, tx: Transaction) -> None:
        tx.session.execute(delete(BufferedMessage).where(BufferedMessage.expires_at <= tx.clock.now()))
