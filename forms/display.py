"""Answers as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from decimal import Decimal
from typing import Any, Protocol

from markupsafe import Markup, escape

from forms.component import Component
from forms.fields.moment import MomentAnswer, local_moment
from forms.numbers import NO_BREAK_SPACE, read_number, write_number
from forms.options import option_text

NOTHING = "–"
FILE_UNITS = ("B", "kB", "MB", "GB")


class Reader(Protocol):
    """For whom values are written. today, zone: when and where it is read; link: where an attached file is to be had,
    by its id."""

    locale: str
    today: date
    zone: tzinfo
    link: Callable[[str], str] | None

    def say(self, code: str, **values: Any) -> str: ...

    def translate(self, text: str) -> str: ...


def display(
    component: Component, value: Any, labels: Mapping[str, str], reader: Reader, words: Callable[[str], str]
) -> Markup:
    """One answer. labels: what the options are called, by value; words: how a text of the form is written here."""
    if component.type == "filepicker" and isinstance(value, list) and value:
        return Markup(", ").join(file_link(file, reader) for file in value if isinstance(file, Mapping))
    if component.question is not None and component.question.choices is not None:
        chosen = value if isinstance(value, list) else [] if value is None else [value]
        names = [reader.translate(labels.get(option_text(item), option_text(item))) for item in chosen]
        return escape(", ".join(names) or NOTHING)
    if isinstance(value, str) and component.type == "datetime":
        return escape(_moment(component, value, reader))
    return _with_unit(component, value, reader, words)


def plain(value: Any, reader: Reader) -> str:
    """Any JSON value as a short text."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return reader.say("yes" if value else "no")
    if isinstance(value, int | float | Decimal):
        return write_number(value, reader.locale)
    if isinstance(value, list):
        return ", ".join(plain(item, reader) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {plain(item, reader)}" for name, item in value.items())
    return str(value)


def is_number(value: Any) -> bool:
    """Whether it stands to the right in its column."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _with_unit(component: Component, value: Any, reader: Reader, words: Callable[[str], str]) -> Markup:
    shown = component.question or component.computed
    if component.type == "number" and isinstance(value, str):
        value = _as_number(value)
    if shown is None or not is_number(value):
        return escape(plain(value, reader))
    number = write_number(value, reader.locale, shown.digits)
    parts = (words(shown.prefix), number, words(shown.suffix))
    return escape(NO_BREAK_SPACE.join(part for part in parts if part))


def _as_number(value: str) -> Any:
    try:
        return read_number(value)
    except ValueError:
        return value


def _moment(component: Component, value: str, reader: Reader) -> str:
    answer = component.question.answer if component.question else None
    if isinstance(answer, MomentAnswer):
        value = local_text(answer, value, reader)
    text = value.replace("T", " ")
    return text.removesuffix(":00") if text.count(":") == 2 else text


def local_text(answer: MomentAnswer, value: str, reader: Reader) -> str:
    """A stored date or time in local time; what is none, as it is."""
    try:
        return local_moment(value, answer.kind, reader.today, reader.zone).isoformat()
    except ValueError:
        return value


def file_link(file: Mapping[str, Any], reader: Reader) -> Markup:
    """One attached file: its name, a link where it can be had, and its size."""
    name, size = str(file.get("filename", "")), file_size(file.get("size"), reader)
    if reader.link is None:
        return escape(f"{name} ({size})")
    return Markup('<a class="ds-link" href="{}">{}</a> ({})').format(reader.link(str(file.get("id", ""))), name, size)


def file_size(size: Any, reader: Reader) -> str:
    """A size in bytes, in the unit that people would name it in."""
    amount = Decimal(size) if isinstance(size, int) else Decimal(0)
    for unit in FILE_UNITS:
        if amount < 1000 or unit == FILE_UNITS[-1]:
            break
        amount /= 1000
    return f"{write_number(amount, reader.locale, 0 if amount >= 10 or unit == 'B' else 1)}{NO_BREAK_SPACE}{unit}"
