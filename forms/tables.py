"""How a table component is looked at: sorted by which column, and which page of it. Without JavaScript: every heading
and every page is a button of the form, so that nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from forms.component import Column, TableSource
from forms.display import is_number
from forms.sheet import Node

TABLE_ROWS_LIMIT = 5_000

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


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One page of a table. pages: how many there are."""

    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Any]]
    view: View
    pages: int


def shown_table(node: Node, view: View) -> ShownTable:
    """A table component as it is looked at: of its first TABLE_ROWS_LIMIT rows, sorted, the page that was asked for."""
    table = node.component.table
    if table is None:
        return ShownTable((), [], view, 1)
    columns = _columns(node, table)
    found = node.layer.compute(table.rows)
    items = found[:TABLE_ROWS_LIMIT] if isinstance(found, list) else []
    rows: list[Mapping[str, Any]] = [row for row in items if isinstance(row, dict)]
    if view.column is not None and view.column < len(columns):
        rows = sorted_rows(rows, columns[view.column].key, descending=view.descending)
    if table.page_rows is None:
        return ShownTable(columns, rows, view.at(0), 1)
    pages = max(1, -(-len(rows) // table.page_rows))
    view = view.at(min(view.page, pages - 1))
    first = view.page * table.page_rows
    return ShownTable(columns, rows[first : first + table.page_rows], view, pages)


def _columns(node: Node, table: TableSource) -> tuple[Column, ...]:
    """Those that an expression finds, else those that are drawn."""
    found = node.layer.compute(table.found_columns) if table.found_columns is not None else None
    if not isinstance(found, list):
        return table.columns
    columns = [
        Column(column["key"], column["label"])
        for column in found
        if isinstance(column, dict) and isinstance(column.get("key"), str) and isinstance(column.get("label"), str)
    ]
    return tuple(columns) if len(columns) == len(found) and columns else table.columns


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
