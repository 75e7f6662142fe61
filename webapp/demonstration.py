"""The demonstration: a municipality, the library's processes, and people to sign in as, loaded once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.commands.account_create import CreateAccount
from engine.commands.deploy import Deploy
from engine.commands.import_organisation import ImportOrganisation
from engine.commands.move_business_time import MoveBusinessTime
from engine.errors import Refused
from engine.models import Account, Person
from engine.models.setting import BUSINESS_OFFSET, Setting
from engine.queries.municipality import municipality
from engine.run import Runner
from processes.catalogue import library
from processes.demo import Persona, demo_rows, personas
from webapp.auth.passwords import hash_password

PASSWORD = "prova-arshjulet"  # noqa: S105 - printed for everybody to use
FIRST_DAY = (2026, 3, 2, 8)
Report = Callable[[str], None]


def load(runner: Runner, report: Report) -> tuple[Persona, ...]:
    """Load what is missing; each step is whole or undone, so a load that was cut short goes on. Returns who may
    sign in. Raises Refused in a database that holds a municipality of its own."""
    with runner.read() as (session, _clock):
        travels = session.get(Setting, BUSINESS_OFFSET) is not None
        loaded = municipality(session) is not None
    if loaded and not travels:
        raise Refused("This database holds a municipality of its own: set YEARWHEEL_DATABASE_URL to another one")
    if not travels:
        runner.run(MoveBusinessTime(at=datetime(*FIRST_DAY, tzinfo=runner.zone)))
    if not loaded:
        report("Loading the municipality …")
        runner.run(ImportOrganisation(rows=demo_rows()))
    for package in library():
        runner.run(Deploy(name=package.title, files=package.files))
    _open_accounts(runner)
    return personas()


def _open_accounts(runner: Runner) -> None:
    with runner.read() as (session, _clock):
        missing = _without_account(session, [persona.email for persona in personas()])
    if not missing:
        return
    password_hash = hash_password(PASSWORD)
    for email, person_id in missing.items():
        runner.run(CreateAccount(person_id=person_id, email=email, password_hash=password_hash))


def _without_account(session: Session, emails: list[str]) -> dict[str, int]:
    found = session.execute(
        select(Person.email, Person.id)
        .join(Account, Account.person_id == Person.id, isouter=True)
        .where(Person.email.in_(emails), Account.id.is_(None))
    )
    return {str(email): person_id for email, person_id in found}
