"""What a browser posts, as a tree: `goals.0.due` becomes {"goals": [{"due": …}]}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from forms.component import Component
from forms.sheet import ROW_KEY

NAME_LIMIT = 300
DEPTH_LIMIT = 20
_INDEX = re.compile(r"[0-9]{1,6}")

ROWS_MARK = "_rows"
"""Posted under a list's name, so that a list without rows can be told from one that was not on the page."""

ADD, REMOVE, COPY, TABLE, REFRESH = "_add", "_remove", "_copy", "_table", "_refresh"
KINDS = (ADD, REMOVE, COPY, TABLE, REFRESH)
PATH_LIMIT = 2_000


class Posted(Protocol):
    """The part of werkzeug's MultiDict that is needed here."""

    def keys(self) -> Iterable[str]: ...

    def getlist(self, key: str, /) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class RowAction:
    """A button inside the form was pressed. kind: `_add` or `_remove`, with the path of a list, of a row or of an
    attached file; `_copy`, with the path of a field or list whose earlier answer is wanted, or none for all that are
    blank; `_table`, with how tables are looked at (see `forms.tables`); `_refresh` shows the form again with its
    conditions worked out anew."""

    kind: str
    path: str = ""


def parse_posted(posted: Posted, uploaded: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> dict[str, Any]:
    """The posted values by name. One value is a text, several are a list of texts; indexes become lists.

    uploaded: files stored in this request, by field name, as `{"id", "filename", "size"}`; they follow those that
    were attached before. Names that begin with an underscore, such as those of buttons, are left out.
    """
    tree: dict[str, Any] = {}
    for name in posted.keys():  # noqa: SIM118 - a MultiDict yields its keys twice otherwise
        _place(tree, name, posted.getlist(name))
    for name, files in (uploaded or {}).items():
        _place(tree, name, [dict(file) for file in files])
    return {name: _shape(value) for name, value in tree.items() if not name.startswith("_")}


def posted_action(posted: Posted) -> RowAction | None:
    """The button inside the form that was pressed; None when the form itself was sent."""
    names = set(posted.keys())
    for kind in KINDS:
        if kind in names:
            return RowAction(kind, str(posted.getlist(kind)[0])[:PATH_LIMIT])
    return None


def known_part(components: Iterable[Component], raw: Mapping[str, Any]) -> dict[str, Any]:
    """What was posted under names that the form has, in groups and rows too, in the shape that they have there."""
    part: dict[str, Any] = {}
    for component in components:
        if component.name is None:
            part |= known_part(component.children, raw)
        elif component.name in raw and (value := _of_its_shape(component, raw[component.name])) is not None:
            part[component.name] = value
    return part


def _of_its_shape(component: Component, value: Any) -> Any:
    if component.repetition is not None:
        rows = value if isinstance(value, list) else []
        # A row that is none keeps its place: the numbers of the others are told to people.
        return [_row(component, row if isinstance(row, Mapping) else {}) for row in rows]
    if component.is_group:
        return known_part(component.children, value) if isinstance(value, Mapping) else None
    return None if isinstance(value, Mapping) else value


def _row(component: Component, row: Mapping[str, Any]) -> dict[str, Any]:
    key = {ROW_KEY: row[ROW_KEY]} if ROW_KEY in row else {}
    return {**key, **known_part(component.children, row)}


class _Leaf(list[Any]):
    """All values posted under one name."""


def _place(tree: dict[str, Any], name: str, values: Sequence[Any]) -> None:
    parts = name.split(".")
    if len(name) > NAME_LIMIT or len(parts) > DEPTH_LIMIT or not all(parts):
        return
    for part in parts[:-1]:
        below = tree.get(part)
        if not isinstance(below, dict):
            below = tree[part] = {}
        tree = below
    leaf = tree.setdefault(parts[-1], _Leaf())
    if isinstance(leaf, _Leaf):
        leaf.extend(values)


def _shape(value: Any) -> Any:
    if isinstance(value, _Leaf):
        # A file has no other shape than its list, even alone.
        return value[0] if len(value) == 1 and not isinstance(value[0], dict) else list(value)
    indexes = sorted((int(name), name) for name in value if _INDEX.fullmatch(name))
    if indexes or ROWS_MARK in value:
        return [_shape(value[name]) for _, name in indexes]
    return {name: _shape(inner) for name, inner in value.items()}
