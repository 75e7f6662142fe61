"""The list of cases, one case, its diagram and history, cancelling it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from uuid import UUID

from engine.commands.complete_task import CompleteTask
from engine.commands.move_business_time import MoveBusinessTime
from engine.models import HistoryEvent, InstanceStatus, ProcessInstance
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import FILES, ZONE
from tests.webapp.pages.people import CONTROLLER, OWNER, SECRETARY, STRANGER, TEACHER, Employee

SignIn = Callable[[Employee], Visitor]
MARKS = re.compile(r'data-marks="([^"]*)"')


def write_plan(runner: Runner, task_id: UUID) -> None:
    posted = {"summary": "Fler lärare", "note": "Bara för chefen"}
    runner.run(CompleteTask(task_id=task_id, actor=SECRETARY.id, posted=posted))


def marks(page: str) -> dict[str, str]:
    found = MARKS.search(page)
    assert found is not None
    parsed: dict[str, str] = json.loads(unescape(found[1]))
    return parsed


def test_the_list_is_searched_and_filtered(sign_in: SignIn, case_id: UUID) -> None:
    owner = sign_in(OWNER)
    for query, found in (
        ("", True), ("search=SKOLAN", True), ("search=simhall", False), ("process=planning", True),
        ("process=other", False), ("year=2027", True), ("year=2026", False), ("unit=FGN", True), ("unit=SN", False),
        ("status=running", True), ("status=completed", False), ("status=nonsense", True), ("page=99", True),
    ):  # fmt: skip
        assert ("Plan för skolan" in owner.get(f"/cases/?{query}").text) is found, query


def test_odd_arguments_are_taken_calmly(sign_in: SignIn, case_id: UUID) -> None:
    owner = sign_in(OWNER)
    odd = "search=%00%25_'&year=99999999999999999999&page=99999999999999999999&unit=%00&process=%F0%9F%8E%A1&parent=x"
    for address in ("/cases/", "/tasks", "/cycle/", "/agreements/"):
        assert owner.get(f"{address}?{odd}").status_code == 200, address


def test_the_list_offers_what_there_is_to_choose(sign_in: SignIn, case_id: UUID) -> None:
    page = sign_in(OWNER).get("/cases/?year=2027").text
    assert '<option value="planning">Verksamhetsplan</option>' in page
    assert '<option value="2027" selected>2027</option>' in page
    assert '<option value="SN">Socialnämnden</option>' in page


def test_an_unknown_case_is_not_found(sign_in: SignIn) -> None:
    assert sign_in(OWNER).get("/cases/00000000-0000-7000-8000-000000000000").status_code == 404


def test_a_case_shows_its_steps_in_words_and_in_the_drawing(
    sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID
) -> None:
    write_plan(runner, task_id)
    page = sign_in(CONTROLLER).get(f"/cases/{case_id}").text
    assert marks(page) == {"write": "done", "check": "active"}
    steps = page[page.index("Stegen i ordning") :]
    assert steps.index("Skriv planen") < steps.index("Granska planen")
    assert "Siv Berg, " in steps
    assert "Controller, Skolnämnden" in steps


def test_an_overdue_step_is_late_in_words_and_in_the_drawing(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 12, 8, tzinfo=ZONE)))
    page = sign_in(CONTROLLER).get(f"/cases/{case_id}").text
    assert marks(page) == {"write": "late"}
    assert "försenat" in page
    assert "2 dagar försenad" in page


def test_readers_see_answers_but_not_the_fields_of_others(
    sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID
) -> None:
    write_plan(runner, task_id)
    controller = sign_in(CONTROLLER).get(f"/cases/{case_id}").text
    assert "Fler lärare" in controller
    assert "Bara för chefen" not in controller
    assert "Bara för chefen" in sign_in(SECRETARY).get(f"/cases/{case_id}").text


def test_who_follows_the_status_sees_no_answer_no_name_and_no_history(
    sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID
) -> None:
    write_plan(runner, task_id)
    page = sign_in(STRANGER).get(f"/cases/{case_id}").text
    assert "Granska planen" in page
    assert "Klart" in page
    for secret in ("Fler lärare", "Siv Berg", "Kurt Alm", "Historik", "Så startade ärendet"):
        assert secret not in page


def test_a_whole_history_is_said_to_be_whole(sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID) -> None:
    write_plan(runner, task_id)
    page = sign_in(CONTROLLER).get(f"/cases/{case_id}").text
    assert "Historiken är kontrollerad och oförändrad" in page
    assert "Slutförde: Skriv planen" in page


def test_a_changed_history_is_told(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    with runner.database.write() as session:
        session.query(HistoryEvent).filter_by(instance_id=case_id, seq=1).update({"actor_id": STRANGER.id})
    assert "Historiken stämmer inte" in sign_in(CONTROLLER).get(f"/cases/{case_id}").text


def test_the_diagram_is_the_deployed_file(sign_in: SignIn, case_id: UUID) -> None:
    response = sign_in(CONTROLLER).get(f"/cases/{case_id}/diagram.bpmn")
    assert response.data == (FILES / "planning.bpmn").read_bytes()
    assert response.mimetype == "application/xml"


def test_only_the_page_with_the_diagram_relaxes_the_policy(sign_in: SignIn, case_id: UUID) -> None:
    controller = sign_in(CONTROLLER)
    assert "style-src-attr 'unsafe-inline'" in controller.get(f"/cases/{case_id}").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in controller.get("/cases/").headers["Content-Security-Policy"]


def test_the_process_owner_cancels_with_a_reason(sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID) -> None:
    owner = sign_in(OWNER)
    assert "Avbryt ärendet …" in owner.get(f"/cases/{case_id}").text
    assert "Det går inte att ångra" in owner.get(f"/cases/{case_id}/cancel").text
    blank = owner.post(f"/cases/{case_id}/cancel", {"reason": "  "})
    assert blank.status_code == 422
    assert "Skriv varför" in blank.text
    page = owner.post(f"/cases/{case_id}/cancel", {"reason": "Startades dubbelt"}, follow_redirects=True).text
    assert "avbrutet" in page
    with runner.read() as (session, _clock):
        assert session.get_one(ProcessInstance, case_id).status == InstanceStatus.CANCELLED
    assert "Startades dubbelt" in sign_in(CONTROLLER).get(f"/cases/{case_id}").text
    assert owner.get(f"/cases/{case_id}/cancel").status_code == 403


def test_others_may_not_cancel(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    assert "Avbryt ärendet" not in secretary.get(f"/cases/{case_id}").text
    assert secretary.get(f"/cases/{case_id}/cancel").status_code == 403
    assert secretary.post(f"/cases/{case_id}/cancel", {"reason": "nej"}).status_code == 403
    with runner.read() as (session, _clock):
        assert session.get_one(ProcessInstance, case_id).status == InstanceStatus.RUNNING


def test_a_case_says_what_waits_for_the_reader(sign_in: SignIn, case_id: UUID, task_id: UUID) -> None:
    assert f'href="/tasks/{task_id}"' in sign_in(TEACHER).get(f"/cases/{case_id}").text
    assert f'href="/tasks/{task_id}"' not in sign_in(CONTROLLER).get(f"/cases/{case_id}").text
