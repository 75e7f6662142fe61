"""The day's letter: one for each person and working day, in the morning, of what is new and still waits."""

from __future__ import annotations

import threading
from datetime import date, datetime, time

import pytest
from sqlalchemy import select, update

from engine.commands.complete_task import CompleteTask
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.suspend import SuspendCase
from engine.db import Database
from engine.models import HumanTask, MailChoice, Notice, RoleAssignment
from engine.run import Runner
from notifications.digest import WriteDigests
from tests.clocks import ZONE
from tests.notifications.telling_town import (
    BO,
    CILLA,
    DUE,
    MONDAY,
    OWNER,
    begin,
    choose,
    make_town,
    outbox,
    stand,
    work,
)

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def runner(database: Database) -> Runner:
    """Everybody wants one letter a day. Monday noon; the letters of that day have been written."""
    found = make_town(database)
    for person in (BO, CILLA, OWNER):
        choose(found, person, MailChoice.DAILY)
    return found


def letters(runner: Runner) -> list[tuple[int, list[str]]]:
    """The day's letters so far: whose, and the kinds of what stands in each."""
    with runner.read() as (session, _):
        kinds = {str(notice_id): kind for notice_id, kind in session.execute(select(Notice.id, Notice.kind))}
    found = sorted(outbox(runner, "mail.digest"), key=lambda each: (each.created_at, each.payload["person_id"]))
    payloads = [message.payload for message in found]
    return [(payload["person_id"], [kinds[each] for each in payload["notice_ids"]]) for payload in payloads]


def test_what_is_new_comes_in_one_letter_the_next_morning(runner: Runner) -> None:
    begin(runner, "plain")
    begin(runner, "shared")
    work(runner)
    assert letters(runner) == []
    stand(runner, TUESDAY, time(6, 58))
    assert letters(runner) == []
    stand(runner, TUESDAY, time(7, 1))
    assert letters(runner) == [(BO, ["task.opened", "task.opened"]), (CILLA, ["task.opened"])]
    stand(runner, TUESDAY, time(16))
    stand(runner, date(2026, 3, 4))
    assert len(letters(runner)) == 2, "nothing new, no letter"


def test_the_mornings_reminders_stand_in_the_mornings_letter(runner: Runner) -> None:
    begin(runner, "plain")
    work(runner)
    stand(runner, TUESDAY)
    stand(runner, DUE, time(7, 1))
    assert letters(runner) == [(BO, ["task.opened"]), (BO, ["task.due"])]


def test_of_one_task_only_the_newest_is_said(runner: Runner) -> None:
    begin(runner, "own")
    stand(runner, date(2026, 3, 12))
    with runner.database.write() as session:
        session.execute(update(Notice).values(mailed_at=None))
    stand(runner, date(2026, 3, 13))
    assert letters(runner)[-1] == (BO, ["task.reminder"])


def test_what_comes_later_in_the_day_waits_for_the_next(runner: Runner) -> None:
    begin(runner, "plain")
    work(runner)
    stand(runner, TUESDAY, time(8))
    begin(runner, "undated")
    work(runner)
    assert len(letters(runner)) == 1
    stand(runner, date(2026, 3, 4), time(8))
    assert letters(runner)[1:] == [(BO, ["task.opened"])]


def test_what_is_done_given_away_or_suspended_falls_out(runner: Runner) -> None:
    done = begin(runner, "plain")
    begin(runner, "shared")
    waiting = begin(runner, "undated")
    work(runner)
    runner.run(CompleteTask(task_id=done, actor=BO, posted={}))
    with runner.read() as (session, _):
        case = session.get_one(HumanTask, waiting).instance_id
    runner.run(SuspendCase(instance_id=case, actor=None, reason="prov"))
    with runner.database.write() as session:
        session.execute(update(RoleAssignment).where(RoleAssignment.person_id == BO).values(valid_to=MONDAY))
    stand(runner, TUESDAY)
    runner.run(RefreshPrincipals())
    assert letters(runner) == [(CILLA, ["task.opened"])]
    with runner.read() as (session, _):
        kept = session.scalars(select(Notice.task_id).where(Notice.mailed_at.is_(None))).all()
    assert kept == [waiting], "it stands in a letter when the case has been resumed"


def test_no_letters_on_days_off(runner: Runner) -> None:
    stand(runner, date(2026, 3, 6))  # a Friday
    begin(runner, "plain")
    work(runner)
    stand(runner, date(2026, 3, 7))
    stand(runner, date(2026, 3, 8))
    assert letters(runner) == []
    stand(runner, date(2026, 3, 9))
    assert letters(runner) == [(BO, ["task.opened"])]


def test_in_a_stop_only_what_the_law_asks_for_is_written(runner: Runner) -> None:
    stand(runner, date(2026, 6, 24))
    begin(runner, "undated")
    work(runner)
    begin(runner, "lawful")
    work(runner)
    stand(runner, date(2026, 6, 25))
    [(person, kinds)] = letters(runner)
    assert (person, kinds) == (BO, ["task.opened"])
    assert len(outbox(runner, "mail.digest")) == 1
    stand(runner, date(2026, 8, 11))
    assert (BO, ["task.opened"]) in letters(runner)[1:]


def test_who_has_come_to_want_no_letters_gets_none(runner: Runner) -> None:
    begin(runner, "plain")
    work(runner)
    choose(runner, BO, MailChoice.NONE)
    stand(runner, TUESDAY)
    assert letters(runner) == []


def test_two_workers_write_one_letter_each_person(runner: Runner) -> None:
    for _ in range(3):
        begin(runner, "shared")
    work(runner)
    with runner.database.write() as session:
        session.execute(update(HumanTask).values(next_notice_at=None))
    runner.run(MoveBusinessTime(at=datetime.combine(TUESDAY, time(8), ZONE)))
    both = threading.Barrier(2)

    def write() -> None:
        both.wait()
        while runner.run(WriteDigests(limit=1)):
            pass

    workers = [threading.Thread(target=write) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(letters(runner)) == [(BO, ["task.opened"] * 3), (CILLA, ["task.opened"] * 3)]
