"""An escalation that a called case does not catch climbs to the call activity that called it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.start_process import StartProcess
from engine.models import HistoryEvent, ProcessInstance
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, OWNER
from tests.engine.commands.diagrams import END, START, call, process, user_task
from tests.engine.commands.event_diagrams import boundary, deploy_all, escalation_event
from tests.engine.commands.steps import complete, open_tasks, work

INFORM = user_task("inform", form=None)

PROCESSES = (
    process("slow", START, user_task("try", form=None), escalation_event("intermediateThrowEvent", "cry"),
            user_task("rest", form=None), END, flows="begin>try;try>cry;cry>rest;rest>finish"),
    process("told", START, call("ask", "slow"), boundary("escalation:late", "heard", "ask", interrupting=False),
            INFORM, END, flows="begin>ask;ask>finish;heard>inform;inform>finish"),
    process("stopping", START, call("ask", "slow"), boundary("escalation:late", "heard", "ask"),
            INFORM, END, flows="begin>ask;ask>finish;heard>inform;inform>finish"),
    process("between", START, call("pass_on", "slow"), END, flows="begin>pass_on;pass_on>finish"),
    process("hasty", START, escalation_event("intermediateThrowEvent", "cry"), user_task("rest", form=None), END,
            flows="begin>cry;cry>rest;rest>finish"),
    process("told_at_once", START, user_task("go", form=None), call("ask", "hasty"),
            boundary("escalation:late", "heard", "ask"), INFORM, END,
            flows="begin>go;go>ask;ask>finish;heard>inform;inform>finish"),
    process("far", START, call("ask", "between"), boundary("escalation:late", "heard", "ask", interrupting=False),
            INFORM, END, flows="begin>ask;ask>finish;heard>inform;inform>finish"),
)  # fmt: skip


@pytest.fixture
def events(runner: Runner) -> Runner:
    deploy_all(runner, PROCESSES)
    return runner


def begin(runner: Runner, key: str) -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def slow_case(runner: Runner) -> ProcessInstance:
    with runner.read() as (session, _):
        return session.scalars(select(ProcessInstance).where(ProcessInstance.definition_key == "slow")).one()


def last(runner: Runner, case: UUID) -> HistoryEvent:
    with runner.read() as (session, _):
        rows = select(HistoryEvent).where(HistoryEvent.instance_id == case).order_by(HistoryEvent.seq.desc()).limit(1)
        return session.scalars(rows).one()


def test_an_escalation_before_the_called_case_has_waited_is_heard(events: Runner) -> None:
    case = begin(events, "told_at_once")
    complete(events, case, "go", ANNA)
    work(events)
    assert open_tasks(events, case) == ["inform"]


def test_the_caller_hears_and_both_go_on(events: Runner) -> None:
    case = begin(events, "told")
    complete(events, slow_case(events).id, "try", ANNA)
    assert open_tasks(events, case) == ["inform"]
    assert (last(events, case).action, last(events, case).element_id) == ("called-case-escalated", "ask")
    complete(events, slow_case(events).id, "rest", ANNA)
    complete(events, case, "inform", ANNA)
    with events.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "completed"


def test_a_caller_that_interrupts_the_call_cancels_the_called_case(events: Runner) -> None:
    case = begin(events, "stopping")
    complete(events, slow_case(events).id, "try", ANNA)
    assert open_tasks(events, case) == ["inform"]
    work(events)
    assert slow_case(events).status == "cancelled"
    complete(events, case, "inform", ANNA)
    with events.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "completed"


def test_it_climbs_on_through_a_caller_that_does_not_catch_it(events: Runner) -> None:
    case = begin(events, "far")
    complete(events, slow_case(events).id, "try", ANNA)
    assert open_tasks(events, case) == ["inform"]
    assert open_tasks(events, slow_case(events).id) == ["rest"]


def test_at_the_top_it_is_noted_and_nothing_else_happens(events: Runner) -> None:
    case = begin(events, "slow")
    complete(events, case, "try", ANNA)
    assert open_tasks(events, case) == ["rest"]
    assert last(events, case).details["uncaught"] == [["cry", "late"]]
