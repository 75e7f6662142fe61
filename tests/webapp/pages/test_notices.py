"""What a person has been told, as a page: unread first, named only to who may read it, and counted in the header."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.commands.move_business_time import MoveBusinessTime
from engine.models import HumanTask, Notice, ProcessInstance
from engine.run import Runner
from notifications.reminders import RemindOfTasks
from notifications.telling import tell
from tests.webapp.conftest import Visitor
from tests.webapp.pages.people import SECRETARY, STRANGER, TEACHER, Employee

SignIn = Callable[[Employee], Visitor]
COUNT = re.compile(r"(\d+) oläst")


@pytest.fixture
def told(runner: Runner, task_id: UUID) -> UUID:
    """The secretary and the teacher have been told of the plan's first task."""
    runner.run(RemindOfTasks())
    assert tell(runner) == 1
    return task_id


def notice_of(runner: Runner, person: Employee) -> Notice:
    with runner.read() as (session, _):
        return session.scalars(select(Notice).where(Notice.person_id == person.id)).one()


def test_a_task_that_waits_is_told_counted_opened_and_read(sign_in: SignIn, runner: Runner, told: UUID) -> None:
    secretary = sign_in(SECRETARY)
    page = secretary.get("/notices/").text
    assert "”Skriv planen” väntar på dig. Den ska vara klar 10 mars 2026." in page
    assert "Plan för skolan" in page
    assert COUNT.search(page)
    notice = notice_of(runner, SECRETARY)
    answer = secretary.post(f"/notices/{notice.id}/open", {"to": "task"})
    assert answer.headers["Location"].endswith(f"/tasks/{told}")
    page = secretary.get("/notices/").text
    assert "Skriv planen" in page
    assert "Oläst" not in page
    assert not COUNT.search(page)


def test_what_is_unread_stands_first_and_all_can_be_read_at_once(sign_in: SignIn, runner: Runner, told: UUID) -> None:
    notice = notice_of(runner, SECRETARY)
    with runner.database.write() as session:
        session.add(Notice(person_id=SECRETARY.id, kind="task.due", task_id=told, instance_id=notice.instance_id,
                           facts={"due": "2026-03-10"}, created_at=notice.created_at))  # fmt: skip
    secretary = sign_in(SECRETARY)
    assert "2 olästa meddelanden" in secretary.get("/tasks").text
    secretary.get("/notices/")
    secretary.post(f"/notices/{notice.id}/read")
    page = secretary.get("/notices/").text
    assert page.index("ska vara klar 10 mars") < page.index("väntar på dig. Den ska")
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until
    secretary.post("/notices/read-all", {"until": until[1]})
    assert "Oläst" not in secretary.get("/notices/").text


def test_what_has_come_since_the_list_was_shown_stays_unread(sign_in: SignIn, runner: Runner, told: UUID) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get("/notices/")
    secretary.post("/notices/read-all", {"until": "2026-03-01T00:00:00+00:00"})
    secretary.post("/notices/read-all", {"until": "nonsense"})
    assert "Oläst" in secretary.get("/notices/").text


def test_who_may_no_longer_read_the_task_sees_only_that_something_waited(
    sign_in: SignIn, runner: Runner, told: UUID
) -> None:
    with runner.database.write() as session:
        session.execute(update(Notice).where(Notice.person_id == TEACHER.id).values(person_id=STRANGER.id))
        session.execute(update(HumanTask).values(visibility="PAIR", reader="nobody"))
        session.execute(update(ProcessInstance).values(reader="nobody", status_reader="nobody"))
    page = sign_in(STRANGER).get("/notices/").text
    assert "En uppgift väntar på dig." in page
    assert "Skriv planen" not in page
    assert "Plan för skolan" not in page
    assert "Öppna" not in page
    assert "Skriv planen" in sign_in(SECRETARY).get("/notices/").text


def test_nobody_reads_for_others(sign_in: SignIn, runner: Runner, told: UUID) -> None:
    notice = notice_of(runner, SECRETARY)
    teacher = sign_in(TEACHER)
    teacher.get("/notices/")
    assert teacher.post(f"/notices/{notice.id}/read").status_code == 404
    assert teacher.post(f"/notices/{notice.id}/open").status_code == 404
    assert notice_of(runner, SECRETARY).read_at is None


def test_without_notices_the_page_says_what_will_stand_there(sign_in: SignIn) -> None:
    page = sign_in(STRANGER).get("/notices/").text
    assert "Du har inga meddelanden." in page
    assert not COUNT.search(page)


def test_what_is_done_needs_no_reading(sign_in: SignIn, runner: Runner, told: UUID) -> None:
    secretary = sign_in(SECRETARY)
    assert COUNT.search(secretary.get("/tasks").text)
    with runner.database.write() as session:
        session.execute(update(HumanTask).where(HumanTask.id == told).values(status="completed"))
    assert not COUNT.search(secretary.get("/tasks").text)
    page = secretary.get("/notices/").text
    assert "Skriv planen" in page
    assert "Oläst" not in page


def test_of_a_task_only_the_newest_notice_is_to_be_read(sign_in: SignIn, runner: Runner, told: UUID) -> None:
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 6, 8, tzinfo=runner.zone)))  # two working days before it is due
    runner.run(RemindOfTasks())
    tell(runner)
    page = sign_in(SECRETARY).get("/notices/").text
    assert "1 oläst" in page
    with runner.read() as (session, _):
        notices = session.scalars(select(Notice).where(Notice.person_id == SECRETARY.id).order_by(Notice.created_at))
        assert [(notice.kind, notice.read_at is None) for notice in notices] == [
            ("task.opened", False),
            ("task.reminder", True),
        ]
