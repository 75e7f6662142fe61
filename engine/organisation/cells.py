"""The cells of an organisation file, hostile until read: text, dates and answers, or the reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from engine.organisation.codes import UNIT_CODE

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: What spreadsheets run as a formula when they open a file that this text was written to.
FORMULA_STARTS = ("=", "+", "-", "@")
ANSWERS = {"yes": True, "ja": True, "no": False, "nej": False, "": False}
NO_BREAK_SPACE = "\u00a0"


class BadRow(Exception):
    """Why one row cannot be taken. Never leaves the import: it becomes a RowError."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read. line: as the file's own program numbers it; cells: column to value, empty cells left out."""

    line: int
    cells: Mapping[str, object]

    def text(self, column: str, longest: int, *, required: bool = True) -> str:
        """The cell's text without spaces around it, at most `longest` characters."""
        value = _text(column, self.cells.get(column))
        if required and not value:
            raise BadRow(f"{column}: is missing")
        if len(value) > longest:
            raise BadRow(f"{column}: is longer than {longest} characters")
        return value

    def code(self, column: str, *, required: bool = True) -> str:
        """The code of a unit, as principals can hold it."""
        value = self.text(column, 200, required=required)
        if value and not UNIT_CODE.fullmatch(value):
            raise BadRow(f"{column}: {value!r} is not a code of at most 40 letters, digits, dots and hyphens")
        return value

    def day(self, column: str) -> date:
        """A date, from a spreadsheet's date cell or from text like 2026-03-02."""
        value = self.text(column, 200)
        try:
            day = date.fromisoformat(value) if ISO_DATE.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            raise BadRow(f"{column}: {value!r} is not a date like 2026-03-02 between {EARLIEST.year} and {LATEST.year}")
        return day

    def period(self) -> tuple[date, date | None]:
        """The first and the last day of validity."""
        since = self.day("from")
        until = self.day("to") if self.text("to", 200, required=False) else None
        if until is not None and until < since:
            raise BadRow(f"to: {until} lies before {since}")
        return since, until

    def answer(self, column: str) -> bool:
        """Yes or no; empty is no."""
        value = self.text(column, 200, required=False).lower()
        if value not in ANSWERS:
            raise BadRow(f"{column}: {value!r} is neither yes nor no")
        return ANSWERS[value]


def _text(column: str, value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return _clean(column, value)
        case bool():
            return "yes" if value else "no"
        case int():
            return _clean(column, str(value))
        case float() if value.is_integer():
            return _clean(column, str(int(value)))
        case float():
            return str(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() if not isinstance(value, datetime):
            return value.isoformat()
    raise BadRow(f"{column}: holds neither text, number nor date")


def _clean(column: str, value: str) -> str:
    # One way to write each letter, or two codes could look the same and differ.
    text = unicodedata.normalize("NFC", value).replace(NO_BREAK_SPACE, " ").strip(" ")
    if not text.isprintable():
        raise BadRow(f"{column}: holds line breaks, control characters or invisible characters")
    if text.startswith(FORMULA_STARTS):
        raise BadRow(f"{column}: begins like a formula")
    return text
