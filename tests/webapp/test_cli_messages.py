"""Messages and signals from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.engine.commands.diagrams import END, diagram, process
from tests.engine.commands.event_diagrams import NAMES, message_event, signal_event
from tests.webapp.test_cli import run

STARTED_BY_MESSAGE = process("told", message_event("startEvent", "begin", "news"), END, flows="begin>finish")
STARTED_BY_SIGNAL = process("warned", signal_event("startEvent", "begin"), END, flows="begin>finish")


def test_messages_and_signals_are_sent(empty_database_url: str, tmp_path: Path) -> None:
    for number, each in enumerate((STARTED_BY_MESSAGE, STARTED_BY_SIGNAL)):
        (tmp_path / f"{number}.bpmn").write_bytes(diagram(NAMES, each))

    def say(*arguments: str, status: int = 0) -> str:
        return run(empty_database_url, tmp_path, *arguments, status=status)

    say("deploy", "0.bpmn", "1.bpmn", "--name", "events")
    assert "starts a case" in say("publish-message", "news", "--variables", '{"amount": 12}')
    assert "kept for an hour" in say("publish-message", "reply", "--key", "red")
    assert "1 cases" in say("broadcast-signal", "alarm")
    assert "not JSON" in say("publish-message", "news", "--variables", "{", status=2)
    assert "JSON object" in say("broadcast-signal", "alarm", "--variables", "[1]", status=2)
