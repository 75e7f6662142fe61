"""Close an account, or open it again."""

from __future__ import annotations

from dataclasses import dataclass

from engine.access.administration import require_administrator
from engine.errors import PersonNotFound, Refused
from engine.models import Account
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccountDisabled:
    """A closed account ends its sessions at their next request. Nobody closes the account they act with."""

    account_id: int
    disabled: bool
    actor: int | None

    def execute(self, tx: Transaction) -> None:
        require_administrator(tx.session, self.actor)
        account = tx.session.get(Account, self.account_id)
        if account is None:
            raise PersonNotFound(f"No account {self.account_id}")
        if account.person_id == self.actor:
            raise Refused("You cannot close your own account")
        account.disabled = self.disabled
        account.epoch += 1
