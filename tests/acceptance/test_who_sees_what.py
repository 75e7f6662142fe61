"""Every persona of the demonstration × every page about a case × every visibility code.

Who should see what is written here by name, from the law and the roles, not computed by the code under test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.set_deputy import SetDeputy
from engine.commands.start_process import StartProcess
from engine.db import Base, Database
from engine.models import DeputyScope, HumanTask, Person, RoleAssignment, Unit
from engine.rules import Rule
from engine.run import Runner
from processes.demo import Persona, personas
from tests.engine.commands.diagrams import START, diagram, event, process, properties, user_task
from webapp.app import create_app
from webapp.demonstration import PASSWORD, load
from webapp.rules import REFUSALS
from webapp.settings import Settings
from webapp.wiring import create_runner

CODES = ("PUB", "ORG", "NMD", "LINE", "PAIR", "STAT", "CASE", "WB", "AUTHOR")
EVERYBODY = frozenset(persona.name for persona in personas())
ELECTED = frozenset({"Eva Norén", "Samir Nasser", "Ulla Bergman"})
AUDITOR = frozenset({"Bengt Stål"})
MANAGERS = frozenset({"Petra Öst", "Henrik Ström", "Astrid Lind"})
#: Stands in for Petra Öst, the head of the school, to read; and for Karin Dahl, who does the tasks, to do them.
READS_FOR_HEAD, DOES_FOR_CANDIDATE = "Leila Karimi", "Viktor Sund"
LEADING = MANAGERS | {READS_FOR_HEAD}
# The cases concern the school Hamnskolan of the committee FGN, and its employee Ali Rask.
READERS = {
    "PUB": EVERYBODY,
    "ORG": EVERYBODY - ELECTED,
    "NMD": AUDITOR | {"Henrik Ström", "Erik Sand", "Gunilla Moberg", "Samir Nasser"},
    "LINE": AUDITOR | LEADING | {"Nadia Berg", "Jonas Ek"},
    "PAIR": AUDITOR | {"Ali Rask", "Petra Öst"},
    "STAT": AUDITOR | LEADING | {"Sara Holm", "Omar Haddad"},
    "CASE": AUDITOR | {"Gunilla Moberg"},
    "WB": frozenset({"Omar Haddad"}),
    "AUTHOR": frozenset[str](),
}
#: The case around the notes is the line's; only in the whistle-blowing unit is it known that there is such a case.
CASE_READERS = READERS | {"AUTHOR": READERS["LINE"]}
FOLLOWERS = dict.fromkeys(CODES, READERS["STAT"]) | {"WB": READERS["WB"]}
CANDIDATE = "Karin Dahl"
NEVER_PASSED = ("WB", "AUTHOR")
#: What a page of refusal is headed, by its rule.
RULES = {rule: str(title) for rule, (title, _) in REFUSALS.items()}
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
    numbers: dict[str, int]


def _diagram(code: str, candidate: int, person: int, unit: str) -> bytes:
    tasks = [user_task("tell", f"person({candidate})", "secret"), user_task("wait", f"person({candidate})", None)]
    if code == "AUTHOR":  # which only what a person writes can have
        said = "<bpmn:extensionElements>" + properties({"yearwheel:visibility": code})
        tasks = [task.replace("<bpmn:extensionElements>", said) for task in tasks]
    return diagram(
        process(
            f"walk_{code}", START, *tasks, event("endEvent", "finish"),
            flows="begin>tell;tell>wait;wait>finish", visibility="LINE" if code == "AUTHOR" else code,
            unit=f'="{unit}"', person=f"={person}",
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
    _deputies(runner, {name: number or 0 for name, number in numbers.items()})
    yield Town(create_app(settings, runner), cases, {name: number or 0 for name, number in numbers.items()})
    runner.database.close()
    database.close()


def _deputies(runner: Runner, numbers: dict[str, int]) -> None:
    with runner.database.write() as session:
        handler = RoleAssignment(
            person_id=numbers["Omar Haddad"], role="whistleblowing-handler", unit_id="ALV", valid_from=date(2020, 1, 1)
        )
        session.add(handler)
    runner.run(RefreshPrincipals())
    with runner.read() as (_, clock):
        today = clock.today()
    for person, deputy, scope in (
        ("Petra Öst", READS_FOR_HEAD, DeputyScope.READ), (CANDIDATE, DOES_FOR_CANDIDATE, DeputyScope.DO),
        ("Bengt Stål", DOES_FOR_CANDIDATE, DeputyScope.READ),
    ):  # fmt: skip
        command = SetDeputy(
            actor=numbers[person], person_id=numbers[person], deputy_id=numbers[deputy], scopes=frozenset({scope}),
            valid_from=today, valid_to=today,
        )  # fmt: skip
        runner.run(command)


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


def _token(browser: FlaskClient, path: str = "/deputies/") -> str:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)
    assert token is not None
    return token[1]


def _sign_in(town: Town, email: str) -> FlaskClient:
    browser = town.app.test_client()
    fields = {"csrf_token": _token(browser, "/sign-in"), "email": email, "password": PASSWORD}
    assert browser.post("/sign-in", data=fields).status_code == 302
    return browser


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_a_persona_sees_what_the_codes_say_and_no_more(town: Town, persona: Persona) -> None:
    name = persona.name
    browser = _sign_in(town, persona.email)
    listed = browser.get("/cases/?search=Ärende").text
    waiting = browser.get("/tasks").text
    for code, case in town.cases.items():
        does = name == CANDIDATE or (name == DOES_FOR_CANDIDATE and code not in NEVER_PASSED)
        reads = name in READERS[code] or (name == CANDIDATE and code != "PAIR")
        knows = name in CASE_READERS[code] | FOLLOWERS[code] or does
        page = browser.get(f"/cases/{case.id}")
        assert page.status_code == (200 if knows else 404), (name, code)
        assert (SECRET in page.text) == reads, (name, code)
        assert (FIELD_SECRET in page.text) == (reads and name in READERS["PAIR"]), (name, code)
        assert (f"Ärende {code}" in listed) == knows, (name, code)
        assert browser.get(f"/cases/{case.id}/diagram.bpmn").status_code == (200 if knows else 404), (name, code)
        task = browser.get(f"/tasks/{case.task}")
        assert task.status_code == (200 if name in READERS[code] or does else 404), (name, code)
        assert (SECRET in task.text) == (reads and task.status_code == 200), (name, code)
        assert (str(case.task) in waiting) == does, (name, code)
        assert browser.get(f"/cases/{case.id}/cancel").status_code != 200 or name in ("Nadia Berg", "Jonas Ek")


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_pages_about_oneself_tell_nothing_of_others(town: Town, persona: Persona) -> None:
    name = persona.name
    browser = _sign_in(town, persona.email)
    concerned = {CANDIDATE, "Ali Rask"}  # who wrote it, and whom it is about
    for path in ("/deputies/", "/notices/", "/preferences", "/about-me/", "/about-me/download", "/cycle/", "/start/"):
        page = browser.get(path)
        assert page.status_code == 200, (name, path)
        told = _unpacked(page.data) if page.mimetype == "application/zip" else page.text
        page.close()
        for secret in (SECRET, FIELD_SECRET):
            assert secret not in told or (name in concerned and path.startswith("/about-me")), (name, path)
        assert "Ärende WB" not in told or name in READERS["WB"] | concerned, (name, path)


def _unpacked(archive: bytes) -> str:
    with ZipFile(BytesIO(archive)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_deputies_and_absence_are_for_the_person_and_the_manager(town: Town, persona: Persona) -> None:
    browser = _sign_in(town, persona.email)
    for whose, arranges, sees in (
        ("Ali Rask", {"Ali Rask", "Petra Öst"}, {CANDIDATE}),
        ("Petra Öst", {"Petra Öst"}, {CANDIDATE}),
    ):
        number = town.numbers[whose]
        page = browser.get(f"/deputies/{number}")
        assert page.status_code == (200 if persona.name in arranges | sees else 403), whose
        assert ("Lägg in frånvaro" in page.text) == (persona.name in arranges), whose
        if persona.name not in arranges | sees:
            assert RULES[Rule.LINE_ONLY] in page.text, "the refusal names its rule"
            form = {"csrf_token": _token(browser), "valid_from": "2026-03-02", "valid_to": "2026-03-02"}
            refused = browser.post(f"/deputies/{number}/absence", data=form)
            assert (refused.status_code, RULES[Rule.LINE_ONLY] in refused.text) == (403, True), whose


@pytest.mark.parametrize("persona", personas(), ids=lambda persona: persona.name)
def test_administration_is_for_the_administrator(town: Town, persona: Persona) -> None:
    browser = _sign_in(town, persona.email)
    for path in ("/admin/", "/admin/accounts", "/admin/definitions", "/admin/incidents", "/admin/outbox",
                 "/admin/webhooks"):  # fmt: skip
        page = browser.get(path)
        assert page.status_code == (200 if persona.name == "Karin Dahl" else 403), path
        assert page.status_code == 200 or RULES[Rule.ADMINISTRATORS_ONLY] in page.text, "the refusal names its rule"
        assert SECRET not in page.text, path
        assert FIELD_SECRET not in page.text, path


def test_strangers_are_sent_to_the_sign_in(town: Town) -> None:
    browser = town.app.test_client()
    case = town.cases["PUB"]
    for path in ("/", "/tasks", f"/tasks/{case.task}", "/cases/", f"/cases/{case.id}", "/cycle/", "/agreements/",
                 "/start/", "/admin/", "/deputies/", "/notices/", "/about-me/", "/preferences",
                 f"/cases/{case.id}/diagram.bpmn"):  # fmt: skip
        answer = browser.get(path)
        assert (answer.status_code, "/sign-in" in answer.headers.get("Location", "")) == (302, True), path
