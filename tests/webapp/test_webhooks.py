"""Administrators decide which other systems are told of events."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from engine.commands.save_webhook import AddWebhook
from engine.errors import NotAuthorized, SettingsRefused
from engine.models import Webhook
from engine.run import Runner
from tests.webapp.conftest import ADA, BO, Visitor
from webapp.settings import Settings, read_settings

SECRET = re.compile(r"<code>(whsec_[\w+/=]+)</code>")


@pytest.fixture
def settings() -> Settings:
    return Settings(demo=True, webhook_hosts="127.0.0.0/8, hooks.example")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Another system: its address, and the signatures of the calls it has taken."""
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.append(self.headers["webhook-signature"])
            self.send_response(204 if self.path == "/events" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", calls
    server.shutdown()
    thread.join()
    server.server_close()


def rows(runner: Runner) -> list[Webhook]:
    with runner.database.read() as session:
        return list(session.scalars(select(Webhook)))


def add(ada: Visitor, url: str = "https://hooks.example/events") -> str:
    ada.get("/admin/webhooks")
    found = SECRET.search(ada.post("/admin/webhooks", {"url": url, "topic": ["task.opened"]}).text)
    assert found, "the secret is shown"
    return found[1]


def test_a_system_is_added_and_its_secret_shown_once(ada: Visitor, runner: Runner) -> None:
    secret = add(ada)
    [row] = rows(runner)
    assert (row.url, row.secret, row.topics, row.active) == (
        "https://hooks.example/events", secret, ["task.opened"], True,
    )  # fmt: skip
    page = ada.get("/admin/webhooks").text
    assert "https://hooks.example/events" in page
    assert "whsec_" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "https://elsewhere.example/", "topic": "task.opened"}, "YEARWHEEL_WEBHOOK_HOSTS. Lägg till"),
        ({"url": "https://169.254.169.254/", "topic": "task.opened"}, "YEARWHEEL_WEBHOOK_HOSTS. Lägg till"),
        ({"url": "https://a:b@hooks.example/", "topic": "task.opened"}, "utan användarnamn"),
        ({"url": "hooks.example", "topic": "task.opened"}, "börjar med https://"),
        ({"url": "", "topic": "task.opened"}, "börjar med https://"),
        ({"url": "https://hooks.example/"}, "Välj minst en händelse"),
        ({"url": "https://hooks.example/", "topic": "everything"}, "Välj minst en händelse"),
    ],
)
def test_what_cannot_be_called_is_not_added(ada: Visitor, runner: Runner, fields: dict[str, str], said: str) -> None:
    ada.get("/admin/webhooks")
    answer = ada.post("/admin/webhooks", fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields["url"]}"' in answer.text, "what was typed stays"
    assert rows(runner) == []


def test_a_trial_says_how_it_went(ada: Visitor, runner: Runner, listener: tuple[str, list[str]]) -> None:
    address, calls = listener
    add(ada, f"{address}/events")
    add(ada, f"{address}/broken")
    good, bad = (f"/admin/webhooks/{row.id}/test" for row in sorted(rows(runner), key=lambda row: row.url)[::-1])
    assert "togs emot" in ada.post(good, follow_redirects=True).text
    assert "127.0.0.1 answers 500" in ada.post(bad, follow_redirects=True).text
    assert len(calls) == 2


def test_a_system_is_switched_off_and_on_and_removed(ada: Visitor, runner: Runner) -> None:
    add(ada)
    [row] = rows(runner)
    ada.post(f"/admin/webhooks/{row.id}/pause")
    assert [each.active for each in rows(runner)] == [False]
    ada.post(f"/admin/webhooks/{row.id}/resume")
    assert [each.active for each in rows(runner)] == [True]
    ada.post(f"/admin/webhooks/{row.id}/remove")
    assert rows(runner) == []
    for change in ("test", "pause", "remove"):
        assert ada.post(f"/admin/webhooks/{row.id}/{change}").status_code == 404


def test_only_administrators_decide(bo: Visitor, runner: Runner) -> None:
    assert bo.get("/admin/webhooks").status_code == 403
    with pytest.raises(NotAuthorized):
        runner.run(AddWebhook(url="https://hooks.example/", secret="whsec_", topics=(), actor=BO))
    runner.run(AddWebhook(url="https://hooks.example/", secret="whsec_", topics=(), actor=ADA))
    assert len(rows(runner)) == 1


def test_hosts_that_are_none_are_refused_at_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsRefused, match="YEARWHEEL_WEBHOOK_HOSTS"):
        read_settings({"YEARWHEEL_DEMO": "1", "YEARWHEEL_WEBHOOK_HOSTS": "https://hooks.example/"})
    assert replace(settings, webhook_hosts="").allowed_hosts.names == frozenset()
