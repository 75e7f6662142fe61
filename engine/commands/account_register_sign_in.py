"""Note that somebody signed in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select

from engine.clock import system_now
from engine.models import Account, SignInAttempt
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSignIn:
    """Forgets the attempts that led here and the address's failed ones. new_hash: set when the password was kept
    by an older recipe and has been hashed anew."""

    account_id: int
    epoch: int
    attempts: tuple[int, ...]
    new_hash: str | None = None

    def execute(self, tx: Transaction) -> None:
        account = tx.session.scalar(select(Account).where(Account.id == self.account_id, Account.epoch == self.epoch))
        if account is None:
            return  # the password changed this very moment: the session that follows is not valid either
        account.last_sign_in = system_now()
        if self.new_hash:
            account.password_hash = self.new_hash
        forgotten = (SignInAttempt.subject == f"address:{account.email}") | SignInAttempt.id.in_(self.attempts)
        tx.session.execute(delete(SignInAttempt).where(forgotten))
