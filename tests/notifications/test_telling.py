"""One notice for each person whom it concerns, once, and letters and calls as they have been asked for."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from engine.clock import system_now
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.set_absence import SetAbsence
from engine.commands.set_deputy import SetDeputy
from engine.db import Database
from engine.events import IncidentRaised
from engine.models import (
    Account,
    DeputyScope,
    Exclusion,
    HumanTask,
    MailChoice,
    Notice,
    OutboxMessage,
    Person,
    Position,
    PrincipalHolder,
    StatutoryDeadline,
    TaskExclusion,
    Webhook,
)
from engine.run import Runner
from notifications.outbox import record_events
from notifications.reminders import RemindOfTasks
from notifications.telling import Tell, tell
from tests.notifications.telling_town import (
    ANNA,
    BO,
    CILLA,
    DIRECTOR,
    HEAD,
    OWNER,
    begin,
    choose,
    make_town,
    outbox,
    stand,
    told,
    work,
)


@pytest.fixture
def runner(database: Database) -> Runner:
    return make_town(database)


def test_a_message_is_told_once_however_often_it_is_read(runner: Runner) -> None:
    begin(runner, "shared")
    runner.run(RemindOfTasks())
    [message] = outbox(runner, "notice.tasks")
    assert runner.run(Tell()) == 1
    assert runner.run(Tell()) == 0
    assert runner.run(Tell(only=message.id)) == 0
    assert told(runner) == [(BO, "task.opened"), (CILLA, "task.opened")]


def test_a_new_manager_is_told_and_not_the_former_one(runner: Runner) -> None:
    begin(runner, "school")
    runner.run(RemindOfTasks())
    with runner.database.write() as session:
        session.execute(update(Position).where(Position.person_id == ANNA).values(is_manager=False))
        session.execute(update(Position).where(Position.person_id == CILLA).values(is_manager=True))
    runner.run(RefreshPrincipals())
    assert tell(runner) == 1
    assert told(runner) == [(CILLA, "task.opened")]


def test_who_is_away_on_the_due_day_is_not_told_but_the_deputy_is(runner: Runner) -> None:
    due, day = date(2026, 3, 16), date(2026, 3, 10)
    runner.run(SetDeputy(actor=BO, person_id=BO, deputy_id=CILLA, scopes=frozenset({DeputyScope.DO}), valid_from=day,
                         valid_to=date(2026, 3, 31)))  # fmt: skip
    runner.run(SetAbsence(actor=BO, person_id=BO, valid_from=day, valid_to=date(2026, 3, 31)))
    stand(runner, day)
    begin(runner, "plain")
    work(runner)
    stand(runner, due)
    assert told(runner) == [(CILLA, "task.opened"), (CILLA, "task.due")]


def test_who_is_away_without_a_deputy_is_stood_in_for_by_the_manager_above(runner: Runner) -> None:
    runner.run(SetAbsence(actor=BO, person_id=BO, valid_from=date(2026, 3, 10), valid_to=date(2026, 3, 31)))
    begin(runner, "plain")
    work(runner)
    assert told(runner) == [(ANNA, "task.opened")]


def test_an_absent_manager_is_stood_in_for_when_a_task_is_late(runner: Runner) -> None:
    begin(runner, "plain")
    work(runner)
    runner.run(SetAbsence(actor=ANNA, person_id=ANNA, valid_from=date(2026, 3, 18), valid_to=date(2026, 3, 31)))
    stand(runner, date(2026, 3, 19))
    assert told(runner)[1:] == [(HEAD, "task.late-manager")]


def test_who_has_a_conflict_of_interest_is_not_told(runner: Runner) -> None:
    task = begin(runner, "shared")
    with runner.database.write() as session:
        session.add(TaskExclusion(task_id=task, person_id=BO, rule=Exclusion.CONFLICT_OF_INTEREST))
    work(runner)
    assert told(runner) == [(CILLA, "task.opened")]


@pytest.mark.parametrize(("mail", "letters", "waits"), [("direct", 1, False), ("daily", 0, True), ("none", 0, False)])
def test_letters_come_as_they_have_been_asked_for(runner: Runner, mail: str, letters: int, waits: bool) -> None:
    choose(runner, BO, MailChoice(mail))
    begin(runner, "plain")
    work(runner)
    with runner.read() as (session, _):
        notice = session.scalars(select(Notice)).one()
    assert [message.payload for message in outbox(runner, "mail.notice")] == [{"notice_id": str(notice.id)}] * letters
    assert (notice.mailed_at is None) == waits


def test_no_letter_is_written_to_who_has_no_address_or_a_closed_account(runner: Runner) -> None:
    choose(runner, BO, MailChoice.DIRECT)
    choose(runner, CILLA, MailChoice.DIRECT)
    with runner.database.write() as session:
        session.execute(update(Person).where(Person.id == BO).values(email=None))
        session.add(Account(person_id=CILLA, email="cilla@alvhamn.example", disabled=True))
    begin(runner, "shared")
    work(runner)
    assert len(told(runner)) == 2
    assert outbox(runner, "mail.notice") == []


def test_systems_that_listen_hear_of_tasks_without_what_is_confidential(runner: Runner) -> None:
    listening = Webhook(url="https://a.example/", secret="x", topics=["task.opened"], created_at=system_now())
    other = Webhook(url="https://b.example/", secret="x", topics=["case.ended"], created_at=system_now())
    with runner.database.write() as session:
        session.add_all([listening, other])
    tasks = {key: begin(runner, key) for key in ("plain", "pair", "reported")}
    work(runner)
    calls = {message.payload["facts"]["task_id"]: message.payload for message in outbox(runner, "webhook.call")}
    assert calls.keys() == {str(tasks["plain"]), str(tasks["pair"])}
    open_to_all = calls[str(tasks["plain"])]
    assert (open_to_all["webhook_id"], open_to_all["topic"]) == (str(listening.id), "task.opened")
    assert open_to_all["facts"].keys() == {"task_id", "due_at", "case_id", "definition_key", "element_id"}
    assert calls[str(tasks["pair"])]["facts"].keys() == {"task_id", "due_at"}


def test_alarms_of_the_law_are_mailed_at_once_whatever_was_chosen(runner: Runner) -> None:
    for person in (DIRECTOR, OWNER):
        choose(runner, person, MailChoice.NONE)
    begin(runner, "lawful")
    work(runner)
    stand(runner, date(2026, 7, 1))
    alarms = [(person, kind) for person, kind in told(runner) if kind.startswith("statutory.")]
    assert alarms == [(OWNER, "statutory.alarm"), (DIRECTOR, "statutory.alarm")]
    with runner.read() as (session, _):
        ids = {str(each) for each in session.scalars(select(Notice.id).where(Notice.kind == "statutory.alarm"))}
        facts = session.scalars(select(Notice.facts).where(Notice.kind == "statutory.alarm")).first()
        deadline = session.scalars(select(StatutoryDeadline.id)).one()
    assert facts == {"deadline_id": str(deadline), "statute": "KL 11:8", "on": "2026-07-31", "days": 30}
    assert {message.payload["notice_id"] for message in outbox(runner, "mail.notice")} == ids


def test_what_a_colleague_did_is_told_to_the_one_person(runner: Runner) -> None:
    task = begin(runner, "plain")
    work(runner)
    payload = {"person_id": CILLA, "kind": "task.delegated", "task_id": str(task)}
    lay(runner, "notice.person", payload)
    lay(runner, "notice.person", payload | {"task_id": str(uuid4())})
    work(runner)
    assert told(runner)[1:] == [(CILLA, "task.delegated")]


def lay(runner: Runner, topic: str, payload: dict[str, object]) -> UUID:
    at = system_now() - timedelta(seconds=1)
    message = OutboxMessage(topic=topic, payload=payload, created_at=at, run_at=at)
    with runner.database.write() as session:
        session.add(message)
    return message.id


def test_one_message_that_cannot_be_read_keeps_no_other_waiting(runner: Runner) -> None:
    good, bad = begin(runner, "plain"), begin(runner, "school")
    with runner.read() as (session, _):
        due = session.get_one(HumanTask, good).due_at
    assert due
    steps = [[str(bad), "no step at all", due.isoformat()], [str(good), "opened", due.isoformat()]]
    with runner.database.write() as session:
        session.execute(update(HumanTask).values(next_notice_at=None))
    lay(runner, "notice.tasks", {"tasks": steps})
    work(runner)
    assert told(runner) == [(BO, "task.opened")]
    [left] = [message for message in outbox(runner, "notice.tasks") if message.sent_at is None]
    assert left.payload["tasks"] == [steps[0]]
    assert "no step at all" in str(left.error)


def test_an_incident_is_a_letter_of_its_own_to_each_administrator(runner: Runner) -> None:
    """So that one whom none reaches is tried again alone, and the others hear of it once."""
    with runner.database.write() as session:
        for person in (ANNA, BO, CILLA):
            closed = person == CILLA
            session.add(
                Account(person_id=person, email=f"{person}@a.example", epoch=0, disabled=closed, password_hash="x")
            )
            session.add(PrincipalHolder(principal="role:administrator:unit:ALV", person_id=person))
        record_events(session, [IncidentRaised(instance_id=uuid4(), incident_id=uuid4(), code="unexpected")])
    assert (tell(runner), tell(runner)) == (1, 0)
    with runner.read() as (session, _):
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "mail.incident")).all()
    assert sorted(row.payload["person_id"] for row in rows) == [ANNA, BO]
