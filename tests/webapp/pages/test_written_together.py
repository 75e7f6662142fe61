"""A form that several fill in, and a draft that has outlived its form: pages and buttons, without a script."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.deploy import Deploy
from engine.commands.migrate_process import MigrateProcess
from engine.commands.start_process import StartProcess
from engine.models import Draft, ProcessDefinition, Submission
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import open_task
from tests.webapp.pages.people import CONTROLLER, OWNER, SECRETARY, STRANGER, TEACHER, Employee

SignIn = Callable[[Employee], Visitor]
HERE = Path(__file__).parent
BOX = {"id": "sure", "type": "checkbox", "key": "sure", "label": "Säkert"}


def deploy(runner: Runner, *, shared: bool, without: str = "") -> None:
    """The plan as its next version. without: the key of a field that the form no longer has."""
    form = json.loads((HERE / "plan.form.json").read_text())
    form["components"] = [each for each in form["components"] if each.get("key", each["id"]) != without] + [BOX]
    drawn = (HERE / "planning.bpmn").read_text()
    if shared:
        step = '<zeebe:property name="yearwheel:step" value="4a"/>'
        drawn = drawn.replace(step, step + '<zeebe:property name="yearwheel:shared-draft" value="true"/>')
    files = {
        "planning.bpmn": drawn.encode(),
        "plan.form.json": json.dumps(form).encode(),
        "planning-start.form.json": (HERE / "planning-start.form.json").read_bytes(),
    }
    runner.run(Deploy(name=f"planning {shared} {without}", files=files))


def begin(runner: Runner, *, shared: bool) -> UUID:
    deploy(runner, shared=shared)
    return open_task(
        runner, runner.run(StartProcess(key="planning", actor=OWNER.id, posted={"subject": "skolan", "year": "2027"}))
    )


def move(runner: Runner) -> None:
    """All cases to the newest version of the process."""
    with runner.read() as (session, _clock):
        found = select(ProcessDefinition.id).where(ProcessDefinition.key == "planning")
        *_, old, new = session.scalars(found.order_by(ProcessDefinition.version)).all()
    assert runner.run(MigrateProcess(from_id=old, to_id=new, actor=None)).moved == 1


def seen(page: str) -> str:
    return page.split('name="_seen" value="')[1].split('"')[0]


@pytest.mark.parametrize("shared", [False, True])
def test_what_stood_in_a_field_that_fell_away_is_kept_and_shown(
    sign_in: SignIn, runner: Runner, *, shared: bool
) -> None:
    task = begin(runner, shared=shared)
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task}")
    secretary.post(f"/tasks/{task}", {"summary": "Läsning", "note": "Tänk på skolskjutsen", "do": "draft"})
    assert "Formuläret har ändrats" not in secretary.get(f"/tasks/{task}").text
    deploy(runner, shared=shared, without="note")
    move(runner)
    for _ in range(2):
        page = secretary.get(f"/tasks/{task}").text
        assert "Formuläret har ändrats sedan du började" in page
        assert "Tänk på skolskjutsen" in page
        assert "Läsning" in page
        secretary.post(f"/tasks/{task}/draft", {"summary": "Läsning", "_seen": "0"})
    assert "Tänk på skolskjutsen" not in sign_in(STRANGER).get(f"/tasks/{task}").text
    secretary.get(f"/tasks/{task}")
    done = secretary.post(f"/tasks/{task}", {"summary": "Läsning", "_seen": "9", "goals.0.goal": "x", "do": "complete"})
    assert done.status_code == 302, done.text
    with runner.read() as (session, _clock):
        answers = session.scalars(select(Submission.answers).where(Submission.task_id == task)).one()
        assert session.scalars(select(Draft)).all() == []
    assert answers is not None
    assert "note" not in answers


def test_a_box_that_one_has_ticked_is_unticked_by_another(sign_in: SignIn, runner: Runner) -> None:
    task = begin(runner, shared=True)
    secretary, teacher = sign_in(SECRETARY), sign_in(TEACHER)
    secretary.get(f"/tasks/{task}")
    secretary.post(f"/tasks/{task}", {"summary": "Läsning", "sure": "true", "_seen": "0", "do": "draft"})
    page = teacher.get(f"/tasks/{task}").text
    assert "checked" in page
    teacher.post(f"/tasks/{task}", {"summary": "Läsning", "_seen": seen(page), "do": "draft"})
    assert "checked" not in secretary.get(f"/tasks/{task}").text


def test_nobody_sends_what_has_not_stood_on_the_page(sign_in: SignIn, runner: Runner) -> None:
    task = begin(runner, shared=True)
    secretary, teacher = sign_in(SECRETARY), sign_in(TEACHER)
    mine: dict[str, Any] = {"summary": "Läsning", "goals.0.goal": "x", "do": "complete"}
    old = seen(teacher.get(f"/tasks/{task}").text)
    secretary.get(f"/tasks/{task}")
    secretary.post(f"/tasks/{task}", {"summary": "Annat", "_seen": "0", "do": "draft"})
    assert teacher.post(f"/tasks/{task}", mine | {"_seen": old}).location.endswith(f"/tasks/{task}")
    page = teacher.get(f"/tasks/{task}").text
    assert "Någon annan har skrivit i formuläret" in page
    assert "Två har skrivit i samma fält" in page
    assert "Annat" in page
    teacher.post(f"/tasks/{task}/settle")
    page = teacher.get(f"/tasks/{task}").text
    assert teacher.post(f"/tasks/{task}", mine | {"_seen": seen(page)}).location.endswith("/next")


@pytest.mark.parametrize("address", ["fields", "draft", "settle", "withdraw"])
def test_who_may_not_do_the_task_learns_and_changes_nothing(sign_in: SignIn, runner: Runner, address: str) -> None:
    task = begin(runner, shared=True)
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task}")
    secretary.post(f"/tasks/{task}/draft", {"summary": "Hemligt än", "_seen": "0"})
    for person in (STRANGER, CONTROLLER):
        visitor = sign_in(person)
        visitor.get("/tasks")
        answer = visitor.post(f"/tasks/{task}/{address}", {"summary": "Fel person", "_seen": "0"})
        assert "Hemligt än" not in answer.text
        assert answer.status_code in (200, 403, 404)
        if address != "fields":
            assert answer.status_code != 200
    assert "Hemligt än" in secretary.get(f"/tasks/{task}").text
    forged = secretary.client.post(f"/tasks/{task}/{address}", data={"summary": "Smidd", "csrf_token": ""})
    assert forged.status_code == 400
    assert "Smidd" not in secretary.get(f"/tasks/{task}").text
