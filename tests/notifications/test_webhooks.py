"""Other systems are called when they are listed, with what they may know, and nothing else is ever called."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import http.server
import ipaddress
import itertools
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from sqlalchemy.orm import Session

from engine.access.codes import Visibility
from engine.clock import system_now
from engine.db import Database
from engine.ids import new_id
from engine.models import HumanTask, OutboxMessage, Webhook
from notifications import outgoing
from notifications.outgoing import AddressRefused, AllowedHosts
from notifications.undeliverable import Undeliverable
from notifications.webhooks import FACTS, Webhooks, new_secret
from tests.engine.queries.rows import BO, case, foundation, task

LISTED = AllowedHosts.read("127.0.0.0/8, ::1, hook.example")
AT = datetime(2026, 10, 21, 8, tzinfo=UTC)


class Listener:
    """Another system: remembers what it is told, and answers as it is asked to."""

    def __init__(self, encryption: ssl.SSLContext | None = None) -> None:
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.headers, self.body = 200, dict[str, str](), b"ok"
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.calls.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(listener.status)
                for name, value in listener.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(listener.body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a caller may hang up
        if encryption:
            self.server.socket = encryption.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def url(listener: Listener, host: str = "127.0.0.1", scheme: str = "http") -> str:
    return f"{scheme}://{host}:{listener.port}/events?x=1"


def call(address: str, hosts: AllowedHosts = LISTED, **facts: Any) -> int:
    return Webhooks(hosts).call(address, new_secret(), "n-1", "task.opened", facts, AT)


def stands_for(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name stand for these addresses, in turn when asked more than once. Returns what was asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_call_says_what_and_when_and_is_signed(listener: Listener) -> None:
    secret = new_secret()
    facts = {"task_id": "t", "case_id": "c", "due_at": "2026-10-30T22:59:00+00:00"}
    assert Webhooks(LISTED).call(url(listener), secret, "n-1", "task.opened", facts, AT) == 200
    [(path, headers, body)] = listener.calls
    assert path == "/events?x=1"
    assert json.loads(body) == {"type": "task.opened", "timestamp": "2026-10-21T08:00:00+00:00", "data": facts}
    assert headers["webhook-id"] == "n-1"
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 60
    # Computed as a receiver would, from the convention's own words.
    signed = f"n-1.{headers['webhook-timestamp']}.{body.decode()}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert len(key) == 32
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_what_something_is_called_is_not_told(listener: Listener) -> None:
    call(url(listener), task_id="t", name="KANARIE", title="KANARIE", person_id=3, answers={"a": "KANARIE"})
    assert json.loads(listener.calls[0][2])["data"] == {"task_id": "t"}
    assert not {"name", "title", "person_id", "unit_id"} & FACTS


def test_an_encrypted_call_checks_who_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    encryption = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hook.example").configure_cert(encryption)
    listener = Listener(encryption)
    try:
        asked = stands_for(monkeypatch, "127.0.0.1")
        assert call(url(listener, "hook.example", "https")) == 200
        assert listener.calls[0][1]["host"] == f"hook.example:{listener.port}"
        assert asked.count("hook.example") == 1, "looked up once, so that no second answer can lead elsewhere"
        with pytest.raises(ssl.SSLCertVerificationError):
            call(url(listener, "127.0.0.1", "https"))
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://elsewhere.example/", "not-listed"),
        ("https://hook.example.evil.example/", "not-listed"),
        ("https://10.0.0.1/", "not-listed"),
        ("https://169.254.169.254/latest/meta-data/", "not-listed"),
        ("https://[::ffff:127.0.0.1]/", "not-listed"),
        ("https://2130706433/", "not-listed"),
        ("https://0177.0.0.1/", "not-listed"),
        ("https://0x7f.1/", "not-listed"),
        ("https://127.1/", "not-listed"),
        ("https://user@hook.example/", "unreadable"),
        ("https://hook.example:443@10.0.0.1/", "unreadable"),
        ("https://hook.example\\@10.0.0.1/", "unreadable"),
        ("https://hook.example/#fragment", "unreadable"),
        ("https://hook.example/\r\nHost: x", "unreadable"),
        ("https://hook.example:99999/", "unreadable"),
        ("https://hook.example/ x", "unreadable"),
        ("ftp://hook.example/", "unreadable"),
        ("file:///etc/passwd", "unreadable"),
        ("https:///", "unreadable"),
        ("https://[::1", "unreadable"),
        ("", "unreadable"),
        ("https://hook.example/" + "a" * 2000, "unreadable"),
    ],
)
def test_what_is_not_listed_is_not_even_looked_up(address: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = stands_for(monkeypatch, "127.0.0.1")
    with pytest.raises(AddressRefused) as refusal:
        call(address)
    assert (refusal.value.code, asked) == (code, [])


@pytest.mark.parametrize(
    "inside",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1", "::", "fe80::1", "fd00:ec2::254", "fc00::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:1::1",
        "ff02::1", "::ffff:8.8.8.8",
    ],
)  # fmt: skip
def test_a_listed_name_that_stands_for_what_is_inside_is_not_called(
    inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for addresses in ([inside], ["93.184.215.14", inside], [inside, "93.184.215.14"]):
        stands_for(monkeypatch, *addresses)
        with pytest.raises(AddressRefused) as refusal:
            call("https://hook.example/")
        assert refusal.value.code == "not-public"


def test_a_public_address_is_called_over_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    stands_for(monkeypatch, "93.184.215.14")
    with pytest.raises(AddressRefused) as refusal:
        call("http://hook.example/")
    assert refusal.value.code == "not-encrypted"
    target = LISTED.check("https://hook.example/")
    assert LISTED.resolve(target) == ipaddress.ip_address("93.184.215.14")


def test_with_no_setting_nobody_is_called() -> None:
    with pytest.raises(AddressRefused):
        call("https://hook.example/", AllowedHosts.read(""))


@pytest.mark.parametrize(
    "text", ["*", "https://hook.example", "hook.example/path", "10.0.0.0/99", "hook", "a b.example"]
)
def test_a_setting_that_is_no_list_of_hosts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no host name"):
        AllowedHosts.read(text)


@pytest.mark.parametrize("place", ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:1/"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(listener: Listener, status: int, place: str) -> None:
    listener.status, listener.headers = status, {"Location": place}
    with pytest.raises(Undeliverable, match=str(status)):
        call(url(listener))
    assert len(listener.calls) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_a_system_that_cannot_take_it_now_is_called_again(listener: Listener, status: int) -> None:
    listener.status = status
    with pytest.raises(http.client.HTTPException, match=str(status)):
        call(url(listener))


def test_a_system_that_is_gone_is_not_called_again(listener: Listener) -> None:
    listener.status = 410
    with pytest.raises(Undeliverable):
        call(url(listener))


def test_a_name_that_cannot_be_looked_up_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(OSError, match="no such name"):
        call("https://hook.example/")


def test_of_an_endless_answer_only_the_beginning_is_read(listener: Listener) -> None:
    listener.body = b"x" * 50_000_000
    began = time.monotonic()
    assert call(url(listener)) == 200
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(("scheme", "sent"), [("http", b"H"), ("https", b"\x16\x03\x03\x40\x00" + b"\x02")])
def test_an_answer_that_trickles_is_cut_short(monkeypatch: pytest.MonkeyPatch, scheme: str, sent: bytes) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.5)
    stopped = threading.Event()

    def trickle(door: socket.socket) -> None:
        visitor, _ = door.accept()
        with visitor:
            for position in itertools.count():
                if stopped.wait(0.05):
                    return
                try:
                    visitor.sendall(sent[position % len(sent) :][:1])
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=trickle, args=(door,))
        thread.start()
        began = time.monotonic()
        with pytest.raises((OSError, http.client.HTTPException)):
            call(f"{scheme}://127.0.0.1:{door.getsockname()[1]}/")
        assert time.monotonic() - began < 5
        stopped.set()
        thread.join()


def message(webhook: Webhook, **facts: Any) -> OutboxMessage:
    payload = {"webhook_id": str(webhook.id), "topic": "task.opened", "facts": facts}
    return OutboxMessage(id=new_id(), topic="webhook.call", payload=payload, created_at=AT, run_at=AT)


def listening(session: Session, address: str) -> Webhook:
    webhook = Webhook(
        id=new_id(), url=address, secret=new_secret(), topics=["task.opened"], active=True, created_at=system_now()
    )
    session.add(webhook)
    session.flush()
    return webhook


def test_a_system_is_called_until_it_is_switched_off(database: Database, listener: Listener) -> None:
    with database.write() as session:
        webhook = listening(session, url(listener))
    deliver = Webhooks(LISTED).deliveries()["webhook.call"]
    with database.write() as session:
        deliver(session, first := message(webhook))
        session.get_one(Webhook, webhook.id).active = False
        session.flush()
        deliver(session, message(webhook))
        session.delete(session.get_one(Webhook, webhook.id))
        session.flush()
        deliver(session, message(webhook))
    assert [headers["webhook-id"] for _, headers, _ in listener.calls] == [str(first.id)]


@pytest.mark.parametrize("where", ["task", "case", "above"])
def test_of_whistle_blowing_nobody_outside_hears(database: Database, listener: Listener, where: str) -> None:
    deliver = Webhooks(LISTED).deliver
    with database.write() as session:
        foundation(session)
        webhook = listening(session, url(listener))

        def made(code: str) -> HumanTask:
            above = case(session, visibility=code if where == "above" else "PUB")
            of = case(session, parent_id=above.id, visibility=code if where == "case" else "PUB")
            return task(session, of, candidates=[f"person:{BO}"], visibility=code if where == "task" else "PUB")

        whistle, plain = made(Visibility.WB), made(Visibility.LINE)
        for each in (whistle, plain):
            deliver(session, message(webhook, task_id=str(each.id)))
            if where != "task":
                deliver(session, message(webhook, case_id=str(each.instance_id)))
    told = [json.loads(body)["data"] for _, _, body in listener.calls]
    assert told[0] == {"task_id": str(plain.id)}
    assert len(told) == (1 if where == "task" else 2)
    assert str(whistle.id) not in str(told)
