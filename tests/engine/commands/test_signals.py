"""Signals reach everybody who waits at that moment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.commands.broadcast_signal import BroadcastSignal
from engine.commands.start_process import StartProcess
from engine.errors import NotAuthorized
from engine.models import EventSubscription, HistoryEvent, Job, ProcessInstance
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, CILLA, OWNER
from tests.engine.commands.diagrams import END, START, call, event, process, user_task
from tests.engine.commands.event_diagrams import boundary, deploy_all, script_task, signal_event
from tests.engine.commands.steps import complete, open_tasks, work

CATCH = "intermediateCatchEvent"
AFTER = user_task("after", form=None)

PROCESSES = (
    process("waiting_for", START, signal_event(CATCH, "heard"), event("exclusiveGateway", "which"),
            user_task("large", form=None), user_task("small", form=None), END,
            flows="begin>heard;heard>which;which>large[amount > 10];which>small[not(amount > 10)];large>finish;"
                  "small>finish"),
    process("many_waiting", START, call("ask", "waiting_for", "for i in 1..120 return i"), END,
            flows="begin>ask;ask>finish"),
    process("nudged", START, user_task("write"), boundary("signal:alarm", "told", "write", interrupting=False),
            AFTER, END, flows="begin>write;write>finish;told>after;after>finish"),
    process("guarded", START, user_task("write"), boundary("signal:alarm", "told", "write"), AFTER, END,
            flows="begin>write;write>finish;told>after;after>finish"),
    process("warning", START, user_task("write"),
            script_task("count", "amount", "20"), signal_event("intermediateThrowEvent", "warn"), AFTER, END,
            flows="begin>write;write>count;count>warn;warn>after;after>finish"),
    process("warning_itself", START, event("parallelGateway", "both"), signal_event(CATCH, "heard"), AFTER,
            user_task("write"), signal_event("intermediateThrowEvent", "warn"), signal_event(CATCH, "again"), END,
            flows="begin>both;both>heard;both>write;heard>after;after>finish;write>warn;warn>again;again>finish"),
)  # fmt: skip


@pytest.fixture
def events(runner: Runner) -> Runner:
    deploy_all(runner, PROCESSES)
    return runner


def begin(runner: Runner, key: str) -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def broadcast(runner: Runner, **variables: Any) -> int:
    return runner.run(BroadcastSignal(name="alarm", variables=variables))


def count(runner: Runner, table: type[Any]) -> int:
    with runner.read() as (session, _):
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_everybody_who_waits_has_it(events: Runner) -> None:
    cases = [begin(events, "waiting_for") for _ in range(3)]
    assert broadcast(events, amount=20, secret="not for these cases") == 3
    work(events)
    late = begin(events, "waiting_for")
    work(events)
    assert [open_tasks(events, case) for case in (*cases, late)] == [["large"], ["large"], ["large"], []]
    assert (count(events, EventSubscription), count(events, Job)) == (1, 0)
    with events.read() as (session, _):
        assert b"secret" not in session.get_one(ProcessInstance, cases[0]).state
        last = select(HistoryEvent).where(HistoryEvent.instance_id == cases[0]).order_by(HistoryEvent.seq.desc())
        row = session.scalars(last.limit(1)).one()
    assert (row.action, row.element_id) == ("signal-received", "heard")


def test_a_signal_of_another_name_is_not_for_them(events: Runner) -> None:
    case = begin(events, "waiting_for")
    assert events.run(BroadcastSignal(name="other")) == 0
    work(events)
    assert open_tasks(events, case) == []


def test_hundreds_have_it(events: Runner) -> None:
    begin(events, "many_waiting")
    work(events)
    assert broadcast(events, amount=1) == 120
    assert count(events, Job) == 120
    work(events)
    with events.read() as (session, _):
        children = select(ProcessInstance.id).where(ProcessInstance.definition_key == "waiting_for")
        assert {tuple(open_tasks(events, case)) for case in session.scalars(children)} == {("small",)}


def test_a_case_warns_the_others(events: Runner) -> None:
    listener, thrower = begin(events, "waiting_for"), begin(events, "warning")
    complete(events, thrower, "write", ANNA, word="hej")
    work(events)
    assert open_tasks(events, listener) == ["large"]


def test_the_throwers_own_catchers_have_it_at_once_and_only_once(events: Runner) -> None:
    case = begin(events, "warning_itself")
    complete(events, case, "write", ANNA, word="hej")
    assert open_tasks(events, case) == ["after"]
    assert count(events, EventSubscription) == 1, "what begins to listen after the signal has not heard it"
    assert count(events, Job) == 0


def test_two_signals_before_the_worker_comes_are_both_heard(events: Runner) -> None:
    case, interrupted = begin(events, "nudged"), begin(events, "guarded")
    broadcast(events)
    broadcast(events)
    work(events)
    assert open_tasks(events, case) == ["after", "after", "write"]
    assert open_tasks(events, interrupted) == ["after"]
    assert (count(events, EventSubscription), count(events, Job)) == (1, 0)


def test_a_signal_for_one_who_has_gone_is_dropped(events: Runner) -> None:
    case = begin(events, "guarded")
    broadcast(events)
    complete(events, case, "write", ANNA, word="klart")
    work(events)
    assert open_tasks(events, case) == []
    assert (count(events, EventSubscription), count(events, Job)) == (0, 0)


def test_only_administrators_broadcast(events: Runner) -> None:
    with pytest.raises(NotAuthorized):
        events.run(BroadcastSignal(name="alarm", actor=CILLA))
    assert events.run(BroadcastSignal(name="alarm", actor=ADMIN)) == 0
