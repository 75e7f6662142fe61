"""Weeding as an administrator sees it, and at the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.clock import system_now
from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.commands.weed_logs import LOG_DAYS
from engine.db import Database
from engine.models import Notice, ProcessInstance, SignInAttempt, Submission, Weeding
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, Tasks, make_runner
from tests.engine.commands.conftest import OWNER as STARTER
from tests.engine.commands.diagrams import END, START, diagram, files, process, user_task
from tests.engine.commands.steps import open_task, travel
from tests.webapp.conftest import BO, Visitor
from tests.webapp.test_cli_incidents import Operator
from webapp.migrate import head

SECRET = "hemlig-vendela"
SOURCE = "Informationshanteringsplan § 12"
DECIDED = {"retention": "P2Y", "retention_source": SOURCE}
YEARS = timedelta(days=2 * 366)


def drawn(*, person: int, starter: str) -> dict[str, bytes]:
    letter = process("letter", START, user_task("write", f"person({person})"), END, flows="begin>write;write>finish",
                     title='="Brev till Vendela"', starters=f"={starter}", **DECIDED)  # fmt: skip
    talk = process("talk", START, user_task("write", f"person({person})"), END, flows="begin>write;write>finish",
                   title='="Samtal med Vendela"', starters=f"={starter}", visibility="PAIR", person="=2",
                   **DECIDED)  # fmt: skip
    kept = process("kept", START, user_task("write"), END, flows="begin>write;write>finish", retention="preserve")
    open_ = process("undecided", START, user_task("write"), END, flows="begin>write;write>finish")
    return {"a.bpmn": diagram(letter), "b.bpmn": diagram(talk), "c.bpmn": diagram(kept), "d.bpmn": diagram(open_),
            "w.form.json": files()["words.form.json"]}  # fmt: skip


def ended(runner: Runner, key: str, person: int, starter: int) -> UUID:
    """A case that ended long ago."""
    case = runner.run(StartProcess(key=key, actor=starter))
    runner.run(CompleteTask(task_id=open_task(runner, case, "write"), actor=person, posted={"word": SECRET}))
    return case


@pytest.fixture
def archive(runner: Runner) -> Runner:
    """One letter and one talk that are due."""
    runner.run(Deploy(name="archive", files=drawn(person=BO, starter=f"person({BO})")))
    for key in ("letter", "talk"):
        ended(runner, key, BO, BO)
    travel(runner, YEARS)
    return runner


def test_the_page_says_what_has_been_decided_and_what_is_due(archive: Runner, ada: Visitor) -> None:
    page = ada.get("/admin/retention").text
    assert page.count("Gallras 2 år efter att ärendet avslutades") == 2
    assert "Bevaras" in page
    assert "Inget beslut: bevaras tills vidare" in page
    assert page.count(SOURCE) == 2
    assert "Ingenting har gallrats ännu" in page


def test_the_list_names_no_case_that_is_confidential(archive: Runner, ada: Visitor) -> None:
    assert "Brev till Vendela" in ada.get("/admin/retention/letter").text
    page = ada.get("/admin/retention/talk").text
    assert "Vendela" not in page
    assert "Rubriken visas inte" in page


def test_nothing_goes_until_it_is_confirmed(archive: Runner, ada: Visitor) -> None:
    ada.get("/admin/retention/letter")
    answer = ada.post("/admin/retention/letter")
    assert answer.status_code == 422
    assert "Bekräfta att ärendena ska gallras" in answer.text
    assert SECRET in answers(archive)


def answers(runner: Runner) -> str:
    with runner.read() as (session, _):
        return repr(session.scalars(select(Submission.answers).order_by(Submission.id)).all())


def test_weeding_is_done_and_proved(archive: Runner, ada: Visitor) -> None:
    ada.get("/admin/retention/letter")
    answer = ada.post("/admin/retention/letter", {"confirmed": "letter"})
    assert answer.status_code == 302
    proof = ada.get(answer.headers["Location"]).text
    assert "1 ärende är gallrat" in proof
    assert "Innehållet är borta och historiken är orörd" in proof
    assert answers(archive).count(SECRET) == 1
    overview = ada.get("/admin/retention").text
    assert answer.headers["Location"] in overview
    assert "Ada Falk" in overview
    assert "Inget ärende behöver gallras nu" in ada.get("/admin/retention/letter").text
    assert ada.post("/admin/retention/letter", {"confirmed": "letter"}).status_code == 409
    with archive.database.write() as session:
        session.execute(update(Submission).values(answers={"word": SECRET}))
    proof = ada.get(answer.headers["Location"]).text
    assert "Gallringen kan inte bevisas" in proof
    assert "Allt innehåll är inte borta" in proof


@pytest.mark.parametrize("path", ["retention", "retention/letter", f"retention/weedings/{UUID(int=1)}"])
def test_administrators_alone_see_it(archive: Runner, ada: Visitor, bo: Visitor, path: str) -> None:
    assert bo.get(f"/admin/{path}").status_code == 403
    assert ada.get(f"/admin/{path}").status_code == (404 if "weedings" in path else 200)


def test_administrators_alone_weed(archive: Runner, bo: Visitor) -> None:
    bo.get("/password")
    assert bo.post("/admin/retention/letter", {"confirmed": "letter"}).status_code == 403
    assert ended_count(archive) == 2


def ended_count(runner: Runner) -> int:
    with runner.read() as (session, _):
        return len(session.scalars(select(ProcessInstance.id).where(ProcessInstance.weeded_at.is_(None))).all())


def test_a_process_that_is_none_is_not_found(archive: Runner, ada: Visitor) -> None:
    assert ada.get("/admin/retention/unheard").status_code == 404
    ada.get("/password")
    assert ada.post("/admin/retention/unheard", {"confirmed": "unheard"}).status_code == 404


def test_the_pages_speak_english(archive: Runner, ada: Visitor) -> None:
    ada.get("/password")
    ada.post("/language", {"locale": "en", "next": "/admin/retention"})
    assert "Weeded 2 years after the case ended" in ada.get("/admin/retention").text
    assert "Weed 1 case" in ada.get("/admin/retention/letter").text


def test_what_is_only_noted_along_the_way_goes_when_its_time_has_passed(runner: Runner) -> None:
    old, fresh = (system_now() - timedelta(days=LOG_DAYS + more) for more in (5, -5))
    with runner.database.write() as session:
        for at in (old, fresh):
            session.add(SignInAttempt(subject="address:x", at=at))
            session.add(Notice(person_id=BO, kind="task.opened", facts={}, created_at=at))
    travel(runner, timedelta(days=1))
    with runner.read() as (session, _):
        assert session.scalars(select(SignInAttempt.at)).all() == [fresh]
        assert session.scalars(select(Notice.created_at)).all() == [fresh]


@pytest.fixture
def operator(sqlite_database: Database, tmp_path: Path) -> Operator:
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (head(),))
    return Operator(sqlite_database.url.render_as_string(hide_password=False), tmp_path)


def test_an_operator_previews_weeds_and_proves(sqlite_database: Database, operator: Operator) -> None:
    runner = make_runner(sqlite_database, Tasks())
    runner.run(Deploy(name="archive", files=drawn(person=ANNA, starter=f"person({STARTER})")))
    case = ended(runner, "talk", ANNA, STARTER)
    travel(runner, YEARS)
    said = operator.does("retention", "preview")
    assert f"talk: P2Y after ended ({SOURCE}): 1 cases due, 1 submissions" in said
    assert "kept: preserved" in said
    assert "undecided: no decision, kept" in said
    listed = operator.does("retention", "preview", "--process", "talk")
    assert str(case) in listed
    assert "(confidential)" in listed
    assert "confirm with the key" in operator.does("retention", "weed", "--process", "talk", "--confirm", "x", status=1)
    assert "1 cases weeded" in operator.does("retention", "weed", "--process", "talk", "--confirm", "talk")
    assert "proved" in operator.does("retention", "prove")
    assert "0 with faults" in operator.does("verify-history")
    with runner.database.write() as session:
        session.execute(update(Weeding).values(digest="0" * 64))
    assert "1 faults" in operator.does("retention", "prove", status=1)
