"""Every persona of the demonstration × every page about a case × every visibility code.

Who should see what is written here by name, from the law and the roles, not computed by the code under test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.db import Base, Database
from engine.models import HumanTask, Person, Unit
from engine.run import Runner
from processes.demo import Persona, personas
from tests.engine.commands.diagrams import START, diagram, event, process, user_task
from webapp.app import create_app
from webapp.demonstration import PASSWORD, load
from webapp.settings import Settings
from webapp.wiring import create_runner

CODES = ("PUB", "ORG", "NMD", "LINE", "PAIR", "STAT")
EVERYBODY = frozenset(persona.name for persona in personas())
ELECTED = frozenset({"Eva Norén", "Samir Nasser", "Ulla Bergman"})
AUDITOR = frozenset({"Bengt Stål"})
MANAGERS = frozenset({"Petra Öst", "Henrik Ström", "Astrid Lind"})
# The cases concern the school Hamnskolan of the committee FGN, and its employee Ali Rask.
READERS = {
    "PUB": EVERYBODY,
    "ORG": EVERYBODY - ELECTED,
    "NMD": AUDITOR | {"Henrik Ström", "Erik Sand", "Gunilla Moberg", "Samir Nasser"},
    "LINE": AUDITOR | MANAGERS | {"Nadia Berg", "Jonas Ek"},
    "PAIR": AUDITOR | {"Ali Rask", "Petra Öst"},
    "STAT": AUDITOR | MANAGERS | {"Sara Holm", "Omar Haddad"},
}
FOLLOWS = READERS["STAT"]
CANDIDATE = "Karin Dahl"
SECRET, FIELD_SECRET = "hemlighet-i-formuläret", "hemlighet-i-fältet"
FORM = {
    "id": "secret",
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"id": "a", "type": "textfield", "key": "open_part", "label": "Del"},
        {"id": "b", "type": "textfield", "key": "pair_part", "label": "Fält",
         "properties": {"yearwheel:visibility": "PAIR"}},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case of one code: case and the task that is open in it."""

    id: UUID
    task: UUID


@dataclass(frozen=True)
class Town:
    """The loaded demonstration, with one case of each code."""

    app: Flask
    cases: dict[str, Case]


def _diagram(code: str, candidate: int, person: int, unit: str) -> bytes:
    return diagram(
        process(
            f"walk_{code}", START, user_task("tell", f"person({candidate})", "secret"),
            user_task("wait", f"person({candidate})", None), event("endEvent", "finish"),
            flows="begin>tell;tell>wait;wait>finish", visibility=code, unit=f'="{unit}"', person=f"={person}",
            title=f'="Ärende {code}"',
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    settings = Settings(demo=True, database_url=f"sqlite:///{folder / 'town.db'}")
    database = Database(settings.database_url)
    Base.metadata.create_all(database.engine)
    runner = create_runner(settings)
    load(runner, lambda _: None)
    with runner.read() as (session, _):
        numbers = {name: session.scalars(select(Person.id).where(Person.name == name)).first() for name in EVERYBODY}
        school = session.scalars(select(Unit.id).where(Unit.name.startswith("Hamnskolan"))).one()
    candidate, ali, owner = (numbers[name] or 0 for name in (CANDIDATE, "Ali Rask", "Nadia Berg"))
    files = {f"{code}.bpmn": _diagram(code, candidate, ali, school) for code in CODES}
    runner.run(Deploy(name="walk", files={**files, "secret.form.json": json.dumps(FORM).encode()}))
    cases = {code: _case(runner, code, owner, candidate) for code in CODES}
    yield Town(create_app(settings, runner), cases)
    runner.database.close()
    database.close()


def _case(runner: Runner, code: str, owner: int, candidate: int) -> Case:
    case = runner.run(StartProcess(key=f"walk_{code}", actor=owner))
    tell = _open_task(runner, case)
    posted = {"open_part": SECRET, "pair_part": FIELD_SECRET}
    runner.run(CompleteTask(task_id=tell, actor=candidate, posted=posted))
    return Case(case, _open_task(runner, case))


def _open_task(runner: Runner, case: UUID) -> UUID:
    with runner.read() as (session, _):
        return session.scalars(
            select(HumanTask.id).where(HumanTask.instance_id == case, HumanTask.status == "open")
        ).one()


def _sign_in(town: Town, email: str) -> FlaskClient:
    browser = town.app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token is not None
    fields = {"csrf_token": token[1], "email": email, "password": PASSWORD}
    assert browser.post("/sign-in", data=fields).status_code == 302
    return browser


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_a_persona_sees_what_the_codes_say_and_no_more(town: Town, persona: Persona) -> None:
    name = persona.name
    browser = _sign_in(town, persona.email)
    listed = browser.get("/cases/?search=Ärende").text
    waiting = browser.get("/tasks").text
    for code, case in town.cases.items():
        reads = name in READERS[code] or (name == CANDIDATE and code != "PAIR")
        knows = name in READERS[code] | FOLLOWS | {CANDIDATE}
        page = browser.get(f"/cases/{case.id}")
        assert page.status_code == (200 if knows else 404), (name, code)
        assert (SECRET in page.text) == reads, (name, code)
        assert (FIELD_SECRET in page.text) == (reads and name in READERS["PAIR"]), (name, code)
        assert (f"Ärende {code}" in listed) == knows, (name, code)
        assert browser.get(f"/cases/{case.id}/diagram.bpmn").status_code == (200 if knows else 404), (name, code)
        task = browser.get(f"/tasks/{case.task}")
        assert task.status_code == (200 if name in READERS[code] | {CANDIDATE} else 404), (name, code)
        assert (str(case.task) in waiting) == (name == CANDIDATE), (name, code)
        assert browser.get(f"/cases/{case.id}/cancel").status_code != 200 or name in ("Nadia Berg", "Jonas Ek")


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_administration_is_for_the_administrator(town: Town, persona: Persona) -> None:
    browser = _sign_in(town, persona.email)
    for path in ("/admin/", "/admin/accounts", "/admin/definitions", "/admin/incidents"):
        expected = 200 if persona.name == "Karin Dahl" else 403
        assert browser.get(path).status_code == expected, path


def test_strangers_are_sent_to_the_sign_in(town: Town) -> None:
    browser = town.app.test_client()
    case = town.cases["PUB"]
    for path in ("/", "/tasks", f"/tasks/{case.task}", "/cases/", f"/cases/{case.id}", "/cycle/", "/agreements/",
                 "/start/", "/admin/", f"/cases/{case.id}/diagram.bpmn"):  # fmt: skip
        answer = browser.get(path)
        assert (answer.status_code, "/sign-in" in answer.headers.get("Location", "")) == (302, True), path
