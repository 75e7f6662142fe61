"""Incidents at the command line: read, mended, tried again."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.models import Incident, ProcessInstance
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, OWNER, Tasks, make_runner
from tests.engine.commands.diagrams import END, START, diagram, event, files, process, user_task
from tests.engine.commands.steps import open_task, open_tasks
from webapp.cli import main
from webapp.migrate import head

GATE = process(
    "gate", START, user_task("write"), event("exclusiveGateway", "which"), user_task("yes", form=None), END,
    flows='begin>write;write>which;which>yes[word = "yes"];yes>finish', title='="Ordet"',
)  # fmt: skip
TALK = (
    GATE.replace('"gate', '"talk')
    .replace("Ordet", "Samtalet")
    .replace("<zeebe:properties>", '<zeebe:properties><zeebe:property name="yearwheel:visibility" value="PAIR"/>', 1)
)


class Operator:
    """Somebody at the machine's command line."""

    def __init__(self, url: str, folder: Path) -> None:
        self.environment = {"YEARWHEEL_DATABASE_URL": url, "YEARWHEEL_DEMO": "1", "YEARWHEEL_LOG_LEVEL": "ERROR",
                            "YEARWHEEL_MAIL_FOLDER": str(folder)}  # fmt: skip

    def does(self, *arguments: str, status: int = 0) -> str:
        done: Result = CliRunner(env=self.environment).invoke(main, arguments)
        assert done.exit_code == status, done.output
        return done.output


@pytest.fixture
def runner(sqlite_database: Database) -> Runner:
    """With a process whose gateway knows one word only, in a database that is up to date."""
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (head(),))
    found = make_runner(sqlite_database, Tasks())
    drawn = {"a.bpmn": diagram(GATE), "b.bpmn": diagram(TALK), "c.form.json": files()["words.form.json"]}
    found.run(Deploy(name="gate", files=drawn))
    return found


@pytest.fixture
def operator(sqlite_database: Database, tmp_path: Path) -> Operator:
    return Operator(sqlite_database.url.render_as_string(hide_password=False), tmp_path)


def stopped(runner: Runner, key: str = "gate") -> UUID:
    """A case that stands at its gateway."""
    case = runner.run(StartProcess(key=key, actor=OWNER))
    runner.run(CompleteTask(task_id=open_task(runner, case, "write"), actor=ANNA, posted={"word": "maybe"}))
    return case


def only_incident(runner: Runner) -> str:
    with runner.read() as (session, _):
        return str(session.scalars(select(Incident.id).where(Incident.resolved_at.is_(None))).one())


def test_an_incident_is_read_mended_and_tried_again(runner: Runner, operator: Operator) -> None:
    case = stopped(runner)
    incident = only_incident(runner)
    listed = operator.does("incidents")
    assert f"{incident}  " in listed
    assert "expression-error  Ordet (gate), at which" in listed
    told = operator.does("incident", incident)
    for words in (
        str(case),
        "which",
        "1 attempts",
        "no condition holds",
        'word = "maybe"',
        f"yearwheel retry {incident}",
    ):
        assert words in told
    assert "no condition holds" in operator.does("retry", incident, status=1)
    operator.does("set-variable", str(case), 'word="yes"', "--reason", "Fel ord")
    assert f"{incident}: goes on" in operator.does("retry", "--all")
    assert open_tasks(runner, case) == ["yes"]
    assert operator.does("incidents") == ""
    assert "No open incident" in operator.does("incident", incident, status=1)
    assert "No open incident" in operator.does("retry", incident, status=1)


def test_what_is_wrong_with_a_value_is_said(runner: Runner, operator: Operator) -> None:
    case = str(stopped(runner))
    assert "did you mean word" in operator.does("set-variable", case, "wrod=1", "--reason", "x", status=1)
    assert "quotation marks" in operator.does("set-variable", case, "word=yes", "--reason", "x", status=2)
    assert "NAME=JSON" in operator.does("set-variable", case, "word", "--reason", "x", status=2)
    assert "--reason" in operator.does("set-variable", case, "word=1", status=2)


def test_what_employee_and_manager_say_is_not_shown_here_either(runner: Runner, operator: Operator) -> None:
    case = str(stopped(runner, "talk"))
    told = operator.does("incident", only_incident(runner))
    assert "word = a text, not shown" in told
    assert "no condition holds" not in told
    assert "maybe" not in told
    assert "may not change it" in operator.does("set-variable", case, 'word="yes"', "--reason", "x", status=1)


def test_a_case_and_a_process_are_suspended_and_resumed(runner: Runner, operator: Operator) -> None:
    case = stopped(runner)
    operator.does("suspend", "--case", str(case), "--reason", "Vi utreder")
    assert "resume the case" in operator.does("incident", only_incident(runner))
    assert "suspended" in operator.does("retry", only_incident(runner), status=1)
    operator.does("resume", "--case", str(case))
    assert "1 cases wait" in operator.does("suspend", "--process", "gate", "--reason", "Ny mall")
    with runner.read() as (session, _):
        assert session.get_one(ProcessInstance, case).suspended_at is not None
    assert "1 cases go on" in operator.does("resume", "--process", "gate")
    assert "Name one" in operator.does("resume", status=2)
    assert "Name one" in operator.does("resume", "--process", "gate", "--case", str(case), status=2)


def test_all_and_names_exclude_each_other(runner: Runner, operator: Operator) -> None:
    assert "--all" in operator.does("retry", status=2)
    assert "--all" in operator.does("retry", "--all", str(UUID(int=1)), status=2)
    assert operator.does("retry", "--all") == ""


def test_a_case_that_an_error_has_ended_is_acknowledged(runner: Runner, operator: Operator) -> None:
    case = runner.run(StartProcess(key="failing", actor=OWNER))
    runner.run(CompleteTask(task_id=open_task(runner, case, "try"), actor=ANNA, posted={}))
    incident = only_incident(runner)
    assert f"yearwheel acknowledge {incident}" in operator.does("incident", incident)
    assert "nothing to try again" in operator.does("retry", incident, status=1)
    operator.does("acknowledge", incident)
    assert operator.does("incidents") == ""
