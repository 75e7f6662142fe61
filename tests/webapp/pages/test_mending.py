"""The administrator mends a case that has stopped, and lets cases and processes wait; the others are told."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase
from engine.models import Draft, HumanTask, Incident, ProcessDefinition, ProcessInstance, TaskStatus
from engine.run import Runner
from tests.engine.commands.diagrams import END, START, diagram, event, files, process, user_task
from tests.webapp.conftest import Visitor
from tests.webapp.pages.conftest import open_task
from tests.webapp.pages.people import ADMINISTRATOR, OWNER, SECRETARY, STRANGER, Employee

SignIn = Callable[[Employee], Visitor]
GATE = process(
    "gate", START, user_task("write", "person(2)"), event("exclusiveGateway", "which"),
    user_task("yes", "person(2)", None), user_task("no", "person(2)", None), END,
    flows='begin>write;write>which;which>yes[word = "yes"];which>no[word = 5];yes>finish;no>finish',
    title='="Ordet"', visibility="PUB",
)  # fmt: skip
MEETING = process(
    "meeting", START, event("parallelGateway", "fork"), user_task("here", "person(2)"), user_task("there", "person(2)"),
    event("parallelGateway", "meet"), user_task("after", 'if word = "x" then person(3) else person(2)', None), END,
    flows="begin>fork;fork>here;fork>there;here>meet;there>meet;meet>after;after>finish",
    title='="Mötet"', visibility="PUB",
)  # fmt: skip
TALK = GATE.replace('"gate', '"talk').replace('value="PUB"', 'value="PAIR"')


@pytest.fixture
def runner(runner: Runner) -> Runner:
    """With the diagrams of these tests."""
    drawn = {f"{n}.bpmn": diagram(each) for n, each in enumerate((GATE, MEETING, TALK))}
    runner.run(Deploy(name="mending", files={**drawn, "words.form.json": files()["words.form.json"]}))
    return runner


def stopped(runner: Runner, key: str = "gate", word: str = "hemligt") -> UUID:
    """A case that stands at its gateway."""
    case = runner.run(StartProcess(key=key, actor=OWNER.id))
    runner.run(CompleteTask(task_id=open_task(runner, case), actor=SECRETARY.id, posted={"word": word}))
    return case


def quarrel(runner: Runner) -> UUID:
    """A case whose branches have met and disagreed."""
    case = runner.run(StartProcess(key="meeting", actor=OWNER.id))
    for word in ("a", "b"):
        with runner.read() as (session, _):
            task = session.scalars(
                select(HumanTask.id).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
            ).first()
        assert task is not None
        runner.run(CompleteTask(task_id=task, actor=SECRETARY.id, posted={"word": word}))
    return case


def incident_of(runner: Runner) -> UUID:
    with runner.read() as (session, _):
        return session.scalars(select(Incident.id).where(Incident.resolved_at.is_(None))).one()


def elements_open(runner: Runner, case: UUID) -> list[str]:
    with runner.read() as (session, _):
        tasks = select(HumanTask.element_id).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
        return list(session.scalars(tasks))


def test_the_administrator_reads_mends_and_retries(sign_in: SignIn, runner: Runner) -> None:
    case = stopped(runner)
    ada = sign_in(ADMINISTRATOR)
    listed = ada.get("/admin/incidents").text
    assert "Ordet" in listed
    assert "gick inte att räkna ut" in listed
    page = ada.get(f"/admin/cases/{case}").text
    assert "no condition holds" in page
    assert 'href="#variable-word"' in page
    assert "hemligt" in page
    assert "&#34;which&#34;: &#34;stopped&#34;" in page

    failed = ada.post(f"/admin/incidents/{incident_of(runner)}/retry", follow_redirects=True).text
    assert "inte den här gången heller" in failed

    ada.get(f"/admin/cases/{case}/variables/word")
    faulty = ada.post(f"/admin/cases/{case}/variables/word", {"content": "[1,", "written": "json", "reason": ""})
    assert faulty.status_code == 422
    assert "rad 1, tecken 4" in faulty.text
    assert "Skriv varför det görs." in faulty.text
    assert "[1," in faulty.text
    fields = {"content": "5", "written": "json", "reason": "Fel ord"}
    assert "word är ändrad" in ada.post(f"/admin/cases/{case}/variables/word", fields, follow_redirects=True).text
    retried = ada.post(f"/admin/incidents/{incident_of(runner)}/retry", follow_redirects=True).text
    assert "Ärendet går vidare." in retried
    assert elements_open(runner, case) == ["no"]


def test_a_text_is_kept_as_it_stands(sign_in: SignIn, runner: Runner) -> None:
    case = stopped(runner)
    ada = sign_in(ADMINISTRATOR)
    ada.get(f"/admin/cases/{case}/variables/word")
    odd = ' "[<b>5'
    ada.post(f"/admin/cases/{case}/variables/word", {"content": odd, "written": "text", "reason": "Prov"})
    page = ada.get(f"/admin/cases/{case}/variables/word").text
    assert "<b>5" not in page
    assert re.search(r"<textarea[^>]*>\n &#34;\[&lt;b&gt;5</textarea>", page)


def test_what_employee_and_manager_say_is_not_shown_to_administrators(sign_in: SignIn, runner: Runner) -> None:
    case = stopped(runner, "talk")
    ada = sign_in(ADMINISTRATOR)
    page = ada.get(f"/admin/cases/{case}").text
    assert "hemligt" not in page
    assert "no condition holds" not in page
    assert "text, visas inte" in page
    assert ada.get(f"/admin/cases/{case}/variables/word").status_code == 404
    ada.get(f"/admin/cases/{case}")
    fields = {"content": "yes", "written": "text", "reason": "x"}
    assert ada.post(f"/admin/cases/{case}/variables/word", fields).status_code == 404


def test_nobody_else_opens_or_changes_anything(sign_in: SignIn, runner: Runner) -> None:
    case, owner = stopped(runner), sign_in(OWNER)
    owner.get("/tasks")
    for path in (
        f"cases/{case}",
        f"cases/{case}/variables/word",
        f"cases/{case}/diagram.bpmn",
        "definitions/gate/suspend",
    ):
        assert owner.get(f"/admin/{path}").status_code == 403, path
    owner.get("/tasks")
    for path in (
        f"cases/{case}/variables/word", f"cases/{case}/suspend", f"cases/{case}/resume", "definitions/gate/suspend",
        "definitions/gate/resume", f"incidents/{incident_of(runner)}/acknowledge",
    ):  # fmt: skip
        assert owner.post(f"/admin/{path}", {"reason": "x"}).status_code == 403, path


def test_the_readers_of_a_case_are_told_that_it_has_stopped(sign_in: SignIn, runner: Runner) -> None:
    page = sign_in(SECRETARY).get(f"/cases/{stopped(runner)}").text
    assert "Ärendet har stannat vid ”which”" in page
    assert "Har stannat" in page[page.index("Stegen i ordning") :]
    assert "no condition holds" not in page


def test_a_disagreement_is_told_and_the_process_owner_has_read_it(sign_in: SignIn, runner: Runner) -> None:
    case = quarrel(runner)
    told = sign_in(SECRETARY).get(f"/cases/{case}").text
    assert "Olika uppgifter möttes vid ”meet”" in told
    assert "<code>word</code>" in told
    assert "Markera som läst" not in told
    owner = sign_in(OWNER)
    assert "Markera som läst" in owner.get(f"/cases/{case}").text
    owner.post(f"/cases/{case}/incidents/{incident_of(runner)}/acknowledge")
    assert "Olika uppgifter" not in owner.get(f"/cases/{case}").text
    assert "Läste att något behövde bedömas" in owner.get(f"/cases/{case}").text


def test_pausing_and_resuming_a_case(sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID) -> None:
    ada, siv = sign_in(ADMINISTRATOR), sign_in(SECRETARY)
    ada.get(f"/admin/cases/{case_id}")
    assert ada.post(f"/admin/cases/{case_id}/suspend", {"reason": " "}).status_code == 422
    ada.post(f"/admin/cases/{case_id}/suspend", {"reason": "Vi utreder"})
    assert "Vi utreder" in siv.get(f"/cases/{case_id}").text
    assert "pausad" in siv.get("/tasks").text
    assert "Ärendet är pausat sedan" in siv.get(f"/tasks/{task_id}").text

    refused = siv.post(f"/tasks/{task_id}", {"summary": "Fler lärare", "do": "complete"})
    assert refused.status_code == 409
    assert "sparat som utkast" in refused.text
    with runner.read() as (session, _):
        assert session.scalars(select(Draft.answers)).one()["summary"] == "Fler lärare"
    assert "Fler lärare" in siv.get(f"/tasks/{task_id}").text

    ada.get(f"/admin/cases/{case_id}")
    ada.post(f"/admin/cases/{case_id}/resume")
    assert siv.post(f"/tasks/{task_id}", {"summary": "Fler lärare", "do": "complete"}).status_code == 302


def test_an_incident_of_a_paused_case_waits(sign_in: SignIn, runner: Runner) -> None:
    case = stopped(runner)
    runner.run(SuspendCase(instance_id=case, actor=ADMINISTRATOR.id, reason="Vänta"))
    ada = sign_in(ADMINISTRATOR)
    assert "Återuppta ärendet först" in ada.get(f"/admin/cases/{case}").text
    assert ada.post(f"/admin/incidents/{incident_of(runner)}/retry").status_code == 409


def test_pausing_and_resuming_a_process(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    ada, owner = sign_in(ADMINISTRATOR), sign_in(OWNER)
    ada.get("/admin/definitions/planning/suspend")
    assert ada.post("/admin/definitions/planning/suspend", {"reason": ""}).status_code == 422
    said = ada.post("/admin/definitions/planning/suspend", {"reason": "Ny mall"}, follow_redirects=True).text
    assert "1 pågående ärende väntar." in said
    owner.get("/start/")
    refused = owner.post("/start/planning", {"subject": "skolan", "year": "2027"})
    assert refused.status_code == 409
    said = ada.post("/admin/definitions/planning/resume", follow_redirects=True).text
    assert "1 ärende går vidare." in said
    with runner.read() as (session, _):
        assert session.get_one(ProcessInstance, case_id).suspended_at is None
        assert set(session.scalars(select(ProcessDefinition.suspended_at))) == {None}
    assert ada.get("/admin/definitions/unknown/suspend").status_code == 404


def test_a_task_whose_form_is_missing_says_so_and_tells_the_administrator(
    sign_in: SignIn, runner: Runner, case_id: UUID, task_id: UUID
) -> None:
    assert case_id
    with runner.database.write() as session:
        other = select(ProcessDefinition.id).where(ProcessDefinition.key == "gate").scalar_subquery()
        session.query(ProcessInstance).update({"definition_id": other})
    siv = sign_in(SECRETARY)
    with runner.database.write() as session:
        row = session.query(HumanTask).one()
        row.element_id = "write"
    page = siv.get(f"/tasks/{task_id}")
    assert page.status_code == 409
    assert "formulär saknas" in page.text
    assert "formulär saknas" in sign_in(ADMINISTRATOR).get("/admin/incidents").text


def test_status_followers_hear_of_no_variable(sign_in: SignIn, runner: Runner, case_id: UUID) -> None:
    with runner.database.write() as session:
        session.add(
            Incident(instance_id=case_id, element_id="write", code="merge-conflict", message="x", names=["salary"],
                     raised_at=session.get_one(ProcessInstance, case_id).started_at)
        )  # fmt: skip
    assert "salary" not in sign_in(STRANGER).get(f"/cases/{case_id}").text
    assert "salary" in sign_in(SECRETARY).get(f"/cases/{case_id}").text
