"""How a letter is written: one template says it, and two layouts show it, as text and as HTML.

A template is a file of Jinja blocks, `templates/<language>/<letter>.txt`. What it leaves out stands in the language's
`letter.txt`. So both parts of a letter say the same, whatever a template says.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from engine.clock import system_now

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("sv", "en")
BASE = "letter"
WIDTH = 76
SUBJECT_LENGTH = 200
VALUE_LENGTH = 300
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Unicode categories that no reader sees
_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=select_autoescape(("html",)),
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a list in a letter. name: None where only that something waits may be said; facts: for the block
    `item`, which says what else there is to say."""

    name: str | None
    address: str
    facts: Mapping[str, object] | None


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a letter is to say. template: its name; facts: what the template's blocks name; groups: lists, by the block
    that heads them; address: where its button leads, if it has one; preferences: where its reader chooses how to be
    told, None for letters that nobody can choose away."""

    template: str
    facts: Mapping[str, object]
    address: str | None = None
    groups: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    preferences: str | None = None


def exists(template: str) -> bool:
    """Whether there is a letter of this name."""
    return template != BASE and any((TEMPLATES / LANGUAGES[0]).glob(f"{template}.txt"))


def one_line(value: str) -> str:
    """What a person wrote, as it may stand in a subject or a line: without line breaks and unseen characters."""
    seen = "".join(" " if character.isspace() else character for character in value)
    seen = "".join(character for character in seen if unicodedata.category(character) not in UNSEEN)
    return textwrap.shorten(seen, VALUE_LENGTH, placeholder=" …") if seen.strip() else ""


def write_letter(content: Content, *, locale: str, sender: str, to: str, number: str) -> EmailMessage:
    """One letter. number: what makes its Message-ID, the same each time the same letter is sent."""
    said = _say(content, locale if locale in LANGUAGES else LANGUAGES[0])
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = textwrap.shorten(said["subject"], SUBJECT_LENGTH, placeholder=" …")
    letter["From"] = sender
    letter["To"] = to
    letter["Date"] = format_datetime(system_now())
    letter["Message-ID"] = f"<{number}@{sender.rpartition('@')[2].strip('> ') or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # Exchange answers for those who are away all the same
    if content.preferences:
        letter["List-Unsubscribe"] = f"<{content.preferences}>"
    letter.set_content(_environment.get_template("layout.txt").render(said).strip() + "\n", cte="quoted-printable")
    letter.add_alternative(
        _environment.get_template("layout.html").render(said), subtype="html", cte="quoted-printable"
    )
    return letter


def _say(content: Content, locale: str) -> dict[str, Any]:
    """The words of a letter in one language, by block, with its lists."""
    facts = _cleaned(content.facts)
    templates = [_environment.get_template(f"{locale}/{name}.txt") for name in (BASE, content.template)]
    blocks = {name: (template, block) for template in templates for name, block in template.blocks.items()}

    def say(name: str, more: Mapping[str, object] | None = None) -> str:
        template, block = blocks[name]
        return "".join(block(template.new_context({**facts, **_cleaned(more or {})}))).strip()

    def line(item: Item) -> dict[str, str]:
        name = say("sealed") if item.name is None else one_line(item.name)
        return {"name": name, "address": item.address, "detail": say("item", item.facts) if item.facts else ""}

    return {
        "locale": locale,
        "subject": " ".join(say("subject").split()),
        "greeting": say("greeting"),
        "paragraphs": _paragraphs(say("text")),
        "details": [line.strip() for line in say("details").splitlines() if line.strip()],
        "groups": [
            {"heading": say(name), "items": [line(item) for item in items]}
            for name, items in content.groups.items()
            if items
        ],
        "action": say("action"),
        "address": content.address,
        "after": _paragraphs(say("after")),
        "footer": _paragraphs(say("footer")),
        "choice": say("choice"),
        "preferences": content.preferences,
        "wrap": _wrap,
    }


def _cleaned(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: one_line(value) if isinstance(value, str) else value for name, value in facts.items()}


def _paragraphs(text: str) -> list[str]:
    """Parted by empty lines; a line break inside one is only the template's."""
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
