"""Cases that a time, a message or a signal starts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from engine.clock import system_now
from engine.commands.broadcast_signal import BroadcastSignal
from engine.commands.deploy import Deploy
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.publish_message import PublishMessage
from engine.commands.retry_incident import RetryIncident
from engine.commands.start_by_timers import StartByTimers
from engine.errors import InvalidDiagram
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, StartSubscription
from engine.queries.incidents import incidents
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN
from tests.engine.commands.diagrams import END, diagram, event, process, user_task
from tests.engine.commands.event_diagrams import NAMES, message_event, signal_event
from tests.engine.commands.steps import open_tasks, travel, work

NEW_YEAR = datetime(2027, 1, 1, 8, tzinfo=UTC)


def timer_start(kind: str, text: str) -> str:
    inner = f'<bpmn:timerEventDefinition id="t"><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>'
    return event("startEvent", "begin", inner)


def deploy(runner: Runner, *starts: str, key: str = "round", name: str = "round", **extra: str) -> None:
    """A process whose start events each lead to a task of its own."""
    tasks = [user_task(f"task{number}", form=None) for number in range(len(starts))]
    names = [start.split('id="', 1)[1].split('"', 1)[0] for start in starts]
    flows = ";".join(f"{begin}>task{number};task{number}>finish" for number, begin in enumerate(names))
    content = diagram(NAMES, process(key, *starts, *tasks, END, flows=flows, **extra))
    runner.run(Deploy(name=name, files={f"{key}.bpmn": content}))


def cases(runner: Runner, key: str = "round") -> list[ProcessInstance]:
    with runner.read() as (session, _):
        found = select(ProcessInstance).where(ProcessInstance.definition_key == key).order_by(ProcessInstance.id)
        return list(session.scalars(found))


def armed(runner: Runner) -> list[tuple[datetime | None, int | None]]:
    with runner.read() as (session, _):
        return [(row.due_at, row.left) for row in session.scalars(select(StartSubscription))]


@pytest.fixture
def at_new_year(runner: Runner) -> Runner:
    runner.run(MoveBusinessTime(at=NEW_YEAR))
    return runner


def test_a_date_starts_one_case_by_the_system(at_new_year: Runner) -> None:
    deploy(at_new_year, timer_start("timeDate", "2027-02-01T08:00:00"))
    work(at_new_year)
    assert cases(at_new_year) == []
    travel(at_new_year, timedelta(days=31))
    travel(at_new_year, timedelta(days=31))
    (case,) = cases(at_new_year)
    assert case.started_by is None
    assert open_tasks(at_new_year, case.id) == ["task0"]
    assert armed(at_new_year) == []
    with at_new_year.read() as (session, _):
        started = session.scalars(select(HistoryEvent).where(HistoryEvent.instance_id == case.id)).one()
    assert (started.action, started.element_id, started.actor_id) == ("started", "begin", None)


def test_a_date_that_has_passed_starts_nothing(at_new_year: Runner) -> None:
    deploy(at_new_year, timer_start("timeDate", "2026-12-31T08:00:00"))
    travel(at_new_year, timedelta(days=1))
    assert cases(at_new_year) == []


def test_a_cycle_starts_as_often_as_it_says_and_makes_up_for_what_it_missed(at_new_year: Runner) -> None:
    deploy(at_new_year, timer_start("timeCycle", "R3/2027-01-10T08:00:00/P10D"))
    assert armed(at_new_year) == [(datetime(2027, 1, 10, 7, tzinfo=UTC), 3)]
    travel(at_new_year, timedelta(days=10))
    assert len(cases(at_new_year)) == 1
    assert armed(at_new_year) == [(datetime(2027, 1, 20, 7, tzinfo=UTC), 2)]
    travel(at_new_year, timedelta(days=100))
    assert len(cases(at_new_year)) == 3
    assert armed(at_new_year) == []


def test_a_new_version_takes_over_from_the_old_one(at_new_year: Runner) -> None:
    deploy(at_new_year, timer_start("timeDate", "2027-02-01T08:00:00"))
    deploy(at_new_year, timer_start("timeDate", "2027-03-01T08:00:00"), name="another")
    travel(at_new_year, timedelta(days=40))
    assert cases(at_new_year) == []
    travel(at_new_year, timedelta(days=40))
    assert len(cases(at_new_year)) == 1


def test_a_process_that_its_deployment_no_longer_holds_starts_no_more(at_new_year: Runner) -> None:
    deploy(at_new_year, timer_start("timeDate", "2027-02-01T08:00:00"))
    deploy(at_new_year, event("startEvent", "begin"), key="other")
    travel(at_new_year, timedelta(days=40))
    assert cases(at_new_year) == []


def test_a_time_that_cannot_be_told_is_refused(runner: Runner) -> None:
    with pytest.raises(InvalidDiagram, match="begin"):
        deploy(runner, timer_start("timeDate", '=if 1 = 1 then "soon" else "later"'))


def test_two_workers_start_one_case(at_new_year: Runner) -> None:
    deploy(at_new_year, timer_start("timeDate", "2027-01-01T09:30:00"))
    at_new_year.run(MoveBusinessTime(at=NEW_YEAR + timedelta(hours=2)))
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: at_new_year.run(StartByTimers(limit=5)), range(8)))
    assert sum(taken) == 1
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: work(at_new_year), range(2)))
    assert len(cases(at_new_year)) == 1


def test_a_case_that_cannot_start_is_an_incident_and_a_new_version_mends_it(at_new_year: Runner) -> None:
    start = timer_start("timeCycle", "R/2027-01-02T08:00:00/P1D")
    deploy(at_new_year, start, title="=1 + 1")
    at_new_year.run(MoveBusinessTime(at=NEW_YEAR + timedelta(days=1)))
    for _ in range(6):
        with at_new_year.database.write() as session:
            session.execute(update(Job).values(run_at=system_now(), leased_until=None))
        work(at_new_year)
    assert cases(at_new_year) == []
    with at_new_year.read() as (session, _):
        incident = session.scalars(select(Incident)).one()
        [shown] = incidents(session, ADMIN).rows
    assert incident.instance_id is None
    assert (shown.title, shown.process_name, shown.element_id) == (None, "round", "begin")
    deploy(at_new_year, start)
    at_new_year.run(RetryIncident(incident_id=incident.id, actor=ADMIN))
    work(at_new_year)
    assert len(cases(at_new_year)) == 1


def test_a_case_that_cannot_start_keeps_no_later_one_from_it(at_new_year: Runner) -> None:
    start = timer_start("timeCycle", "R/2027-01-02T08:00:00/P1D")
    deploy(at_new_year, start, title='=if today() = date("2027-01-03") then "third" else 1 + 1')
    travel(at_new_year, timedelta(days=1))
    assert (cases(at_new_year), armed(at_new_year)) == ([], [(datetime(2027, 1, 3, 7, tzinfo=UTC), None)])
    travel(at_new_year, timedelta(days=1))
    assert [case.title for case in cases(at_new_year)] == ["third"]
    assert armed(at_new_year) == [(datetime(2027, 1, 4, 7, tzinfo=UTC), None)]


@pytest.mark.parametrize(
    ("begin", "send"),
    [
        (message_event("startEvent", "begin", "news"), PublishMessage(name="news", variables={"amount": 12, "x": 1})),
        (signal_event("startEvent", "begin"), BroadcastSignal(name="alarm", variables={"amount": 12, "x": 1})),
    ],
    ids=["message", "signal"],
)
def test_a_message_or_a_signal_starts_a_case_with_what_it_carries(
    runner: Runner, begin: str, send: PublishMessage | BroadcastSignal
) -> None:
    deploy(runner, begin, title='="About " + string(amount)', business_key="=string(amount)")
    runner.run(send)
    assert cases(runner) == [], "a case begins in a transaction of its own"
    work(runner)
    (case,) = cases(runner)
    assert (case.title, case.business_key, case.started_by) == ("About 12", "12", None)
    assert open_tasks(runner, case.id) == ["task0"]


def test_each_start_event_listens_for_itself(runner: Runner) -> None:
    deploy(
        runner,
        event("startEvent", "plain"),
        message_event("startEvent", "told", "news"),
        signal_event("startEvent", "warned"),
    )
    runner.run(BroadcastSignal(name="alarm"))
    work(runner)
    runner.run(PublishMessage(name="news"))
    work(runner)
    assert [open_tasks(runner, case.id) for case in cases(runner)] == [["task2"], ["task1"]]


def test_a_signal_starts_every_process_that_listens_a_message_only_one(runner: Runner) -> None:
    for key in ("first", "second"):
        deploy(
            runner, message_event("startEvent", "told", "news"), signal_event("startEvent", "warned"), key=key, name=key
        )
    assert runner.run(BroadcastSignal(name="alarm")) == 2
    work(runner)
    assert [len(cases(runner, key)) for key in ("first", "second")] == [1, 1]
    runner.run(PublishMessage(name="news"))
    work(runner)
    assert sorted(len(cases(runner, key)) for key in ("first", "second")) == [1, 2]
