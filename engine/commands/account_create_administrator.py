"""Open the installation's first account, which invites all the others."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.commands.account_create import CreateAccount
from engine.commands.account_letters import canonical_address
from engine.errors import Refused
from engine.models import Person, RoleAssignment
from engine.organisation.principals import refresh_principals
from engine.queries.municipality import municipality
from engine.run import Transaction

ROLE = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAdministrator:
    """Makes the person with this address administrator of the municipality, with an account. Somebody whom the
    organisation file does not know is added by name. Returns the account's id. Only for the command line."""

    name: str
    email: str
    password_hash: str

    def execute(self, tx: Transaction) -> int:
        root = municipality(tx.session)
        if root is None:
            raise Refused("There is no municipality yet: import the organisation first")
        email = canonical_address(self.email)
        person = tx.session.scalar(select(Person).where(Person.email == email))
        if person is None:
            person = Person(external_id=f"administrator:{email}"[:40], name=self.name, email=email)
            tx.session.add(person)
            tx.session.flush()
        today = tx.clock.today()
        held = select(RoleAssignment.id).where(
            RoleAssignment.person_id == person.id,
            RoleAssignment.role == ROLE,
            RoleAssignment.unit_id == root.id,
            RoleAssignment.valid_from <= today,
            RoleAssignment.valid_to.is_(None),
        )
        if tx.session.scalar(held) is None:
            tx.session.add(RoleAssignment(person_id=person.id, role=ROLE, unit_id=root.id, valid_from=today))
            tx.session.flush()
        account_id = CreateAccount(person_id=person.id, email=email, password_hash=self.password_hash).execute(tx)
        refresh_principals(tx.session, tx.clock)
        return account_id
