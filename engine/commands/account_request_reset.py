"""Ask for a link with which to choose a new password."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.commands.account_letters import enqueue_mail
from engine.models import Account
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPasswordReset:
    """Mails the link if the address belongs to an account, and says nothing about whether it does."""

    email: str

    def execute(self, tx: Transaction) -> None:
        account = tx.session.scalar(
            select(Account).where(Account.email == self.email.strip().lower(), Account.disabled.is_(False))
        )
        if account is not None:
            topic = "mail.reset" if account.password_hash else "mail.invitation"
            enqueue_mail(tx.session, topic, account)
