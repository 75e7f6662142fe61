"""A small municipality with people who can sign in, on each kind of database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine.clock import Clock
from engine.commands.account_create import CreateAccount
from engine.commands.refresh_principals import RefreshPrincipals
from engine.db import Database
from engine.models import Person, Position, RoleAssignment, Unit, UnitKind
from engine.ports import Case, Ports, ServiceTask
from engine.run import Runner
from forms.validator import FormValidator
from notifications.outbox import record_events
from webapp.app import create_app
from webapp.auth.passwords import hash_password
from webapp.settings import Settings

SINCE = date(2020, 1, 1)
ADA, BO, CILLA = 1, 2, 3
PASSWORD = "tre koppar kaffe"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class NoProcesses:
    """No service task and no prefill: these tests start no case."""

    def known(self) -> Sequence[str]:
        return ()

    def handler(self, task_type: str) -> ServiceTask:
        raise KeyError(task_type)

    def prefill(self, session: Session, clock: Clock, case: Case, form_key: str) -> dict[str, Any]:
        return {}


class Visitor:
    """A browser that fills in forms: it takes the token from the page it has opened last."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._see(self.client.get(path, **options))

    def post(self, path: str, fields: Mapping[str, object] | None = None, **options: Any) -> TestResponse:
        return self._see(self.client.post(path, data={"csrf_token": self.token, **(fields or {})}, **options))

    def sign_in(self, email: str, password: str = PASSWORD, **fields: object) -> TestResponse:
        self.get("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password, **fields})

    def _see(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and (found := TOKEN.search(response.text)):
            self.token = found[1]
        return response


@pytest.fixture
def settings() -> Settings:
    return Settings(demo=True)


def ports() -> Ports:
    nothing, forms = NoProcesses(), FormValidator()
    return Ports(forms=forms, validator=forms, prefill=nothing, service_tasks=nothing, subscribers=(record_events,))


def populate(runner: Runner) -> None:
    """Ada administers, Bo has an account, Cilla has none."""
    with runner.database.write() as session:
        session.add(Unit(id="ALV", name="Älvhamns kommun", kind=UnitKind.MUNICIPALITY, valid_from=SINCE))
        for key, name in ((ADA, "Ada Falk"), (BO, "Bo Lind"), (CILLA, "Cilla Ask")):
            email = f"{name.split()[0].lower()}@alvhamn.example"
            session.add(Person(id=key, external_id=str(key), name=name, email=email))
        session.flush()
        for key in (ADA, BO, CILLA):
            session.add(Position(person_id=key, unit_id="ALV", title="Handläggare", is_manager=False, valid_from=SINCE))
        session.add(RoleAssignment(person_id=ADA, role="administrator", unit_id="ALV", valid_from=SINCE))
    runner.run(RefreshPrincipals())
    password_hash = hash_password(PASSWORD)
    for key, email in ((ADA, "ada@alvhamn.example"), (BO, "bo@alvhamn.example")):
        runner.run(CreateAccount(person_id=key, email=email, password_hash=password_hash))


@pytest.fixture
def runner(database: Database) -> Runner:
    """Commands in a small municipality, on each kind of database."""
    runner = Runner(database, ports(), ZoneInfo("Europe/Stockholm"))
    populate(runner)
    return runner


@pytest.fixture
def app(settings: Settings, runner: Runner) -> Flask:
    return create_app(settings, runner)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def bo(app: Flask) -> Visitor:
    """Bo, signed in."""
    visitor = Visitor(app.test_client())
    visitor.sign_in("bo@alvhamn.example")
    return visitor


@pytest.fixture
def ada(app: Flask) -> Visitor:
    """Ada, signed in."""
    visitor = Visitor(app.test_client())
    visitor.sign_in("ada@alvhamn.example")
    return visitor
