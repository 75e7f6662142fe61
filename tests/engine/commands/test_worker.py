from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.clock import system_now
from engine.commands.cancel_process import CancelProcess
from engine.commands.retry_incident import RetryIncident
from engine.commands.start_process import StartProcess
from engine.errors import NotAuthorized
from engine.models import HumanTask, Incident, Job, Person, Timer
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, CILLA, OWNER, Tasks
from tests.engine.commands.steps import complete, open_tasks, travel, work


def hurry(runner: Runner) -> None:
    """Let jobs that wait for their next attempt run now."""
    with runner.database.write() as session:
        session.execute(update(Job).values(run_at=system_now(), leased_until=None))


def test_boundary_timers_follow_business_time(runner: Runner) -> None:
    case = runner.run(StartProcess(key="waiting", actor=OWNER))
    work(runner)
    assert open_tasks(runner, case) == ["write"]
    travel(runner, timedelta(days=1, minutes=1))
    assert open_tasks(runner, case) == ["remind", "write"]
    travel(runner, timedelta(days=2))
    assert open_tasks(runner, case) == ["escalate", "remind"]
    with runner.read() as (session, _):
        assert session.scalars(select(Timer)).all() == []


def test_completing_the_host_takes_its_timers_away(runner: Runner) -> None:
    case = runner.run(StartProcess(key="waiting", actor=OWNER))
    complete(runner, case, "write", ANNA, word="klart")
    with runner.read() as (session, _):
        assert session.scalars(select(Timer)).all() == []
    travel(runner, timedelta(days=5))
    assert open_tasks(runner, case) == []


def test_a_due_date_is_the_end_of_that_day_where_people_live(runner: Runner) -> None:
    runner.run(StartProcess(key="waiting", actor=OWNER))
    with runner.read() as (session, _):
        due = session.scalars(select(HumanTask.due_at)).one()
    assert due is not None
    assert due.isoformat() == "2026-03-05T22:59:00+00:00"


def test_a_service_task_runs_in_the_transaction_that_reached_it(runner: Runner, tasks: Tasks) -> None:
    case = runner.run(StartProcess(key="serving", actor=OWNER))
    complete(runner, case, "write", ANNA, word="hej")
    assert len(tasks.calls) == 1
    assert open_tasks(runner, case) == ["after"]


def test_cancelling_takes_back_what_python_was_to_send(runner: Runner) -> None:
    case = runner.run(StartProcess(key="sending", actor=OWNER))
    with runner.read() as (session, _):
        assert [job.kind for job in session.scalars(select(Job))] == ["service-task"]
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="fel"))
    with runner.read() as (session, _):
        assert session.scalars(select(Job)).all() == []


def test_a_failing_service_task_keeps_the_action_and_ends_as_an_incident(runner: Runner, tasks: Tasks) -> None:
    case = runner.run(StartProcess(key="breaking", actor=OWNER))
    complete(runner, case, "write", ANNA, word="hej")
    assert open_tasks(runner, case) == []
    for _ in range(6):
        hurry(runner)
        work(runner)
    with runner.read() as (session, _):
        incident = session.scalars(select(Incident)).one()
        assert (incident.code, incident.element_id, incident.attempts) == ("service-task-failed", "tell", 5)
        assert "the register is closed" in incident.message
        assert session.get(Person, 99) is None, "what the service task did must go with it"
    tasks.broken = False
    with pytest.raises(NotAuthorized):
        runner.run(RetryIncident(incident_id=incident.id, actor=CILLA))
    runner.run(RetryIncident(incident_id=incident.id, actor=ADMIN))
    hurry(runner)
    work(runner)
    assert open_tasks(runner, case) == ["after"]
    with runner.read() as (session, _):
        assert session.scalars(select(Job)).all() == []
        assert session.scalars(select(Incident.resolved_at)).one() is not None
