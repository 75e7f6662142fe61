"""Cases are moved from the command line."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine.commands.publish_message import PublishMessage
from engine.db import Database
from engine.models import ProcessDefinition, ProcessInstance
from engine.run import Runner
from tests.engine.commands.diagrams import END, diagram, process
from tests.engine.commands.event_diagrams import NAMES, message_event, timer_event
from tests.webapp.conftest import ports
from tests.webapp.test_cli import run
from webapp.worker import Worker

KEY, START = "told", message_event("startEvent", "begin", "news")


def drawn(name: str) -> bytes:
    """A case that a message starts, and that then waits for a day."""
    waits = timer_event("intermediateCatchEvent", name, "P1D")
    return diagram(NAMES, process(KEY, START, waits, END, flows=f"begin>{name};{name}>finish"))


def test_cases_are_looked_at_and_moved(empty_database_url: str, tmp_path: Path) -> None:
    def say(*arguments: str, status: int = 0) -> str:
        return run(empty_database_url, tmp_path, *arguments, status=status)

    def move(*arguments: str, status: int = 0) -> str:
        return say("migrate-cases", KEY, "--from", "1", "--to", "2", *arguments, status=status)

    for name in ("wait", "pause"):
        (tmp_path / "told.bpmn").write_bytes(drawn(name))
        say("deploy", "told.bpmn", "--name", "told")
        if name == "wait":
            start(empty_database_url)
    looked_at = move("--dry-run", status=1)
    assert "stays  told" in looked_at
    assert "wait: The case stands here, and the new version has no such element." in looked_at
    assert "0 can move, 1 would stay" in looked_at
    assert "wait → pause" in move("--dry-run", "--map", "wait=pause")
    assert "0 moved, 1 stay" in move(status=1)
    assert "is not OLD=NEW" in move("--map", "wait", status=2)
    assert "Version 2 has no element or flow called rest" in move("--map", "wait=rest", status=1)
    assert "No case" in move("--case", str(uuid4()), status=1)
    assert "1 moved, 0 stay" in move("--map", "wait=pause", "--reason", "Ritat om")
    assert "has no version 7" in say("migrate-cases", KEY, "--from", "1", "--to", "7", status=1)
    assert "0 with faults" in say("verify-history")


def start(url: str) -> None:
    """A case of the newest version."""
    database = Database(url)
    with database.read() as session:
        assert session.scalars(select(ProcessDefinition.version)).all() == [1]
    runner = Runner(database, ports(), ZoneInfo("Europe/Stockholm"))
    runner.run(PublishMessage(name="news", key=None, variables={}))
    Worker(runner, lambda _: 0).tick()
    with database.read() as session:
        assert len(session.scalars(select(ProcessInstance.id)).all()) == 1
    database.close()
