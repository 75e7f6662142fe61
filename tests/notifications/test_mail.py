"""Letters: what stands in them, and that they reach a real mail server."""

from __future__ import annotations

import asyncio
import socket
import stat
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from notifications.mail import TEMPLATES, MailFolder, MailServer, write_letter

FACTS = {
    "name": "Åsa Öst", "municipality": "Älvhamns kommun", "address": "https://a.example/reset/x", "days": 14,
    "minutes": 60, "code": "unexpected",
}  # fmt: skip
NAMES = sorted(path.stem for path in (TEMPLATES / "sv").glob("*.txt"))


class Postman:
    """A mail server that speaks enough SMTP (RFC 5321) to take letters in."""

    def __init__(self, refuse: bool = False) -> None:
        self.refuse = refuse
        self.letters: list[bytes] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Postman:
        self._thread.start()
        self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(server.wait_closed())

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                letter = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(letter.removesuffix(b".\r\n"))
            answer = b"550 no\r\n" if self.refuse and verb == b"RCPT" else b"250 ok\r\n"
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else answer)
            if verb == b"QUIT":
                break
        writer.close()


@pytest.fixture
def postman() -> Iterator[Postman]:
    with Postman() as postman:
        yield postman


def letter(template: str = "reset", locale: str = "sv") -> EmailMessage:
    return write_letter(template, locale, "arshjulet@alvhamn.example", "asa@alvhamn.example", FACTS)


def text_of(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body()
    assert body is not None
    return str(body.get_content())


def test_a_letter_reaches_a_mail_server_unharmed(postman: Postman) -> None:
    MailServer(host="127.0.0.1", port=postman.port, security="none").send(letter())
    [raw] = postman.letters
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Subject"] == "Välj ett nytt lösenord i Årshjulet"
    assert parsed["To"] == "asa@alvhamn.example"
    assert "Hej Åsa Öst!" in text_of(raw)
    assert "\nhttps://a.example/reset/x\n" in text_of(raw).replace("\r\n", "\n")


def test_a_refused_letter_is_a_failure() -> None:
    with Postman(refuse=True) as postman, pytest.raises(OSError, match="asa@"):
        MailServer(host="127.0.0.1", port=postman.port, security="none").send(letter())


def test_a_server_without_encryption_gets_nothing_when_encryption_is_asked_for(postman: Postman) -> None:
    with pytest.raises(OSError, match="STARTTLS"):
        MailServer(host="127.0.0.1", port=postman.port, security="starttls").send(letter())
    assert postman.letters == []


def test_no_server_at_all_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        MailServer(host="127.0.0.1", port=port, security="none").send(letter())


def test_without_a_server_letters_lie_in_a_folder_for_their_owner(tmp_path: Path) -> None:
    MailFolder(tmp_path / "mail").send(letter())
    [path] = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Hej Åsa Öst!" in text_of(path.read_bytes())


@pytest.mark.parametrize("template", NAMES)
def test_every_letter_is_written_in_every_language(template: str) -> None:
    swedish, english = letter(template, "sv"), letter(template, "en")
    assert swedish["Subject"] != english["Subject"]
    assert {path.stem for path in (TEMPLATES / "en").glob("*.txt")} == set(NAMES)


def test_a_language_without_letters_gets_swedish() -> None:
    assert letter(locale="fi")["Subject"] == letter(locale="sv")["Subject"]


def test_a_name_cannot_add_headers() -> None:
    facts = FACTS | {"municipality": "Älvhamn\nBcc: all@example.org"}
    forged = write_letter("invitation", "sv", "a@alvhamn.example", "asa@alvhamn.example", facts)
    assert forged["Bcc"] is None
