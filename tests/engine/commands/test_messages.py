"""Messages between cases: each has one catcher, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.casework.messages import Outcome
from engine.commands.cancel_process import CancelProcess
from engine.commands.fail_work import FailWork
from engine.commands.publish_message import PublishMessage
from engine.commands.resume import ResumeCase
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase
from engine.errors import NotAuthorized
from engine.models import BufferedMessage, EventSubscription, HistoryEvent, Incident, Job, ProcessInstance, Timer
from engine.retries import MAX_ATTEMPTS
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, CILLA, OWNER
from tests.engine.commands.diagrams import END, START, event, process, user_task
from tests.engine.commands.event_diagrams import (
    boundary,
    carries,
    deploy_all,
    event_sub_process,
    message_event,
    timer_event,
)
from tests.engine.commands.steps import complete, open_tasks, travel, work

CATCH = "intermediateCatchEvent"
AFTER = user_task("after", form=None)
LATER = "begin>heard;heard>after;after>finish"

TIMER = '<bpmn:timerEventDefinition id="t"><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>'
PROCESSES = (
    process("listening", START, message_event(CATCH, "heard", "news"), AFTER, END, flows=LATER),
    process("asking", START, user_task("write"), message_event(CATCH, "heard", "reply"), AFTER, END,
            flows="begin>write;write>heard;heard>after;after>finish"),
    process("receiving", START, '<bpmn:receiveTask id="heard" messageRef="news"/>', AFTER, END, flows=LATER),
    process("judging", START, message_event(CATCH, "heard", "news"), event("exclusiveGateway", "which"),
            user_task("large", form=None), user_task("small", form=None), END,
            flows="begin>heard;heard>which;which>large[amount > 10];which>small[not(amount > 10)];large>finish;"
                  "small>finish"),
    process("guarded", START, user_task("write"), boundary("message:news", "told", "write"), AFTER, END,
            flows="begin>write;write>finish;told>after;after>finish"),
    process("guarded_first", START, user_task("write"), boundary("message:news", "told", "write"), AFTER, END,
            flows="begin>write;write>after;told>after;after>finish"),
    process("nudged", START, user_task("write"), boundary("message:news", "told", "write", interrupting=False),
            AFTER, END, flows="begin>write;write>finish;told>after;after>finish"),
    process("attentive", START, user_task("write"), END,
            event_sub_process("told", '<bpmn:messageEventDefinition id="m" messageRef="news"/>', "listen"),
            event_sub_process("timed", TIMER, "remember"), flows="begin>write;write>finish"),
    process("deciding", START, event("eventBasedGateway", "first"), message_event(CATCH, "heard", "news"),
            timer_event(CATCH, "tired", "P1D"), AFTER, user_task("alone", form=None), END,
            flows="begin>first;first>heard;first>tired;heard>after;tired>alone;after>finish;alone>finish"),
    process("telling", START, user_task("write"),
            message_event("intermediateThrowEvent", "tell", "news", carries(amount="20")), AFTER, END,
            flows="begin>write;write>tell;tell>after;after>finish"),
    process("answering", START, user_task("write"), message_event("endEvent", "tell", "reply"),
            flows="begin>write;write>tell"),
    process("to_itself", START, event("parallelGateway", "both"), message_event(CATCH, "heard", "news"), AFTER,
            message_event("intermediateThrowEvent", "tell", "news"), END,
            flows="begin>both;both>heard;both>tell;heard>after;after>finish;tell>finish"),
    process("meeting", START, user_task("write"), message_event("intermediateThrowEvent", "tell", "news"),
            message_event(CATCH, "heard", "news"), END, flows="begin>write;write>tell;tell>heard;heard>finish"),
)  # fmt: skip


@pytest.fixture
def events(runner: Runner) -> Runner:
    deploy_all(runner, PROCESSES)
    return runner


def begin(runner: Runner, key: str) -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def ask(runner: Runner, word: str) -> UUID:
    """A case that waits for the reply to its word."""
    case = begin(runner, "asking")
    complete(runner, case, "write", ANNA, word=word)
    return case


def publish(runner: Runner, name: str = "news", key: str | None = None, **variables: Any) -> Outcome:
    return runner.run(PublishMessage(name=name, key=key, variables=variables))


def count(runner: Runner, table: type[Any]) -> int:
    with runner.read() as (session, _):
        return session.scalar(select(func.count()).select_from(table)) or 0


def actions(runner: Runner, case: UUID) -> list[tuple[str, str | None]]:
    with runner.read() as (session, _):
        rows = select(HistoryEvent).where(HistoryEvent.instance_id == case).order_by(HistoryEvent.seq)
        return [(row.action, row.element_id) for row in session.scalars(rows)]


@pytest.mark.parametrize("key", ["listening", "receiving"])
def test_a_message_lets_the_case_go_on_that_waits_for_it(events: Runner, key: str) -> None:
    case = begin(events, key)
    assert publish(events) == Outcome.CAUGHT
    assert count(events, EventSubscription) == 0
    assert open_tasks(events, case) == [], "it crosses in a transaction of its own"
    work(events)
    assert open_tasks(events, case) == ["after"]
    assert actions(events, case)[-1] == ("message-received", "heard")
    assert count(events, Job) == 0


def test_the_one_who_has_waited_longest_gets_it_and_nobody_else(events: Runner) -> None:
    cases = [begin(events, "listening") for _ in range(3)]
    publish(events)
    publish(events)
    work(events)
    assert [open_tasks(events, case) for case in cases] == [["after"], ["after"], []]


def test_a_key_chooses_the_case(events: Runner) -> None:
    red, blue = ask(events, "red"), ask(events, "blue")
    assert publish(events, "reply", "blue") == Outcome.CAUGHT
    work(events)
    assert (open_tasks(events, red), open_tasks(events, blue)) == ([], ["after"])
    assert publish(events, "reply", "green") == Outcome.KEPT
    assert publish(events, "reply") == Outcome.KEPT, "one who waits with a key takes no message without"
    assert publish(events, "other", "red") == Outcome.KEPT
    work(events)
    assert open_tasks(events, red) == []


def test_a_key_may_be_long(events: Runner) -> None:
    word = "abcdefghij" * 50
    case = ask(events, word)
    assert publish(events, "reply", word + "x") == Outcome.KEPT
    assert publish(events, "reply", word) == Outcome.CAUGHT
    work(events)
    assert open_tasks(events, case) == ["after"]


def test_one_who_waits_without_key_takes_a_message_with_any(events: Runner) -> None:
    case = begin(events, "listening")
    assert publish(events, "news", "7") == Outcome.CAUGHT
    work(events)
    assert open_tasks(events, case) == ["after"]


def test_only_variables_that_the_process_names_enter_the_case(events: Runner) -> None:
    large, small = begin(events, "judging"), begin(events, "judging")
    publish(events, amount=20, secret="not for this case")
    publish(events, amount=5)
    work(events)
    assert (open_tasks(events, large), open_tasks(events, small)) == (["large"], ["small"])
    with events.read() as (session, _):
        assert b"secret" not in session.get_one(ProcessInstance, large).state


def test_an_early_message_waits_for_its_catcher(events: Runner) -> None:
    assert publish(events, amount=20) == Outcome.KEPT
    assert publish(events, amount=5) == Outcome.KEPT
    travel(events, timedelta(minutes=59))
    large, small, late = (begin(events, "judging") for _ in range(3))
    work(events)
    assert (open_tasks(events, large), open_tasks(events, small), open_tasks(events, late)) == (
        ["large"],
        ["small"],
        [],
    )
    assert count(events, BufferedMessage) == 0


def test_an_early_message_with_a_key_waits_for_that_key(events: Runner) -> None:
    publish(events, "reply", "blue")
    red, blue = ask(events, "red"), ask(events, "blue")
    work(events)
    assert (open_tasks(events, red), open_tasks(events, blue)) == ([], ["after"])


def test_nobody_gets_a_message_after_its_time(events: Runner) -> None:
    publish(events)
    with events.read() as (_, clock):
        start = clock.now()
    travel(events, timedelta(minutes=61))
    with events.read() as (_, clock):
        assert clock.now() - start > timedelta(hours=1)
    assert count(events, BufferedMessage) == 0
    case = begin(events, "listening")
    work(events)
    assert open_tasks(events, case) == []


def test_a_message_that_is_not_to_wait_is_lost_when_nobody_waits(events: Runner) -> None:
    assert events.run(PublishMessage(name="news", waits=timedelta(0))) == Outcome.LOST
    assert count(events, BufferedMessage) == 0


def test_a_case_tells_another(events: Runner) -> None:
    listener, teller = begin(events, "judging"), begin(events, "telling")
    complete(events, teller, "write", ANNA, word="hej")
    assert open_tasks(events, teller) == ["after"]
    work(events)
    assert open_tasks(events, listener) == ["large"]


def test_a_reply_finds_the_case_that_asked(events: Runner) -> None:
    red, blue, answer = ask(events, "red"), ask(events, "blue"), begin(events, "answering")
    complete(events, answer, "write", ANNA, word="red")
    work(events)
    assert (open_tasks(events, red), open_tasks(events, blue)) == (["after"], [])
    with events.read() as (session, _):
        assert session.get_one(ProcessInstance, answer).status == "completed"


def test_a_case_may_tell_itself(events: Runner) -> None:
    case = begin(events, "to_itself")
    work(events)
    assert open_tasks(events, case) == ["after"]
    assert count(events, EventSubscription) + count(events, BufferedMessage) == 0


def test_what_no_longer_waits_is_taken_away(events: Runner) -> None:
    guarded = begin(events, "guarded")
    others = [begin(events, key) for key in ("listening", "receiving", "deciding")]
    assert count(events, EventSubscription) == 4
    complete(events, guarded, "write", ANNA, word="klart")
    for case in others:
        events.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel"))
    assert count(events, EventSubscription) == 0
    assert publish(events) == Outcome.KEPT


def test_a_message_whose_catcher_has_gone_is_published_again(events: Runner) -> None:
    gone = begin(events, "guarded")
    assert publish(events, amount=20) == Outcome.CAUGHT
    complete(events, gone, "write", ANNA, word="klart")
    work(events)
    assert count(events, BufferedMessage) == 1
    case = begin(events, "judging")
    work(events)
    assert open_tasks(events, case) == ["large"]


@pytest.mark.parametrize(
    "leave",
    [
        lambda runner, case: complete(runner, case, "write", ANNA, word="klart"),
        lambda runner, case: runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel")),
    ],
    ids=["withdrawn", "cancelled"],
)
@pytest.mark.parametrize("key", ["guarded", "guarded_first"])
def test_a_message_that_could_not_be_handed_over_is_free_when_its_catcher_goes(
    events: Runner, key: str, leave: Callable[[Runner, UUID], object]
) -> None:
    gone = begin(events, key)
    assert publish(events, amount=20) == Outcome.CAUGHT
    with events.read() as (session, _):
        job = session.scalars(select(Job.id)).one()
    for _ in range(MAX_ATTEMPTS):
        events.run(FailWork(kind="job", work_id=job, code="unexpected", message="boom"))
    work(events)
    assert count(events, Job) == 1, "nobody tries it any more"
    leave(events, gone)
    work(events)
    assert (count(events, Job), count(events, BufferedMessage)) == (0, 1)
    with events.read() as (session, _):
        assert session.scalars(select(Incident.resolved_at)).one() is not None
    case = begin(events, "judging")
    work(events)
    assert open_tasks(events, case) == ["large"]


def test_a_message_interrupts_a_task(events: Runner) -> None:
    case = begin(events, "guarded")
    publish(events)
    work(events)
    assert open_tasks(events, case) == ["after"]


def test_a_boundary_that_does_not_interrupt_hears_every_message(events: Runner) -> None:
    case = begin(events, "nudged")
    for _ in range(3):
        publish(events)
    work(events)
    assert open_tasks(events, case) == ["after", "after", "after", "write"]
    complete(events, case, "write", ANNA, word="klart")
    assert count(events, EventSubscription) == 0


def test_an_event_sub_process_listens_as_long_as_the_case_runs(events: Runner) -> None:
    case = begin(events, "attentive")
    for _ in range(2):
        publish(events)
    work(events)
    travel(events, timedelta(days=2))
    assert open_tasks(events, case) == ["listen", "listen", "remember", "write"]
    events.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel"))
    complete(events, begin(events, "attentive"), "write", ANNA, word="klart")
    assert (count(events, EventSubscription), count(events, Timer)) == (0, 0)


def test_the_first_event_after_a_gateway_withdraws_the_others(events: Runner) -> None:
    told, tired = begin(events, "deciding"), begin(events, "deciding")
    publish(events)
    work(events)
    assert open_tasks(events, told) == ["after"]
    assert (count(events, EventSubscription), count(events, Timer)) == (1, 1)
    travel(events, timedelta(days=2))
    assert open_tasks(events, tired) == ["alone"]
    assert (count(events, EventSubscription), count(events, Timer)) == (0, 0)


def test_a_suspended_case_gets_its_message_when_it_is_resumed(events: Runner) -> None:
    case = begin(events, "listening")
    events.run(SuspendCase(instance_id=case, actor=ADMIN, reason="Väntar"))
    assert publish(events) == Outcome.CAUGHT
    work(events)
    assert open_tasks(events, case) == []
    events.run(ResumeCase(instance_id=case, actor=ADMIN, reason="Klart"))
    work(events)
    assert open_tasks(events, case) == ["after"]


def test_only_administrators_publish(events: Runner) -> None:
    with pytest.raises(NotAuthorized):
        events.run(PublishMessage(name="news", actor=CILLA))
    assert events.run(PublishMessage(name="news", actor=ADMIN)) == Outcome.KEPT


def together(*steps: Callable[[], object]) -> None:
    """Do all of this at the same time."""
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(step) for step in steps]:
            done.result()


def test_one_message_among_many_catchers_and_publishers_at_once(events: Runner) -> None:
    cases = [begin(events, "listening") for _ in range(8)]
    together(*[partial(publish, events)] * 5)
    together(*[partial(work, events)] * 3)
    assert sum(open_tasks(events, case) == ["after"] for case in cases) == 5
    assert (count(events, EventSubscription), count(events, BufferedMessage)) == (3, 0)


def test_publishers_and_those_who_begin_to_wait_do_not_miss_each_other(events: Runner) -> None:
    rounds = 12
    steps: list[Callable[[], object]] = [partial(publish, events), partial(begin, events, "listening")]
    together(*steps * rounds)
    assert (count(events, EventSubscription), count(events, BufferedMessage)) == (0, 0)
    together(*[partial(work, events)] * 3)
    with events.read() as (session, _):
        cases = session.scalars(select(ProcessInstance.id).where(ProcessInstance.definition_key == "listening")).all()
    assert [open_tasks(events, case) for case in cases] == [["after"]] * rounds


def test_a_host_completed_while_its_message_comes_loses_none(events: Runner) -> None:
    guarded = [begin(events, "guarded") for _ in range(6)]
    completions = [partial(complete, events, case, "write", ANNA, word="klart") for case in guarded]
    together(*[step for completion in completions for step in (partial(publish, events), completion)])
    work(events)
    told = sum(open_tasks(events, case) == ["after"] for case in guarded)
    assert count(events, EventSubscription) == 0
    assert told + count(events, BufferedMessage) == 6


def test_cases_that_tell_each_other_at_once_both_hear(events: Runner) -> None:
    cases = [begin(events, "meeting") for _ in range(6)]
    together(*(partial(complete, events, case, "write", ANNA, word="hej") for case in cases))
    together(*[partial(work, events)] * 3)
    with events.read() as (session, _):
        assert {session.get_one(ProcessInstance, case).status for case in cases} == {"completed"}
