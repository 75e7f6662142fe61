"""Letters reach a real mail server, and what it says of them decides whether they are tried again."""

from __future__ import annotations

import socket
import ssl
import stat
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from notifications.mail import MailFolder, MailServer
from notifications.undeliverable import Undeliverable
from notifications.writing import Content, write_letter
from tests.notifications.postman import Postman

FACTS = {"name": "Åsa Öst", "municipality": "Älvhamns kommun", "minutes": 60}
ADDRESS = "https://a.example/reset/x"


@pytest.fixture
def postman() -> Iterator[Postman]:
    with Postman() as postman:
        yield postman


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """Who the machine trusts to say which server is which."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def encryption(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def letter(to: str = "asa@alvhamn.example") -> EmailMessage:
    content = Content(template="reset", facts=FACTS, address=ADDRESS)
    return write_letter(content, locale="sv", sender="arshjulet@alvhamn.example", to=to, number="n-1")


def server(postman: Postman) -> MailServer:
    return MailServer(host="127.0.0.1", port=postman.port, security="none")


def text_of(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_letter_reaches_a_mail_server_unharmed(postman: Postman) -> None:
    server(postman).send(letter())
    [raw] = postman.letters
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Subject"] == "Välj ett nytt lösenord i Årshjulet"
    assert parsed["To"] == "asa@alvhamn.example"
    assert "Hej Åsa Öst!" in text_of(raw)
    assert f"\n{ADDRESS}\n" in text_of(raw)


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "."])
def test_what_is_refused_for_good_is_not_tried_again(verb: str) -> None:
    with Postman(answers={verb: "550 no such user"}) as postman, pytest.raises(Undeliverable, match="550 no such user"):
        server(postman).send(letter())


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "450 come back later"},
        {"DATA": "451 come back later"},
        {".": "452 no room"},
        {"MAIL": "550 we do not know this sender"},
    ],
)
def test_what_may_succeed_later_is_tried_again(answers: dict[str, str]) -> None:
    with Postman(answers=answers) as postman, pytest.raises(OSError, match=r"45\d|550"):
        server(postman).send(letter())


def test_a_letter_that_was_taken_is_not_sent_again_because_of_a_rude_farewell() -> None:
    with Postman(answers={"QUIT": "421 overloaded"}) as postman:
        server(postman).send(letter())
        assert len(postman.letters) == 1


def test_an_address_with_letters_outside_ascii_needs_a_server_that_takes_them(postman: Postman) -> None:
    with pytest.raises(Undeliverable, match="ASCII"):
        server(postman).send(letter(to="åsa@alvhamn.example"))


def test_a_server_without_encryption_gets_nothing_when_encryption_is_asked_for(postman: Postman) -> None:
    with pytest.raises(OSError, match="STARTTLS"):
        MailServer(host="127.0.0.1", port=postman.port, security="starttls").send(letter())
    assert postman.letters == []


def test_an_encrypted_server_is_signed_in_to(authority: trustme.CA) -> None:
    with Postman(encryption=encryption(authority), password="hemlig") as postman:
        known = MailServer(host="127.0.0.1", port=postman.port, security="starttls", user="u", password="hemlig")
        known.send(letter())
        assert len(postman.letters) == 1
        assert postman.said.index("STARTTLS") < postman.said.index("AUTH")


def test_a_wrong_password_is_put_right_in_the_settings_and_loses_no_letter(authority: trustme.CA) -> None:
    with Postman(encryption=encryption(authority), password="hemlig") as postman:
        unknown = MailServer(host="127.0.0.1", port=postman.port, security="starttls", user="u", password="fel")
        with pytest.raises(OSError, match="535"):
            unknown.send(letter())


def test_a_server_that_is_another_gets_neither_password_nor_letter(authority: trustme.CA) -> None:
    with Postman(encryption=encryption(authority, "other.example"), password="hemlig") as postman:
        other = MailServer(host="127.0.0.1", port=postman.port, security="starttls", user="u", password="hemlig")
        with pytest.raises(ssl.SSLCertVerificationError):
            other.send(letter())
        assert "AUTH" not in postman.said


def test_no_server_at_all_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        MailServer(host="127.0.0.1", port=port, security="none").send(letter())


def test_without_a_server_letters_lie_in_a_folder_for_their_owner(tmp_path: Path) -> None:
    MailFolder(tmp_path / "mail").send(letter())
    [path] = (tmp_path / "mail").iterdir()
    assert path.name == "n-1.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Hej Åsa Öst!" in text_of(path.read_bytes())
