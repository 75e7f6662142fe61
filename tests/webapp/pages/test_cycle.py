"""The matrix of a budget year, as its page shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from engine.commands.cancel_process import CancelProcess
from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.start_process import StartProcess
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import FILES, ZONE, open_task
from tests.webapp.pages.people import CONTROLLER, OWNER, SECRETARY, STRANGER, Employee

SignIn = Callable[[Employee], Visitor]


def test_a_year_that_has_not_begun_says_so(sign_in: SignIn) -> None:
    page = sign_in(SECRETARY).get("/cycle/").text
    assert "Budgetarbetet för 2027 har inte startat" in page
    assert "31 oktober 2026" in page


def test_the_newest_year_is_shown_with_its_steps(sign_in: SignIn, case_id: UUID) -> None:
    page = sign_in(SECRETARY).get("/cycle/").text
    assert "Årshjulet: budget 2027" in page
    assert "Pågår" in page
    assert "senast 10 mars 2026" in page
    assert "Inte påbörjat" in page
    assert f'href="/cases/{case_id}"' in page


def test_a_late_step_is_told_in_words_and_by_a_symbol(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 12, 8, tzinfo=ZONE)))
    assert '<span class="yw-symbol" aria-hidden="true">!</span> Försenat' in sign_in(SECRETARY).get("/cycle/").text


def test_the_law_counts_down_and_tells_what_has_passed(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    page = secretary.get("/cycle/").text
    assert "243 dagar kvar" in page
    assert "planeras till 30 oktober 2026" in page
    assert "KL 11:10" in page
    runner.run(MoveBusinessTime(at=datetime(2026, 11, 3, 8, tzinfo=ZONE)))
    page = sign_in(SECRETARY).get("/cycle/").text
    assert "passerades för 3 dagar sedan" in page


def test_the_dates_that_cases_keep_stand_instead_of_those_of_the_year(sign_in: SignIn, runner: Runner) -> None:
    deploy_with_law(runner)
    case_id = runner.run(StartProcess(key="planning", actor=OWNER.id, posted={"subject": "skolan", "year": "2027"}))
    page = sign_in(SECRETARY).get("/cycle/")
    law = page.text.partition('aria-labelledby="centre"')[0]
    assert "31 oktober 2026" in law
    assert "planeras till 30 oktober 2026" in law
    assert "helgen kan flytta sista dagen till 2 november 2026" in law
    assert f'href="/cases/{case_id}">Granska planen</a>' in law
    assert "Kommunstyrelsens budgetförslag" not in law  # KL 11:8 is the case's
    assert law.count("KL 11:8") == 1
    assert "KL 11:10" in law  # which no case keeps

    runner.run(MoveBusinessTime(at=datetime(2026, 11, 3, 8, tzinfo=ZONE)))
    law = sign_in(SECRETARY).get("/cycle/").text.partition('aria-labelledby="centre"')[0]
    assert '<span class="yw-symbol" aria-hidden="true">!</span> passerades för 3 dagar sedan' in law

    for actor, posted in ((SECRETARY, {"summary": "klar"}), (CONTROLLER, {})):
        runner.run(CompleteTask(task_id=open_task(runner, case_id), actor=actor.id, posted=posted))
    law = sign_in(SECRETARY).get("/cycle/").text.partition('aria-labelledby="centre"')[0]
    assert "Klart 3 november 2026, efter sista dagen" in law


def test_a_cancelled_case_keeps_no_date(sign_in: SignIn, runner: Runner) -> None:
    deploy_with_law(runner)
    case_id = runner.run(StartProcess(key="planning", actor=OWNER.id, posted={"subject": "skolan", "year": "2027"}))
    runner.run(CancelProcess(instance_id=case_id, actor=OWNER.id, reason="fel år"))
    page = sign_in(SECRETARY).get("/cycle/?year=2027").text
    assert "Granska planen" not in page
    assert "Kommunstyrelsens budgetförslag" in page


def deploy_with_law(runner: Runner) -> None:
    """The plan, with a day by which it has to be checked."""
    names = ("planning.bpmn", "planning-start.form.json", "plan.form.json")
    files = {name: (FILES / name).read_bytes() for name in names}
    step = b'<zeebe:property name="yearwheel:step" value="4b"/>'
    law = b"""<zeebe:property name="yearwheel:statutory-date" value="=date(year - 1, 10, 31)"/>
        <zeebe:property name="yearwheel:statute" value="KL 11:8"/>"""
    files["planning.bpmn"] = files["planning.bpmn"].replace(step, step + law)
    runner.run(Deploy(name="planning", files=files))


def test_any_year_may_be_asked_for(sign_in: SignIn, case_id: UUID) -> None:
    stranger = sign_in(STRANGER)
    assert "har inte startat" in stranger.get("/cycle/?year=2031").text
    assert stranger.get("/cycle/?year=999999").status_code == 200
    assert stranger.get("/cycle/?year=x").status_code == 200
