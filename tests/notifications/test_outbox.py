"""What is in the outbox leaves once, is tried again when it could not, and never twice at the same time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clock import system_now
from engine.db import Database
from engine.events import Event, IncidentRaised, ProcessEnded
from engine.ids import new_id
from engine.models import OutboxMessage
from engine.run import Runner
from notifications.outbox import ATTEMPTS, LEASE, ClaimMessages, Dispatcher, TidyOutbox, record_events
from notifications.undeliverable import Undeliverable
from tests.webapp.conftest import ports


@pytest.fixture
def runner(database: Database) -> Runner:
    return Runner(database, ports(), ZoneInfo("Europe/Stockholm"))


@pytest.fixture
def message_id(runner: Runner) -> UUID:
    return add(runner, "mail.test")


def add(runner: Runner, topic: str) -> UUID:
    message = OutboxMessage(id=new_id(), topic=topic, payload={}, created_at=system_now(), run_at=system_now())
    with runner.database.write() as session:
        session.add(message)
    return message.id


def read(runner: Runner, message_id: UUID) -> OutboxMessage:
    with runner.read() as (session, _):
        return session.get_one(OutboxMessage, message_id)


class Recorder:
    """Sends by remembering, or fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.sent: list[UUID] = []

    def __call__(self, _session: Session, message: OutboxMessage) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("no mail server")
        self.sent.append(message.id)


def make_due(runner: Runner, message_id: UUID) -> None:
    with runner.database.write() as session:
        session.get_one(OutboxMessage, message_id).run_at = system_now() - timedelta(seconds=1)


def test_a_message_leaves_once(runner: Runner, message_id: UUID) -> None:
    recorder = Recorder()
    dispatch = Dispatcher({"mail.test": recorder})
    assert [dispatch(runner), dispatch(runner)] == [1, 0]
    assert recorder.sent == [message_id]
    assert read(runner, message_id).sent_at is not None


def test_what_could_not_be_sent_waits_longer_each_time(runner: Runner, message_id: UUID) -> None:
    recorder = Recorder(failures=2)
    dispatch = Dispatcher({"mail.test": recorder})
    waits = []
    for _ in range(2):
        assert dispatch(runner) == 0
        message = read(runner, message_id)
        assert message.error == "ConnectionRefusedError: no mail server"
        waits.append((message.run_at - system_now()).total_seconds())
        assert dispatch(runner) == 0, "not before its time"
        make_due(runner, message_id)
    assert 25 < waits[0] <= 30 < 55 < waits[1] <= 60
    assert dispatch(runner) == 1
    assert read(runner, message_id).error is None


def test_nobody_tries_for_ever(runner: Runner, message_id: UUID) -> None:
    recorder = Recorder(failures=100)
    dispatch = Dispatcher({"mail.test": recorder})
    for _ in range(ATTEMPTS + 3):
        make_due(runner, message_id)
        dispatch(runner)
    assert recorder.failures == 100 - ATTEMPTS
    assert read(runner, message_id).dead_at is not None


def test_a_claimed_message_is_nobody_elses_until_its_lease_ends(runner: Runner, message_id: UUID) -> None:
    assert runner.run(ClaimMessages(("mail.test",))) == [message_id]
    assert runner.run(ClaimMessages(("mail.test",))) == []
    with runner.database.write() as session:
        session.get_one(OutboxMessage, message_id).run_at -= LEASE
    assert runner.run(ClaimMessages(("mail.test",))) == [message_id]


def test_a_message_whose_sender_died_is_sent_once_more_and_then_never(runner: Runner, message_id: UUID) -> None:
    recorder = Recorder()
    dispatch = Dispatcher({"mail.test": recorder})
    for doubts in (1, 2):
        assert runner.run(ClaimMessages(("mail.test",))) == [message_id]
        assert read(runner, message_id).in_doubt == doubts
        make_due(runner, message_id)
    assert dispatch(runner) == 0
    assert recorder.sent == []
    message = read(runner, message_id)
    assert message.dead_at is not None
    assert str(message.error).startswith("SenderDied")


def test_the_second_of_two_attempts_may_succeed(runner: Runner, message_id: UUID) -> None:
    assert runner.run(ClaimMessages(("mail.test",))) == [message_id]
    make_due(runner, message_id)
    recorder = Recorder()
    assert Dispatcher({"mail.test": recorder})(runner) == 1
    assert recorder.sent == [message_id]


def test_what_is_refused_for_good_is_not_tried_again(runner: Runner, message_id: UUID) -> None:
    def refuse(_session: Session, _message: OutboxMessage) -> None:
        raise Undeliverable("Person 7 has no e-mail address")

    assert Dispatcher({"mail.test": refuse})(runner) == 0
    message = read(runner, message_id)
    assert message.dead_at is not None
    assert message.error == "Undeliverable: Person 7 has no e-mail address"


def test_what_left_long_ago_is_taken_away_and_nothing_else(runner: Runner, message_id: UUID) -> None:
    waiting, dead = add(runner, "mail.test"), add(runner, "mail.test")
    fresh = add(runner, "mail.test")
    old = system_now() - timedelta(days=31)
    with runner.database.write() as session:
        session.get_one(OutboxMessage, message_id).sent_at = old
        session.get_one(OutboxMessage, fresh).sent_at = system_now() - timedelta(days=29)
        session.get_one(OutboxMessage, dead).dead_at = old
    assert runner.run(TidyOutbox(days=30)) == 1
    assert runner.run(TidyOutbox(days=30)) == 0
    with runner.read() as (session, _):
        assert set(session.scalars(select(OutboxMessage.id))) == {waiting, dead, fresh}


def test_a_topic_nobody_knows_stays(runner: Runner) -> None:
    add(runner, "webhook.case")
    assert Dispatcher({"mail.test": Recorder()})(runner) == 0


def test_an_incident_is_told_and_other_events_are_not(runner: Runner) -> None:
    case = new_id()
    events: list[Event] = [
        IncidentRaised(instance_id=case, incident_id=new_id(), code="unexpected"),
        ProcessEnded(instance_id=case, status="completed"),
    ]
    with runner.database.write() as session:
        record_events(session, events)
    with runner.read() as (session, _):
        assert session.scalars(select(OutboxMessage.topic)).all() == ["notice.incident"]
