"""What could not be sent waits for an administrator, who reads why, sends it again or lets it go."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.clock import system_now
from engine.models import OutboxMessage
from engine.run import Runner
from notifications.outbox import Dispatcher
from tests.webapp.conftest import Visitor


@pytest.fixture
def dead(runner: Runner) -> OutboxMessage:
    """A letter whose server refused it for good, after its sender had died once."""
    now = system_now()
    message = OutboxMessage(
        topic="mail.notice", payload={}, created_at=now, run_at=now, dead_at=now, attempts=10, in_doubt=1,
        error="SMTPRecipientsRefused: 550 <ingen@alvhamn.example>",
    )  # fmt: skip
    with runner.database.write() as session:
        session.add(message)
    return message


def stored(runner: Runner) -> OutboxMessage:
    with runner.read() as (session, _):
        return session.scalars(select(OutboxMessage)).one()


def test_the_overview_leads_to_what_did_not_arrive_and_why(ada: Visitor, dead: OutboxMessage) -> None:
    assert "1 brev eller anrop har inte kommit fram" in ada.get("/admin/").text
    page = ada.get("/admin/outbox").text
    assert "SMTPRecipientsRefused: 550 &lt;ingen@alvhamn.example&gt;" in page
    assert "Det kan ha kommit fram ändå" in page


def test_it_is_sent_again(ada: Visitor, runner: Runner, dead: OutboxMessage) -> None:
    sent = []
    dispatch = Dispatcher({"mail.notice": lambda _session, message: sent.append(message.id)})
    assert dispatch(runner) == 0
    ada.get("/admin/outbox")
    ada.post(f"/admin/outbox/{dead.id}/again")
    assert dispatch(runner) == 1
    assert sent == [dead.id]
    assert "Allt har kommit fram." in ada.get("/admin/outbox").text


def test_it_is_let_go_with_a_reason(ada: Visitor, runner: Runner, dead: OutboxMessage) -> None:
    ada.get("/admin/outbox")
    answer = ada.post(f"/admin/outbox/{dead.id}/drop", {"reason": " "})
    assert answer.status_code == 422
    assert "Skriv varför det görs." in answer.text
    ada.post(f"/admin/outbox/{dead.id}/drop", {"reason": "Personen har slutat"})
    kept = stored(runner)
    assert kept.sent_at is not None
    assert str(kept.error).startswith("Dropped by Ada Falk: Personen har slutat\nSMTPRecipientsRefused")
    assert ada.post(f"/admin/outbox/{dead.id}/again").status_code == 404


def test_others_may_not(bo: Visitor, runner: Runner, dead: OutboxMessage) -> None:
    assert bo.get("/admin/outbox").status_code == 403
    bo.get("/tasks")
    assert bo.post(f"/admin/outbox/{dead.id}/again").status_code == 403
    assert stored(runner).dead_at is not None
