"""Where letters leave: by a mail server, or into a folder where there is none."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Literal, Protocol

from notifications.undeliverable import Undeliverable

TIMEOUT_SECONDS = 20
PERMANENT = 500  # RFC 5321 §4.2.1: 5yz will not succeed if repeated, 4yz may


class Mailbox(Protocol):
    """Where letters leave."""

    def send(self, letter: EmailMessage) -> None:
        """Raises Undeliverable when the receiver refuses it for good, anything else when another attempt may help."""
        ...


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """A mail server spoken to by SMTP. security: how the connection is encrypted; port: as that needs."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    user: str = ""
    password: str = ""

    def send(self, letter: EmailMessage) -> None:
        server = self._connect()
        try:
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            _hand_over(server, letter)
        finally:
            # What the server says to a farewell changes nothing about a letter that it has taken.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            encryption = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=encryption)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)


def _hand_over(server: smtplib.SMTP, letter: EmailMessage) -> None:
    """What the server says against the receiver or the letter itself is told apart from what it says against us: a
    refused sign-in or sender is put right in the settings, and then the letter can leave."""
    try:
        server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        if code >= PERMANENT:
            raise Undeliverable(f"The mail server refuses the receiver: {code} {_text(words)}") from refusal
        raise
    except smtplib.SMTPDataError as refusal:
        if refusal.smtp_code >= PERMANENT:
            raise Undeliverable(
                f"The mail server refuses the letter: {refusal.smtp_code} {_text(refusal.smtp_error)}"
            ) from refusal
        raise
    except smtplib.SMTPNotSupportedError as refusal:
        raise Undeliverable("The mail server takes no addresses with letters outside ASCII") from refusal


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


@dataclass(frozen=True)
class MailFolder:
    """Lays letters as .eml files in a folder, for installations without a mail server."""

    folder: Path

    def send(self, letter: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(letter["Message-ID"]).strip("<>").partition("@")[0]
        path = self.folder / f"{name}.eml"
        path.touch(mode=0o600)  # letters hold links that open accounts
        path.write_bytes(letter.as_bytes(policy=SMTP))
