"""One committee with a process of its own, and people who each see a different part of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from engine.commands.account_create import CreateAccount
from engine.commands.deploy import Deploy
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.models import HumanTask, Person, Position, RoleAssignment, TaskStatus, Unit, UnitKind
from engine.ports import Ports
from engine.run import Runner
from forms.validator import FormValidator
from tests.webapp.conftest import PASSWORD, NoProcesses, Visitor
from tests.webapp.pages.people import EVERYBODY, OWNER, Employee
from webapp.auth.passwords import hash_password

SINCE = date(2020, 1, 1)
ZONE = ZoneInfo("Europe/Stockholm")
FILES = Path(__file__).parent
TRANSLATIONS = b'{"Skriv planen": "Write the plan", "Sammanfattning": "Summary"}'


@pytest.fixture
def runner(database: Database) -> Runner:
    """On 2 March 2026, with the process deployed and nothing started."""
    forms, nothing = FormValidator(), NoProcesses()
    ports = Ports(forms=forms, validator=forms, prefill=nothing, service_tasks=nothing)
    runner = Runner(database, ports, ZONE)
    with database.write() as session:
        units = (("ALV", "Älvhamns kommun", UnitKind.MUNICIPALITY), ("FGN", "Skolnämnden", UnitKind.COMMITTEE),
                 ("SN", "Socialnämnden", UnitKind.COMMITTEE))  # fmt: skip
        for code, name, kind in units:
            root = kind == UnitKind.MUNICIPALITY
            session.add(
                Unit(id=code, name=name, kind=kind, valid_from=SINCE, parent_id=None if root else "ALV",
                     body_id=None if root else code)
            )  # fmt: skip
            session.flush()
        for person in EVERYBODY:
            session.add(Person(id=person.id, external_id=str(person.id), name=person.name, email=person.email))
        session.flush()
        for person in EVERYBODY:
            session.add(
                Position(person_id=person.id, unit_id=person.unit, title="Handläggare", is_manager=False,
                         valid_from=SINCE)
            )  # fmt: skip
            if person.role:
                session.add(
                    RoleAssignment(person_id=person.id, role=person.role, unit_id=person.unit, valid_from=SINCE)
                )
    runner.run(RefreshPrincipals())
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 2, 8, tzinfo=ZONE)))
    password_hash = hash_password(PASSWORD)
    for person in EVERYBODY:
        runner.run(CreateAccount(person_id=person.id, email=person.email, password_hash=password_hash))
    names = ("planning.bpmn", "planning-start.form.json", "plan.form.json")
    files = {name: (FILES / name).read_bytes() for name in names} | {"locale/en.json": TRANSLATIONS}
    runner.run(Deploy(name="planning", files=files))
    return runner


@pytest.fixture
def case_id(runner: Runner) -> UUID:
    """A plan that waits for its first task."""
    return runner.run(StartProcess(key="planning", actor=OWNER.id, posted={"subject": "skolan", "year": "2027"}))


@pytest.fixture
def task_id(runner: Runner, case_id: UUID) -> UUID:
    """The plan's first task: of the secretary and of the teacher."""
    return open_task(runner, case_id)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Employee], Visitor]:
    """A browser in which this person has signed in."""

    def begin(person: Employee) -> Visitor:
        visitor = Visitor(app.test_client())
        visitor.sign_in(person.email)
        return visitor

    return begin


def open_task(runner: Runner, case_id: UUID) -> UUID:
    """The one task that is open in the case."""
    with runner.read() as (session, _clock):
        found = session.query(HumanTask.id).filter_by(instance_id=case_id, status=TaskStatus.OPEN).one()
    return UUID(str(found.id))
