"""Open an account whose password is known from the start: the demonstration's, and the first administrator's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.commands.account_letters import canonical_address
from engine.errors import PersonNotFound, Refused
from engine.models import Account, Person
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccount:
    """Returns the account's id. password_hash: argon2, made outside the transaction because making it is slow."""

    person_id: int
    email: str
    password_hash: str

    def execute(self, tx: Transaction) -> int:
        if tx.session.get(Person, self.person_id) is None:
            raise PersonNotFound(f"No person {self.person_id}")
        email = canonical_address(self.email)
        taken = (Account.person_id == self.person_id) | (Account.email == email)
        if tx.session.scalar(select(Account.id).where(taken)) is not None:
            raise Refused(f"There is an account already for this person or with the address {email}")
        account = Account(
            person_id=self.person_id, email=email, password_hash=self.password_hash, epoch=0, disabled=False
        )
        tx.session.add(account)
        tx.session.flush()
        return account.id
