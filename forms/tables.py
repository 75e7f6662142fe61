"""How a table component is looked at: sorted by which column, and which page of it. Without JavaScript: every heading
and every page is a button of the form, so that nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from forms.display import is_number

_VIEW = re.compile(r"([^;:]{1,200}):([0-9]{0,3}):(a|d|):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class View:
    """column: the number of the column that the rows are sorted by, None as they come; page: from 0."""

    column: int | None = None
    descending: bool = False
    page: int = 0

    def sorted_by(self, column: int) -> View:
        """What pressing a heading leads to: rising, then falling, then as they come."""
        if self.column != column:
            return View(column)
        return View() if self.descending else View(column, descending=True)

    def at(self, page: int) -> View:
        return replace(self, page=page)


Views = Mapping[str, View]
"""By the id of the table; the one whose button was pressed comes first."""


def read_views(text: str) -> dict[str, View]:
    """What the address says; whatever cannot be read is as if it were not said."""
    found: dict[str, View] = {}
    for part in text.split(";")[:20]:
        match = _VIEW.fullmatch(part)
        if match:
            column = int(match[2]) if match[2] else None
            found[match[1]] = View(column, match[3] == "d", int(match[4]))
    return found


def write_views(views: Views) -> str:
    """The same as a text."""
    return ";".join(
        f"{identity}:{'' if view.column is None else view.column}:{'d' if view.descending else 'a'}:{view.page}"
        for identity, view in views.items()
    )


def sorted_rows(rows: Sequence[Mapping[str, Any]], key: str, *, descending: bool) -> list[Mapping[str, Any]]:
    """Rows by the value in one column: numbers by size, texts by the alphabet, what is missing always last."""
    known = [row for row in rows if row.get(key) is not None]
    missing = [row for row in rows if row.get(key) is None]
    return [*sorted(known, key=lambda row: _rank(row[key]), reverse=descending), *missing]


def _rank(value: Any) -> tuple[int, Decimal, str]:
    if is_number(value):
        return 0, Decimal(str(value)), ""
    return 1, Decimal(0), _collated(str(value).casefold())


def _collated(text: str) -> str:
    """Å, Ä and Ö after Z, in that order."""
    return text.translate(_LAST)


_LAST = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
