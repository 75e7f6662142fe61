"""Remember which language a person reads in."""

from __future__ import annotations

from dataclasses import dataclass

from engine.models import Account
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLocale:
    """locale: a language tag, e.g. `en`."""

    account_id: int
    locale: str

    def execute(self, tx: Transaction) -> None:
        account = tx.session.get_one(Account, self.account_id)
        account.locale = self.locale
