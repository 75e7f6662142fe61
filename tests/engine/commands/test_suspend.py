"""A suspended case waits as a whole, loses nothing, and catches up when it is resumed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from engine.commands.cancel_process import CancelProcess
from engine.commands.claim_work import ClaimTimers
from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.fire_timer import FireTimer
from engine.commands.publish_message import PublishMessage
from engine.commands.resume import ResumeCase, ResumeDefinition
from engine.commands.retry_incident import RetryIncident
from engine.commands.run_job import RunJob
from engine.commands.save_draft import SaveDraft
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase, SuspendDefinition
from engine.errors import DefinitionNotFound, NotAuthorized, ProcessSuspended, Refused
from engine.history import verify
from engine.models import HistoryEvent, Incident, InstanceStatus, Job, ProcessDefinition, ProcessInstance, Timer
from engine.run import Runner, Transaction
from tests.engine.commands.conftest import ADMIN, ANNA, BO, CILLA, OWNER, Tasks
from tests.engine.commands.diagrams import (
    END,
    FAILURE,
    PROCESSES,
    START,
    call,
    diagram,
    event,
    files,
    process,
    user_task,
)
from tests.engine.commands.steps import complete, open_task, open_tasks, travel, work
from tests.engine.commands.test_worker import hurry

WHY = "Vi utreder"


def start(runner: Runner, key: str) -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def suspend(runner: Runner, case: UUID) -> None:
    runner.run(SuspendCase(instance_id=case, actor=ADMIN, reason=WHY))


def resume(runner: Runner, case: UUID) -> None:
    runner.run(ResumeCase(instance_id=case, actor=ADMIN))


def children(runner: Runner, case: UUID) -> list[UUID]:
    with runner.read() as (session, _):
        return list(session.scalars(select(ProcessInstance.id).where(ProcessInstance.parent_id == case)))


def waiting(runner: Runner) -> set[UUID]:
    """The cases that are suspended."""
    with runner.read() as (session, _):
        return set(session.scalars(select(ProcessInstance.id).where(ProcessInstance.suspended_at.is_not(None))))


def test_nobody_completes_a_task_of_a_suspended_case(runner: Runner) -> None:
    case = start(runner, "two_steps")
    suspend(runner, case)
    assert open_tasks(runner, case) == ["write"], "its tasks are still seen"
    with pytest.raises(ProcessSuspended):
        complete(runner, case, "write", ANNA, word="hej")
    runner.run(SaveDraft(task_id=open_task(runner, case, "write"), actor=ANNA, posted={"word": "hej"}))
    resume(runner, case)
    complete(runner, case, "write", ANNA, word="hej")
    assert open_tasks(runner, case) == ["read"]


def test_a_timer_that_becomes_due_meanwhile_comes_when_the_case_is_resumed(runner: Runner) -> None:
    case = start(runner, "waiting")
    suspend(runner, case)
    travel(runner, timedelta(days=4))
    assert open_tasks(runner, case) == ["write"]
    assert runner.run(ClaimTimers(limit=9)) == []
    resume(runner, case)
    work(runner)
    assert open_tasks(runner, case) == ["escalate", "remind"]


def test_a_timer_that_was_taken_before_the_suspension_stays(runner: Runner) -> None:
    case = start(runner, "waiting")
    with runner.read() as (session, _):
        timer = session.scalars(select(Timer.id).where(Timer.element_id == "nudge")).one()
    suspend(runner, case)
    travel(runner, timedelta(days=2))
    runner.run(FireTimer(timer_id=timer))
    with runner.read() as (session, _):
        assert session.get(Timer, timer) is not None
    assert open_tasks(runner, case) == ["write"]


def test_a_job_waits_with_its_case(runner: Runner, tasks: Tasks) -> None:
    case = start(runner, "breaking")
    complete(runner, case, "write", ANNA, word="hej")
    suspend(runner, case)
    tasks.broken = False
    hurry(runner)
    work(runner)
    with runner.read() as (session, _):
        job = session.scalars(select(Job)).one()
    runner.run(RunJob(job_id=job.id))
    assert open_tasks(runner, case) == []
    resume(runner, case)
    work(runner)
    assert open_tasks(runner, case) == ["after"]


def test_an_incident_is_not_retried_before_the_case_is_resumed(runner: Runner) -> None:
    case = start(runner, "breaking")
    complete(runner, case, "write", ANNA, word="hej")
    for _ in range(5):
        hurry(runner)
        work(runner)
    suspend(runner, case)
    with runner.read() as (session, _):
        incident = session.scalars(select(Incident.id)).one()
    with pytest.raises(ProcessSuspended):
        runner.run(RetryIncident(incident_id=incident, actor=ADMIN))


def test_a_message_waits_for_a_suspended_case(runner: Runner) -> None:
    catch = event("intermediateCatchEvent", "post", '<bpmn:messageEventDefinition id="m" messageRef="letter"/>')
    listening = process("listening", START, catch, user_task("read", form=None), END,
                        flows="begin>post;post>read;read>finish")  # fmt: skip
    letter = '<bpmn:message id="letter" name="letter"/>'
    runner.run(Deploy(name="listening", files={"a.bpmn": diagram(letter, listening)}))
    case = start(runner, "listening")
    suspend(runner, case)
    runner.run(PublishMessage(name="letter", key=None, variables={}))
    work(runner)
    assert open_tasks(runner, case) == []
    resume(runner, case)
    work(runner)
    assert open_tasks(runner, case) == ["read"]


def test_called_cases_wait_with_their_caller(runner: Runner) -> None:
    case = start(runner, "many")
    called = children(runner, case)
    suspend(runner, case)
    assert waiting(runner) == {case, *called}
    with pytest.raises(ProcessSuspended):
        complete(runner, called[0], "answer", ANNA, word="hej")
    with pytest.raises(Refused, match="called this one"):
        resume(runner, called[0])
    resume(runner, case)
    assert waiting(runner) == set()
    for number, one in zip((ANNA, BO, CILLA), called, strict=True):
        complete(runner, one, "answer", number, word="hej")
    assert open_tasks(runner, case) == ["sum"]


def test_what_was_suspended_on_its_own_stays_so(runner: Runner) -> None:
    case = start(runner, "many")
    called = children(runner, case)
    suspend(runner, called[1])
    assert waiting(runner) == {called[1]}
    suspend(runner, case)
    resume(runner, case)
    assert waiting(runner) == {called[1]}
    resume(runner, called[1])
    assert waiting(runner) == set()


def test_cases_that_a_suspended_case_has_still_to_call_are_not_forgotten(runner: Runner, tasks: Tasks) -> None:
    case = start(runner, "crowd")
    suspend(runner, case)
    assert work(runner) == 0
    assert len(children(runner, case)) == 100
    resume(runner, case)
    work(runner)
    assert len(tasks.calls) == 250
    assert open_tasks(runner, case) == ["sum"]


def test_a_suspended_case_can_be_cancelled_with_all_it_has_called(runner: Runner) -> None:
    case = start(runner, "many")
    suspend(runner, case)
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel"))
    work(runner)
    with runner.read() as (session, _):
        assert set(session.scalars(select(ProcessInstance.status))) == {InstanceStatus.CANCELLED}
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_a_process_is_suspended_with_its_cases_and_its_starts(runner: Runner) -> None:
    first, second, other = start(runner, "two_steps"), start(runner, "two_steps"), start(runner, "choice")
    suspend(runner, second)
    assert runner.run(SuspendDefinition(key="two_steps", actor=ADMIN, reason=WHY)) == 1
    assert waiting(runner) == {first, second}
    with pytest.raises(ProcessSuspended):
        start(runner, "two_steps")
    with pytest.raises(Refused, match="process"):
        resume(runner, first)
    complete(runner, other, "write", ANNA, word="yes")
    assert runner.run(ResumeDefinition(key="two_steps", actor=ADMIN)) == 1
    assert waiting(runner) == {second}
    start(runner, "two_steps")


def test_a_new_version_does_not_open_a_suspended_process(runner: Runner) -> None:
    runner.run(SuspendDefinition(key="two_steps", actor=ADMIN, reason=WHY))
    corrected = {"a.bpmn": diagram(FAILURE, PROCESSES[0].replace("Case about", "Story of")),
                 "words.form.json": files()["words.form.json"]}  # fmt: skip
    runner.run(Deploy(name="corrected", files=corrected))
    with pytest.raises(ProcessSuspended):
        start(runner, "two_steps")
    runner.run(ResumeDefinition(key="two_steps", actor=ADMIN))
    start(runner, "two_steps")
    with runner.read() as (session, _):
        assert set(session.scalars(select(ProcessDefinition.suspended_because))) == {None}


def test_a_case_of_a_suspended_process_that_is_called_is_born_suspended(runner: Runner, tasks: Tasks) -> None:
    caller = process("early", START, user_task("write"), call("ask", "quick"), END,
                     flows="begin>write;write>ask;ask>finish")  # fmt: skip
    runner.run(Deploy(name="early", files={"a.bpmn": diagram(caller), "b.form.json": files()["words.form.json"]}))
    case = start(runner, "early")
    runner.run(SuspendDefinition(key="quick", actor=ADMIN, reason=WHY))
    complete(runner, case, "write", ANNA, word="hej")
    work(runner)
    assert waiting(runner) == set(children(runner, case))
    assert tasks.calls == [], "its service task waits, too"
    runner.run(ResumeDefinition(key="quick", actor=ADMIN))
    work(runner)
    assert len(tasks.calls) == 1
    with runner.read() as (session, _):
        assert set(session.scalars(select(ProcessInstance.status))) == {InstanceStatus.COMPLETED}


def test_resuming_a_called_process_leaves_what_a_caller_holds_back(runner: Runner) -> None:
    case = start(runner, "many")
    runner.run(SuspendDefinition(key="child", actor=ADMIN, reason=WHY))
    suspend(runner, case)
    assert runner.run(ResumeDefinition(key="child", actor=ADMIN)) == 0
    assert waiting(runner) == {case, *children(runner, case)}
    resume(runner, case)
    assert waiting(runner) == set()


def test_the_history_says_who_and_why(runner: Runner) -> None:
    case = start(runner, "many")
    suspend(runner, case)
    resume(runner, case)
    with runner.read() as (session, _):
        for one in (case, *children(runner, case)):
            assert verify(session, one) == []
        rows = session.scalars(
            select(HistoryEvent).where(HistoryEvent.action.in_(("suspended", "resumed"))).order_by(HistoryEvent.seq)
        ).all()
    assert len(rows) == 8
    assert {row.actor_id for row in rows} == {ADMIN}
    assert {row.details.get("reason") for row in rows if row.action == "suspended"} == {WHY}


def test_administrators_alone_suspend_and_resume(runner: Runner) -> None:
    case = start(runner, "two_steps")
    for command in (
        SuspendCase(instance_id=case, actor=OWNER, reason=WHY), ResumeCase(instance_id=case, actor=OWNER),
        SuspendDefinition(key="two_steps", actor=OWNER, reason=WHY), ResumeDefinition(key="two_steps", actor=OWNER),
    ):  # fmt: skip
        with pytest.raises(NotAuthorized):
            runner.run(command)


def test_what_cannot_be_suspended_or_resumed_is_refused(runner: Runner) -> None:
    case = start(runner, "two_steps")
    with pytest.raises(Refused):
        resume(runner, case)
    with pytest.raises(Refused):
        runner.run(ResumeDefinition(key="two_steps", actor=ADMIN))
    with pytest.raises(DefinitionNotFound):
        runner.run(SuspendDefinition(key="unknown", actor=ADMIN, reason=WHY))
    suspend(runner, case)
    with pytest.raises(Refused):
        suspend(runner, case)
    resume(runner, case)
    complete(runner, case, "write", ANNA, word="hej")
    runner.run(CompleteTask(task_id=open_task(runner, case, "read"), actor=BO, posted={}))
    with pytest.raises(Refused):
        suspend(runner, case)


@dataclass(frozen=True)
class SlowSuspension:
    """Suspends a process, and commits only when told to."""

    key: str
    suspended: Event
    commit: Event

    def execute(self, tx: Transaction) -> None:
        SuspendDefinition(key=self.key, actor=ADMIN, reason=WHY).execute(tx)
        self.suspended.set()
        assert self.commit.wait(60)


def test_a_version_deployed_while_its_process_is_being_suspended_is_suspended_too(runner: Runner) -> None:
    slow = SlowSuspension("two_steps", Event(), Event())
    with ThreadPoolExecutor(2) as pool:
        suspending = pool.submit(runner.run, slow)
        assert slow.suspended.wait(60)
        deploying = pool.submit(runner.run, Deploy(name="again", files=files(), actor=OWNER))
        while not (deploying.done() or runner.database.is_sqlite or waits_for_a_lock(runner)):
            pass
        slow.commit.set()
        suspending.result()
        deploying.result()
    with runner.read() as (session, _):
        of_key = select(ProcessDefinition).where(ProcessDefinition.key == "two_steps")
        versions = {row.version: row.suspended_because for row in session.scalars(of_key)}
    assert versions == {1: WHY, 2: WHY}


def waits_for_a_lock(runner: Runner) -> bool:
    with runner.read() as (session, _):
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return session.scalar(text(waits)) is not None
