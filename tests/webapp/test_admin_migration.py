"""The administrator looks at what becomes of cases in another version, and moves them."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.deploy import Deploy
from engine.commands.publish_message import PublishMessage
from engine.models import HistoryEvent, ProcessInstance
from engine.run import Runner
from tests.engine.commands.diagrams import END, diagram, process, user_task
from tests.engine.commands.event_diagrams import NAMES, message_event, timer_event
from tests.webapp.conftest import Visitor
from webapp.worker import Worker

KEY, PAGE = "told", "/admin/definitions/told/migrate"
BEGIN = message_event("startEvent", "begin", "news")


def deploy(runner: Runner, *elements: str, flows: str) -> None:
    runner.run(Deploy(name=KEY, files={"told.bpmn": diagram(NAMES, process(KEY, BEGIN, *elements, END, flows=flows))}))


def start(runner: Runner) -> UUID:
    before = set(cases(runner))
    runner.run(PublishMessage(name="news", key=None, variables={}))
    Worker(runner, lambda _: 0).tick()
    [case] = set(cases(runner)) - before
    return case


def cases(runner: Runner) -> list[UUID]:
    with runner.read() as (session, _):
        return list(session.scalars(select(ProcessInstance.id)))


def pause(name: str) -> str:
    return timer_event("intermediateCatchEvent", name, "P1D")


@pytest.fixture
def case(runner: Runner) -> UUID:
    """A case that waits where the second version has something else."""
    deploy(runner, pause("wait"), user_task("after", form=None), flows="begin>wait;wait>after;after>finish")
    found = start(runner)
    deploy(runner, pause("rest"), user_task("after", form=None), flows="begin>rest;rest>after;after>finish")
    return found


def test_administrators_alone_see_and_do_it(bo: Visitor, case: UUID) -> None:
    assert bo.get(PAGE).status_code == 403
    bo.get("/password")
    assert bo.post(PAGE, {"from": 1, "to": 2, "reason": "x"}).status_code == 403


def test_what_stands_in_the_way_is_told_and_mended_by_a_choice(ada: Visitor, runner: Runner, case: UUID) -> None:
    page = ada.get(PAGE).text
    assert "0 av 1 ärenden kan flyttas" in page
    assert "steget finns inte i den nya versionen" in page
    assert '<option value="rest">' in page
    assert 'name="reason"' not in page
    page = ada.get(f"{PAGE}?from=1&to=2&map.wait=rest").text
    assert "1 ärende kan flyttas" in page
    assert "”wait” blir ”rest”" in page
    fields = {"from": 1, "to": 2, "map.wait": "rest"}
    again = ada.post(PAGE, fields)
    assert (again.status_code, "Skriv varför det görs" in again.text) == (422, True)
    assert ada.post(PAGE, {**fields, "reason": "Ritat om"}).status_code == 302
    assert "1 ärende är flyttat." in ada.get(PAGE).text
    with runner.read() as (session, _):
        link = session.scalars(select(HistoryEvent).where(HistoryEvent.action == "migrated")).one()
        assert (link.details["mapping"], link.details["reason"]) == ({"wait": "rest"}, "Ritat om")


def test_what_cannot_move_stays_and_is_told_after(ada: Visitor, runner: Runner, case: UUID) -> None:
    deploy(runner, user_task("after", form=None), flows="begin>after;after>finish")
    page = ada.get(f"{PAGE}?from=1&to=3").text
    assert "Den nya versionen har ingenting av samma slag." in page
    ada.post(PAGE, {"from": 1, "to": 3, "reason": "x"})
    page = ada.get(f"{PAGE}?from=1&to=3").text
    assert "0 ärenden är flyttade. 1 ärende står kvar" in page


def test_one_case_alone_can_be_moved(ada: Visitor, runner: Runner, case: UUID) -> None:
    deploy(runner, pause("rest"), flows="begin>rest;rest>finish")
    one, other = start(runner), start(runner)
    deploy(runner, pause("rest"), user_task("check", form=None), flows="begin>rest;rest>check;check>finish")
    page = ada.get(f"{PAGE}?from=3&case={one}").text
    assert "1 ärende kan flyttas" in page
    assert f'name="case" value="{one}"' in page
    ada.post(PAGE, {"from": 3, "to": 4, "case": one, "reason": "x"})
    with runner.read() as (session, _):
        versions = dict(session.execute(select(ProcessInstance.id, ProcessInstance.definition_id)).all())
    assert versions[one] not in (versions[other], versions[case])


def test_a_case_that_cannot_be_read_moves_no_other(ada: Visitor, runner: Runner, case: UUID) -> None:
    fields = {"from": 1, "to": 2, "map.wait": "rest", "reason": "x"}
    ada.get(PAGE)
    for odd in ("x", "", f"{case}x"):
        assert ada.get(f"{PAGE}?case={odd}").status_code == 400
        assert ada.post(PAGE, {**fields, "case": odd}).status_code == 400
    with runner.read() as (session, _):
        assert session.scalars(select(HistoryEvent).where(HistoryEvent.action == "migrated")).all() == []
    assert ada.post(PAGE, {**fields, "case": str(case)}).status_code == 302


def test_odd_addresses_are_taken_calmly(ada: Visitor, runner: Runner, case: UUID) -> None:
    for odd in ("from=9&to=x&map.wait=gone&map.none=rest&page=99", "from=2&to=2", "map.=", "from=2&to=1"):
        assert ada.get(f"{PAGE}?{odd}").status_code == 200, odd
    assert ada.get("/admin/definitions/nothing/migrate").status_code == 404
    assert "Välj två olika versioner" in ada.get(f"{PAGE}?from=2&to=2").text
    assert "Inga pågående ärenden på version 2" in ada.get(f"{PAGE}?from=2&to=1").text


def test_the_way_there_leads_from_processes_and_from_a_case(ada: Visitor, case: UUID) -> None:
    assert f'href="{PAGE}?from=1"' in ada.get("/admin/definitions").text
    [there] = re.findall(r'href="(/admin/definitions/told/migrate[^"]*)"', ada.get(f"/admin/cases/{case}").text)
    assert f"case={case}" in there
    assert "kan inte flyttas" in ada.get(there.replace("&amp;", "&")).text


def test_the_page_speaks_english_too(ada: Visitor, case: UUID) -> None:
    ada.get("/password")
    ada.post("/language", {"locale": "en", "next": PAGE})
    page = ada.get(f"{PAGE}?map.wait=rest").text
    assert "“wait” becomes “rest”" in page
    assert "Move 1 case to version 2" in page
