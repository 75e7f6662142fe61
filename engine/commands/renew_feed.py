"""A person gets an address for a calendar; the one before it is dead."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.notice_rows import choice_row
from engine.queries.deadline_feed import feed_hash
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewFeed:
    """secret: made outside the transaction, and kept nowhere: only its hash is. Raises PersonNotFound."""

    person_id: int
    secret: str

    def execute(self, tx: Transaction) -> None:
        choice_row(tx.session, self.person_id).feed_hash = feed_hash(self.secret)
