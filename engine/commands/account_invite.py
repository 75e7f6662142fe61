"""Give a person a way in, by a link that is mailed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.access.administration import require_administrator
from engine.commands.account_letters import canonical_address, enqueue_mail
from engine.errors import PersonNotFound, Refused
from engine.models import Account, Person
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitePerson:
    """Opens an account without a password and mails a link to choose one. Sent again, it replaces the older link.
    Returns the account's id. actor: an administrator, None at the command line."""

    person_id: int
    email: str
    actor: int | None

    def execute(self, tx: Transaction) -> int:
        require_administrator(tx.session, self.actor)
        if tx.session.get(Person, self.person_id) is None:
            raise PersonNotFound(f"No person {self.person_id}")
        email = canonical_address(self.email)
        account = tx.session.scalar(select(Account).where(Account.person_id == self.person_id))
        if account is not None and account.password_hash is not None:
            raise Refused("The person has an account already")
        other = tx.session.scalar(select(Account).where(Account.email == email, Account.person_id != self.person_id))
        if other is not None:
            raise Refused("The address belongs to somebody else's account")
        if account is None:
            account = Account(person_id=self.person_id, email=email, epoch=0, disabled=False)
            tx.session.add(account)
        else:
            account.email, account.epoch, account.disabled = email, account.epoch + 1, False
        tx.session.flush()
        enqueue_mail(tx.session, "mail.invitation", account)
        return account.id
