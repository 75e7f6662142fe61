"""From the outbox by a real mail server: what is refused for good is given up at once, the rest is tried again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from engine.clock import system_now
from engine.db import Database
from engine.ids import new_id
from engine.models import Account, Notice, OutboxMessage
from engine.run import Runner
from tests.engine.queries.rows import ANNA, BO, case, foundation, task
from tests.notifications.postman import Postman
from webapp.settings import Settings
from webapp.wiring import create_dispatcher, create_ports


@pytest.fixture
def runner(database: Database) -> Runner:
    settings = Settings(demo=True)
    return Runner(database, create_ports(settings.zone_info), settings.zone_info, settings.calendar)


@pytest.fixture
def message_id(runner: Runner) -> UUID:
    """A letter to Anna about a task."""
    with runner.database.write() as session:
        foundation(session)
        session.add(Account(person_id=ANNA, email="anna@alvhamn.example", epoch=0, disabled=False))
        of = task(session, case(session), candidates=[f"person:{ANNA}"])
        notice = Notice(
            id=new_id(), person_id=ANNA, kind="task.opened", task_id=of.id, facts={}, created_at=system_now()
        )
        session.add(notice)
    return put(runner, "mail.notice", {"notice_id": str(notice.id)})


def put(runner: Runner, topic: str, payload: dict[str, object]) -> UUID:
    now = system_now()
    message = OutboxMessage(id=new_id(), topic=topic, payload=payload, created_at=now, run_at=now)
    with runner.database.write() as session:
        session.add(message)
    return message.id


def dispatch(runner: Runner, postman: Postman) -> int:
    settings = Settings(demo=True, smtp_host="127.0.0.1", smtp_port=postman.port, smtp_security="none")
    return create_dispatcher(replace(settings, mail_from="a@alvhamn.example"))(runner)


def read(runner: Runner, message_id: UUID) -> OutboxMessage:
    with runner.read() as (session, _):
        return session.get_one(OutboxMessage, message_id)


def make_due(runner: Runner, message_id: UUID) -> None:
    with runner.database.write() as session:
        session.get_one(OutboxMessage, message_id).run_at = system_now()


def test_a_refusal_for_good_is_a_dead_letter_at_once(runner: Runner, message_id: UUID) -> None:
    with Postman(answers={"RCPT": "550 5.1.1 no such user"}) as postman:
        assert dispatch(runner, postman) == 0
        message = read(runner, message_id)
        assert message.dead_at is not None
        assert "550 5.1.1 no such user" in (message.error or "")
        make_due(runner, message_id)
        dispatch(runner, postman)
        assert postman.said.count("RCPT") == 1


def test_a_refusal_for_now_is_tried_again_as_the_same_letter(runner: Runner, message_id: UUID) -> None:
    with Postman(answers={".": "451 busy"}) as postman:
        assert dispatch(runner, postman) == 0
        message = read(runner, message_id)
        assert (message.dead_at, message.attempts) == (None, 1)
        postman.answers = {}
        make_due(runner, message_id)
        assert dispatch(runner, postman) == 1
        [letter] = postman.letters
        assert f"Message-ID: <{message_id}@alvhamn.example>".encode() in letter
        assert read(runner, message_id).sent_at is not None


def test_a_person_without_an_address_is_given_up_at_once(runner: Runner, message_id: UUID) -> None:
    nobody = put(runner, "mail.digest", {"person_id": BO, "notice_ids": []})
    with Postman() as postman:
        assert dispatch(runner, postman) == 1
    message = read(runner, nobody)
    assert message.dead_at is not None
    assert f"Person {BO} has no e-mail address" in (message.error or "")
    assert "alvhamn" not in (message.error or "")
