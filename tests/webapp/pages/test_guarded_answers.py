"""A field under a visibility code, and what is worked out from it, on every page where a colleague without it looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.errors import InvalidDiagram
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import FILES, TRANSLATIONS, open_task
from tests.webapp.pages.people import CONTROLLER, OWNER, SECRETARY, TEACHER, Employee

SignIn = Callable[[Employee], Visitor]
LINE = {"yearwheel:visibility": "LINE"}
TOLD: dict[str, Any] = {
    "type": "expression", "id": "told", "key": "told", "label": "Högt sagt", "expression": "=upper case(note)",
}  # fmt: skip
OFFERED: dict[str, Any] = {
    "type": "select", "id": "offered", "key": "offered", "label": "Val", "valuesExpression": "=[upper case(note)]",
}  # fmt: skip


def deploy(runner: Runner, *components: dict[str, Any]) -> None:
    """The plan with more in its form."""
    form = json.loads((FILES / "plan.form.json").read_text(encoding="utf-8"))
    form["components"] += components
    files = {name: (FILES / name).read_bytes() for name in ("planning.bpmn", "planning-start.form.json")}
    files |= {"plan.form.json": json.dumps(form).encode(), "locale/en.json": TRANSLATIONS}
    runner.run(Deploy(name="planning", files=files))


def test_a_process_whose_form_would_tell_is_not_deployed(runner: Runner) -> None:
    with pytest.raises(InvalidDiagram) as caught:
        deploy(runner, TOLD)
    told = [(problem.element, problem.reason) for problem in caught.value.problems if not problem.warning]
    assert [reason for _element, reason in told] == ['It reads "note", which carries the visibility code LINE.']


def test_no_page_shows_a_colleague_what_is_kept_for_the_managers(sign_in: SignIn, runner: Runner) -> None:
    deploy(runner, {**TOLD, "properties": LINE}, {**OFFERED, "properties": LINE})
    tasks = []
    for year in ("2026", "2027"):
        case_id = runner.run(StartProcess(key="planning", actor=OWNER.id, posted={"subject": "skolan", "year": year}))
        tasks.append(open_task(runner, case_id))
    answers = {"summary": "Fler lärare", "note": "hemligt", "offered": "HEMLIGT"}
    runner.run(CompleteTask(task_id=tasks[0], actor=TEACHER.id, posted=answers))
    secretary = sign_in(SECRETARY)
    page = secretary.get(f"/tasks/{tasks[1]}").text
    refreshed = secretary.post(f"/tasks/{tasks[1]}/fields", {"summary": "Nytt", "_copy": "note"})
    assert refreshed.status_code == 200
    for text in (page, refreshed.text):
        assert "Fler lärare" in text
        assert "hemligt" not in text.lower()
    runner.run(CompleteTask(task_id=tasks[1], actor=TEACHER.id, posted={**answers, "summary": "Färre lärare"}))
    controller = sign_in(CONTROLLER)
    read = controller.get(f"/tasks/{open_task(runner, case_id)}").text
    assert "Färre" in read
    for words in ("hemligt", "högt sagt", "till chefen"):
        assert words not in read.lower()
    assert controller.post(f"/tasks/{tasks[1]}/fields").status_code == 404
