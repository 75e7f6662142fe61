"""Choose a password: at an invitation, after a reset, or when changing it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.errors import Refused
from engine.models import Account
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPassword:
    """Ends all sessions and links of the account, by its epoch. Returns the new epoch.

    epoch: what the link or the session said it is. Anything older is refused, which makes links usable once.
    """

    account_id: int
    epoch: int
    password_hash: str

    def execute(self, tx: Transaction) -> int:
        account = tx.session.scalar(
            select(Account)
            .where(Account.id == self.account_id, Account.epoch == self.epoch, Account.disabled.is_(False))
            .with_for_update()
        )
        if account is None:
            raise Refused("The link has been used, or a newer one has been sent")
        account.password_hash = self.password_hash
        account.epoch += 1
        return account.epoch
