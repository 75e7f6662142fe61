"""A person's calendar has no address any more."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.notice_rows import choice_row
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeFeed:
    """Does nothing when there is no address. Raises PersonNotFound."""

    person_id: int

    def execute(self, tx: Transaction) -> None:
        choice_row(tx.session, self.person_id).feed_hash = None
