"""The date has passed: who is what today?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.models.setting import PRINCIPALS_AS_OF, Setting
from engine.organisation.principals import refresh_principals
from engine.organisation.turns import something_turns
from engine.run import Transaction


@dataclass(frozen=True, slots=True)
class TurnTheDay:
    """Bring the table of principals to business time's today. On most days nobody begins and nobody ends, and then
    nothing is computed. Returns how many of its rows changed."""

    def execute(self, tx: Transaction) -> int:
        today = tx.clock.today()
        setting = tx.session.get(Setting, PRINCIPALS_AS_OF)
        before = date.fromisoformat(str(setting.value)) if setting else None
        if setting is None or before is None or before > today or something_turns(tx.session, before, today):
            return refresh_principals(tx.session, tx.clock)
        setting.value = today.isoformat()
        return 0
