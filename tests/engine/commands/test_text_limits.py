"""Texts that no table can hold are refused, or stop the case where it stands; the database never sees them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.commands.broadcast_signal import BroadcastSignal
from engine.commands.deploy import Deploy
from engine.commands.publish_message import PublishMessage
from engine.commands.resume import ResumeCase, ResumeDefinition
from engine.commands.set_variables import SetVariables
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase, SuspendDefinition
from engine.errors import InvalidDiagram, Refused
from engine.ids import new_id
from engine.models import Incident
from engine.run import Command, Runner
from tests.engine.commands.conftest import ADMIN, ANNA, OWNER
from tests.engine.commands.diagrams import END, FORM, START, diagram, process, user_task
from tests.engine.commands.event_diagrams import message_event, signal_event
from tests.engine.commands.steps import complete, open_tasks

NAMES = '<bpmn:message id="said" name="{0}"/><bpmn:signal id="alarm" name="{0}"/>'
EVENTS = {
    "throws a message": message_event("intermediateThrowEvent", "here", "said"),
    "awaits a message": message_event("intermediateCatchEvent", "here", "said"),
    "throws a signal": signal_event("intermediateThrowEvent", "here"),
    "awaits a signal": signal_event("intermediateCatchEvent", "here"),
}


def deploy(runner: Runner, event: str, name: str) -> None:
    drawn = process("naming", START, user_task("write"), event, END, flows="begin>write;write>here;here>finish")
    form = json.dumps(FORM).encode()
    runner.run(Deploy(name="t", files={"a.bpmn": diagram(NAMES.format(name), drawn), "words.form.json": form}))


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_a_computed_name_that_is_too_long_stops_the_case_where_it_stands(runner: Runner, event: str) -> None:
    deploy(runner, event, "=word")
    case = runner.run(StartProcess(key="naming", actor=OWNER))
    complete(runner, case, "write", ANNA, word="x" * 401)
    with runner.read() as (session, _):
        incident = session.scalars(select(Incident)).one()
    assert (incident.element_id, incident.code) == ("here", "expression-error")
    assert "401 characters" in incident.message
    assert open_tasks(runner, case) == []


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_a_written_name_that_is_too_long_is_refused_when_it_is_deployed(runner: Runner, event: str) -> None:
    with pytest.raises(InvalidDiagram, match="more than 400 characters"):
        deploy(runner, event, "x" * 401)
    deploy(runner, event, "x" * 400)


@pytest.mark.parametrize("text", ["x" * 10_001, "a\0b"], ids=["long", "nul"])
def test_names_keys_and_reasons_are_refused(runner: Runner, text: str) -> None:
    given: dict[str, Any] = {"actor": ADMIN, "reason": text}
    case = runner.run(StartProcess(key="two_steps", actor=OWNER))
    orders: list[Command[Any]] = [
        PublishMessage(name=text), PublishMessage(name="news", key=text), BroadcastSignal(name=text),
        SuspendCase(instance_id=case, **given), SuspendDefinition(key="two_steps", **given),
        ResumeCase(instance_id=new_id(), **given), ResumeDefinition(key="two_steps", **given),
        SetVariables(instance_id=case, variables={"word": "x"}, **given),
    ]  # fmt: skip
    for order in orders:
        with pytest.raises(Refused, match=r"characters; at most|NUL"):
            runner.run(order)


def test_the_longest_texts_are_kept(runner: Runner) -> None:
    runner.run(PublishMessage(name="n" * 400, key="k" * 10_000))
    assert runner.run(BroadcastSignal(name="n" * 400)) == 0
    assert runner.run(SuspendDefinition(key="two_steps", actor=ADMIN, reason="r" * 1000)) == 0


def test_a_message_waits_until_the_year_9999_at_most(runner: Runner) -> None:
    with pytest.raises(Refused, match="9999"):
        runner.run(PublishMessage(name="news", waits=timedelta(days=10**7)))
