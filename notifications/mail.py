"""Letters: written from templates, handed to a mail server, or laid in a folder where there is none."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Literal, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"
TIMEOUT_SECONDS = 20
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701 - letters are plain text
)


class Mailbox(Protocol):
    """Where letters leave."""

    def send(self, letter: EmailMessage) -> None:
        """Raises when the letter could not be handed over."""
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
        with self._connect() as server:
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(letter)

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            encryption = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=encryption)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)


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


def write_letter(template: str, locale: str, sender: str, to: str, facts: Mapping[str, object]) -> EmailMessage:
    """One letter. Its template's first line is the subject, the rest the text."""
    name = f"{locale}/{template}.txt"
    if not (TEMPLATES / name).exists():
        name = f"sv/{template}.txt"
    subject, _, text = _environment.get_template(name).render(facts).partition("\n")
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = subject.strip()
    letter["From"] = sender
    letter["To"] = to
    letter["Date"] = formatdate(localtime=False)
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text.strip() + "\n")
    return letter
