"""Who is told of a task, and when: in the morning of working days, once, and nothing that is no longer so."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from engine.clock import system_now
from engine.commands.complete_task import CompleteTask
from engine.commands.resume import ResumeCase
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase
from engine.db import Database
from engine.models import HumanTask, Notice, TaskStatus
from engine.run import Runner, Transaction
from notifications.reminders import RemindOfTasks
from tests.notifications.telling_town import (
    ANNA,
    BO,
    CILLA,
    DUE,
    HEAD,
    MONDAY,
    OWNER,
    begin,
    make_town,
    outbox,
    stand,
    told,
    work,
)


@pytest.fixture
def runner(database: Database) -> Runner:
    return make_town(database)


def test_the_usual_ladder(runner: Runner) -> None:
    begin(runner, "plain")
    seen: dict[date, list[tuple[int, str]]] = {}
    day = MONDAY
    while day <= date(2026, 3, 31):
        before = len(told(runner))
        stand(runner, day, time(13))
        if new := told(runner)[before:]:
            seen[day] = new
        day += timedelta(days=1)
    assert seen == {
        MONDAY: [(BO, "task.opened")],
        date(2026, 3, 5): [(BO, "task.reminder")],
        date(2026, 3, 12): [(BO, "task.reminder")],
        DUE: [(BO, "task.due")],
        date(2026, 3, 19): [(ANNA, "task.late-manager")],
        date(2026, 3, 25): [(OWNER, "task.late-owner")],
    }
    with runner.read() as (session, _):
        facts = session.scalars(select(Notice.facts).order_by(Notice.created_at)).all()
        assert facts[1] == {"step": "-7", "due": "2026-03-16"}
        assert facts[-1] == {"step": "+7 process-owner", "due": "2026-03-16", "holders": [BO]}
        assert session.scalars(select(HumanTask.next_notice_at)).one() is None


def test_reminders_come_at_seven_in_the_morning(runner: Runner) -> None:
    begin(runner, "plain")
    work(runner)
    stand(runner, date(2026, 3, 5), time(6, 59))
    assert told(runner) == [(BO, "task.opened")]
    stand(runner, date(2026, 3, 5), time(7, 0))
    assert told(runner) == [(BO, "task.opened"), (BO, "task.reminder")]


def test_a_task_without_a_date_is_told_when_it_opens_and_then_no_more(runner: Runner) -> None:
    begin(runner, "undated")
    work(runner)
    stand(runner, date(2026, 5, 4))
    assert told(runner) == [(BO, "task.opened")]


def test_a_process_has_a_ladder_of_its_own_and_a_task_can_be_silent(runner: Runner) -> None:
    begin(runner, "own")
    begin(runner, "quiet")
    work(runner)
    for day in (date(2026, 3, 12), date(2026, 3, 13), DUE, date(2026, 4, 20)):
        stand(runner, day)
    assert told(runner) == [(BO, "task.opened"), (BO, "task.reminder"), (BO, "task.due")]


def test_of_several_steps_that_have_passed_only_the_last_is_told(runner: Runner) -> None:
    begin(runner, "plain")
    runner.run(RemindOfTasks())
    stand(runner, DUE)
    assert told(runner) == [(BO, "task.due")]


def test_what_opens_late_is_not_taken_for_late_before(runner: Runner) -> None:
    stand(runner, date(2026, 3, 18))
    begin(runner, "plain")
    work(runner)
    assert told(runner) == [(BO, "task.opened")]
    stand(runner, date(2026, 3, 19))
    assert told(runner)[1:] == [(ANNA, "task.late-manager")]


def test_a_completed_task_tells_nothing_more(runner: Runner) -> None:
    task = begin(runner, "plain")
    runner.run(RemindOfTasks())
    runner.run(CompleteTask(task_id=task, actor=BO, posted={}))
    work(runner)
    stand(runner, DUE)
    assert told(runner) == []
    assert [message.sent_at is not None for message in outbox(runner, "notice.tasks")] == [True]


def test_what_was_rolled_back_was_never_said(runner: Runner) -> None:
    class Torn(Exception):
        pass

    class TornStart:
        def execute(self, tx: Transaction) -> None:
            StartProcess(key="plain", actor=OWNER).execute(tx)
            raise Torn

    with pytest.raises(Torn):
        runner.run(TornStart())
    work(runner)
    assert told(runner) == []
    assert outbox(runner, "notice.tasks") == []


def test_a_task_that_got_another_date_is_reminded_of_that_one(runner: Runner) -> None:
    begin(runner, "plain")
    work(runner)
    stand(runner, date(2026, 3, 4))
    with runner.read() as (_, clock):
        later, now = clock.end_of(date(2026, 4, 20)), clock.now()
    with runner.database.write() as session:
        session.execute(update(HumanTask).values(due_at=later, notice_step=1, next_notice_at=now))
    for day in (date(2026, 3, 5), DUE, date(2026, 3, 25)):
        stand(runner, day)
    assert told(runner) == [(BO, "task.opened")]
    stand(runner, date(2026, 4, 20))
    assert told(runner)[1:] == [(BO, "task.due")]


def test_a_step_that_waits_in_the_outbox_is_not_told_when_the_date_has_moved(runner: Runner) -> None:
    begin(runner, "plain")
    runner.run(RemindOfTasks())
    with runner.read() as (_, clock):
        later = clock.end_of(date(2026, 4, 20))
    with runner.database.write() as session:
        session.execute(update(HumanTask).values(due_at=later))
    work(runner)
    assert told(runner) == []


def test_nothing_is_told_of_a_suspended_case_until_it_is_resumed(runner: Runner) -> None:
    task = begin(runner, "plain")
    work(runner)
    with runner.read() as (session, _):
        case = session.get_one(HumanTask, task).instance_id
    runner.run(SuspendCase(instance_id=case, actor=None, reason="prov"))
    stand(runner, date(2026, 3, 12))
    assert told(runner) == [(BO, "task.opened")]
    runner.run(ResumeCase(instance_id=case, actor=None))
    stand(runner, date(2026, 3, 12), time(12, 15))
    assert told(runner)[1:] == [(BO, "task.reminder")]


def test_a_case_suspended_after_the_sweep_waits_in_the_outbox(runner: Runner) -> None:
    task = begin(runner, "plain")
    with runner.read() as (session, _):
        case = session.get_one(HumanTask, task).instance_id
    runner.run(RemindOfTasks())
    runner.run(SuspendCase(instance_id=case, actor=None, reason="prov"))
    work(runner)
    assert told(runner) == []
    [_told, waiting] = outbox(runner, "notice.tasks")
    assert waiting.sent_at is None
    assert waiting.run_at > system_now()


def test_in_the_summer_stop_only_what_the_law_asks_for_is_told(runner: Runner) -> None:
    begin(runner, "summer")
    begin(runner, "lawful")
    work(runner)
    assert of_tasks(runner) == ["task.opened", "task.opened"]
    stand(runner, date(2026, 7, 10))
    assert of_tasks(runner)[2:] == ["task.due"]
    with runner.read() as (session, _):
        assert session.scalars(select(Notice.facts).where(Notice.kind == "task.due")).one()["statutory"]
    stand(runner, date(2026, 8, 10))
    before = len(of_tasks(runner))
    stand(runner, date(2026, 8, 11))
    assert of_tasks(runner)[before:] == ["task.late-owner"]


def of_tasks(runner: Runner) -> list[str]:
    """What has been told of tasks, and not of statutory dates."""
    return [kind for _, kind in told(runner) if kind.startswith("task.")]


def test_what_opens_in_the_christmas_stop_waits_for_the_first_working_day_after(runner: Runner) -> None:
    stand(runner, date(2026, 12, 28))
    begin(runner, "undated")
    work(runner)
    stand(runner, date(2027, 1, 6))
    assert told(runner) == []
    stand(runner, date(2027, 1, 7), time(7, 1))
    assert told(runner) == [(BO, "task.opened")]


def test_a_role_tells_all_who_hold_it(runner: Runner) -> None:
    begin(runner, "shared")
    work(runner)
    assert told(runner) == [(BO, "task.opened"), (CILLA, "task.opened")]


def test_a_claim_silences_it_for_the_others(runner: Runner) -> None:
    task = begin(runner, "shared")
    with runner.database.write() as session:
        session.execute(update(HumanTask).where(HumanTask.id == task).values(assignee_id=CILLA))
    work(runner)
    assert told(runner) == [(CILLA, "task.opened")]


def test_a_delegated_task_is_told_to_who_prepares_it_and_late_to_whose_it_is(runner: Runner) -> None:
    task = begin(runner, "school")
    with runner.database.write() as session:
        session.execute(update(HumanTask).where(HumanTask.id == task).values(delegated_to=CILLA, delegated_by=ANNA))
    work(runner)
    stand(runner, date(2026, 3, 19))
    assert told(runner) == [(CILLA, "task.opened"), (HEAD, "task.late-manager")]


def test_what_was_delegated_by_somebody_who_has_left_is_told_to_those_who_do_it_now(runner: Runner) -> None:
    task = begin(runner, "school")
    with runner.database.write() as session:
        session.execute(update(HumanTask).where(HumanTask.id == task).values(delegated_to=CILLA, delegated_by=BO))
    work(runner)
    assert told(runner) == [(ANNA, "task.opened")]


def test_a_task_that_nobody_can_do_reaches_the_process_owner(runner: Runner) -> None:
    begin(runner, "empty")
    work(runner)
    assert told(runner) == [(OWNER, "task.unheld")]


def test_what_whistle_blowers_report_reaches_no_manager(runner: Runner) -> None:
    begin(runner, "reported")
    work(runner)
    for day in (date(2026, 3, 19), date(2026, 3, 25)):
        stand(runner, day)
    assert told(runner) == [(BO, "task.opened"), (BO, "task.late"), (BO, "task.late")]


def test_a_due_date_beyond_the_calendar_stops_nobody_elses_reminders(runner: Runner) -> None:
    begin(runner, "plain")
    with runner.read() as (session, clock):
        far = clock.end_of(date(2099, 12, 30))
    with runner.database.write() as session:
        session.execute(update(HumanTask).values(due_at=far))
    begin(runner, "school")
    work(runner)
    assert told(runner) == [(ANNA, "task.opened"), (BO, "task.opened")]
    with runner.read() as (session, _):
        assert session.scalars(select(HumanTask.status)).all() == [TaskStatus.OPEN] * 2
