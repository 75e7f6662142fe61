"""The date has passed, or the organisation has changed: who is what today?"""

from __future__ import annotations

from dataclasses import dataclass

from engine.organisation.principals import refresh_principals
from engine.run import Transaction


@dataclass(frozen=True, slots=True)
class RefreshPrincipals:
    """Bring the table of principals to business time's today. Returns how many of its rows changed."""

    def execute(self, tx: Transaction) -> int:
        return refresh_principals(tx.session, tx.clock)
