"""Every letter is written in every language, says the same as text and as HTML, and carries nothing that harms."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from notifications.writing import LANGUAGES, TEMPLATES, Content, Item, one_line, write_letter

ADDRESS = "https://a.example/tasks/1"
PREFERENCES = "https://a.example/preferences"
FACTS: dict[str, Any] = {
    "name": "Åsa Öst", "municipality": "Älvhamns kommun", "days": 14, "minutes": 60, "code": "unexpected",
    "task": "Granska förslaget", "case": "Verksamhetsplan 2027", "unit": "Hamnskolan", "due": "30 oktober",
    "due_in_full": "fredag 30 oktober 2026", "holders": "Bo Lind, Eva Ek", "late": False, "statute": "KL 11:8",
    "deadline": "Budgetförslag", "today": "23 oktober", "late_count": 2, "soon_count": 1, "new_count": 1,
    "others_count": 1, "more": 3,
}  # fmt: skip
ITEM = Item(
    name="Granska <b>– Plan",
    address=ADDRESS,
    facts={name: FACTS[name] for name in ("due", "late", "unit")} | {"holders": ""},
)
HIDDEN = Item(name=None, address=ADDRESS + "2", facts=None)
NAMES = sorted(path.stem for path in (TEMPLATES / "sv").glob("*.txt") if path.stem != "letter")


class Shown(HTMLParser):
    """The words that a reader of HTML sees, and the addresses behind them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._inside.append(tag)
        self.addresses += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self._inside):
            self.words += data.split()


def facts(without_task: bool) -> dict[str, Any]:
    return {name: value for name, value in FACTS.items() if not (without_task and name == "task")}


def letter(template: str, locale: str = "sv", **more: Any) -> EmailMessage:
    digest = {"late": [ITEM], "soon": [HIDDEN], "new": [ITEM], "others": [ITEM]} if template == "digest" else {}
    about_task = template.startswith("task.")
    content = Content(
        template=template, facts=facts(not about_task) | more, address=ADDRESS, groups=digest, preferences=PREFERENCES
    )
    written = write_letter(
        content, locale=locale, sender="Årshjulet <a@alvhamn.example>", to="o@alvhamn.example", number="7"
    )
    parsed = message_from_bytes(bytes(written), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def blocks(locale: str, name: str) -> set[str]:
    environment = Environment(loader=FileSystemLoader(TEMPLATES))
    return set(environment.get_template(f"{locale}/{name}.txt").blocks)


@pytest.mark.parametrize("name", [*NAMES, "letter"])
def test_every_letter_has_the_same_parts_in_every_language(name: str) -> None:
    for locale in LANGUAGES:
        assert {path.stem for path in (TEMPLATES / locale).glob("*.txt")} == {*NAMES, "letter"}
        assert blocks(locale, name) == blocks("sv", name)
        assert blocks(locale, name) <= blocks(locale, "letter")


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_another_in_every_language(name: str) -> None:
    swedish, english = letter(name, "sv"), letter(name, "en")
    assert swedish["Subject"] != english["Subject"]
    assert part(swedish, "plain") != part(english, "plain")


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_text_and_the_html_say_the_same(name: str, locale: str) -> None:
    written = letter(name, locale)
    text, shown = part(written, "plain"), Shown(part(written, "html"))
    addresses = re.findall(r"https://\S+", text)
    assert addresses == shown.addresses
    said = [word.removesuffix(":") for word in re.sub(r"https://\S+", "", text).split() if word != "--"]
    assert said == [word.removesuffix(":") for word in shown.words]
    assert shown.attributes & {"src", "background", "onclick"} == set()
    assert shown.tags & {"img", "script", "link", "form", "iframe"} == set()


def test_a_language_without_letters_gets_swedish() -> None:
    assert letter("reset", "fi")["Subject"] == letter("reset", "sv")["Subject"]


def test_a_letter_says_what_it_is_and_where_to_choose_otherwise() -> None:
    written = letter("task.reminder")
    assert written["Subject"] == "Påminnelse: Verksamhetsplan 2027, senast 30 oktober"
    assert written["Auto-Submitted"] == "auto-generated"
    assert written["List-Unsubscribe"] == f"<{PREFERENCES}>"
    assert written["Message-ID"] == "<7@alvhamn.example>"
    assert written.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in written.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "title",
    [
        "Plan\nBcc: all@example.org", "Plan\r\n\r\n<html>", "Plan\u2028Bcc: x", "Plan\x00\x1b[2J", "a" * 5000,
        "Pla\u202en", "å" * 999, "<script>alert(1)</script>", "{{ name }}", "\ud83d",
    ],
)  # fmt: skip
def test_no_title_breaks_a_letter(title: str) -> None:
    written = letter("task.opened", case=title, task=title)
    assert written["Bcc"] is None
    assert set(written.keys()) == set(letter("task.opened").keys())
    assert all(len(line) <= 998 for line in bytes(written).splitlines()), "RFC 5322 §2.1.1"
    assert "script" not in Shown(part(written, "html")).tags
    assert "\x00" not in part(written, "plain")


def test_a_line_keeps_what_people_read() -> None:
    assert one_line(" Barn-\n och\tungdom \u202e – Åsa’s 50\xa0% ") == "Barn- och ungdom – Åsa’s 50 %"
