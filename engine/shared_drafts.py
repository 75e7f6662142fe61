"""A draft that several people write at once, field by field: whose text stands, and whose was overwritten unseen.

Pure: no table, no clock. The one who saves says which revision of the draft stood on the page. A field that somebody
else has written since, and that the saver has changed too, has two texts; the later stands and the earlier is kept.
In a table every cell is a field of its own, so that two may write in different rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

KEPT, REMEMBERED = 20, 500
ROWS = "#"
"""Ends the path under which the number of a list's rows is kept."""
_INDEX = re.compile(r"[0-9]{1,6}")
_FILE = {"id", "filename", "size"}


@dataclass(slots=True)
class Field:
    """One field. earlier: as `engine.models.SharedField` has it."""

    value: Any
    revision: int
    person_id: int
    at: str
    earlier: list[dict[str, Any]] = field(default_factory=list)


def merge(
    stored: Mapping[str, Field], sent: Mapping[str, Any], seen: int, person_id: int, at: str,
    untouched: Collection[str] = (),
) -> tuple[dict[str, Field], list[str]]:  # fmt: skip
    """The fields that change, as they now are, and the paths of those that had been written unseen.

    stored: by path; sent: the whole form as its sender has it; seen: the newest revision on the sender's page; at: when
    it is saved, in ISO 8601; untouched: paths where the sender has what the form began with."""
    revision = 1 + max((each.revision for each in stored.values()), default=0)
    changed: dict[str, Field] = {}
    unseen: list[str] = []
    for path, value in (dict.fromkeys(_rows_gone(stored, sent)) | dict(sent)).items():
        before = stored.get(path)
        if before is None:
            if not _is_blank(value):
                changed[path] = Field(value, revision, person_id, at)
            continue
        if _same(value, before.value) or _is_known(before, value, seen, person_id, path in untouched):
            continue  # nothing new, or the sender has not touched what somebody else has written meanwhile
        lost = before.revision > seen and before.person_id != person_id and _is_text(path, before.value)
        if lost:
            unseen.append(path)
        entry = {"revision": before.revision, "value": before.value, "person_id": before.person_id, "at": before.at}
        earlier = [*before.earlier, entry | {"lost": True} if lost else entry]
        changed[path] = Field(value, revision, person_id, at, _pruned(earlier))
    return changed, unseen


def _rows_gone(stored: Mapping[str, Field], sent: Mapping[str, Any]) -> Iterator[str]:
    """Cells below the last row that the sender has."""
    lists = tuple(path.removesuffix(ROWS) for path in sent if path.endswith(f".{ROWS}"))
    for path in stored:
        if path not in sent and path.startswith(lists):
            yield path


def _is_known(stored: Field, value: Any, seen: int, person_id: int, untouched: bool) -> bool:
    """Whether the value is what stands on the person's page unless the person has changed it: what the page showed when
    it was opened, or what the person has saved since."""
    if stored.revision <= seen or stored.person_id == person_id:
        return False
    known = [entry for entry in stored.earlier if entry["revision"] <= seen or entry["person_id"] == person_id]
    if not known:
        return untouched or _is_blank(value)
    return _same(value, known[-1]["value"]) if "value" in known[-1] else _digest(value) == known[-1]["digest"]


def _pruned(earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest KEPT, and before them all that their writers have not seen overwritten: no text is lost. Of the rest
    only what it takes to know them again, on pages that have stood open since."""
    old = [entry if entry.get("lost") else _mark(entry) for entry in earlier[:-KEPT]]
    return [entry for entry in old[:-REMEMBERED] if entry.get("lost")] + old[-REMEMBERED:] + earlier[-KEPT:]


def _mark(entry: dict[str, Any]) -> dict[str, Any]:
    if "digest" in entry:
        return entry
    return {"revision": entry["revision"], "person_id": entry["person_id"], "digest": _digest(entry["value"])}


def _digest(value: Any) -> str:
    text = json.dumps(None if _is_blank(value) else value, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


def _same(one: Any, other: Any) -> bool:
    return one == other or (_is_blank(one) and _is_blank(other))


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def _is_text(path: str, value: Any) -> bool:
    return not _is_blank(value) and not path.endswith(f".{ROWS}")


def leaves(posted: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of a form with its path; of a list, every cell, and how many rows there are."""
    for name, value in posted.items():
        inner = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from leaves(value, inner)
        elif is_rows(value):
            yield f"{inner}.{ROWS}", len(value)
            for index, row in enumerate(value):
                yield from leaves(row, f"{inner}.{index}")
        else:
            yield inner, value


def drawn_path(path: str) -> str:
    """The path of a field as it was drawn, without row numbers."""
    return ".".join(part for part in path.split(".") if not _INDEX.fullmatch(part))


def is_rows(value: Any) -> bool:
    """Whether this is a list's rows, and no choice of several or list of files."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, Mapping) and row.keys() != _FILE for row in value)
    )


def as_answers(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The form's raw values from its fields' paths."""
    tree: dict[str, Any] = {}
    for path, value in fields.items():
        *groups, name = path.split(".")
        inner = tree
        for group in groups:
            below = inner.get(group)
            if not isinstance(below, dict):
                below = inner[group] = {}
            inner = below
        if not isinstance(inner.get(name), dict):
            inner[name] = value
    answers = _shaped(tree)
    assert isinstance(answers, dict)
    return answers


def _shaped(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    indexes = [int(name) for name in value if _INDEX.fullmatch(name)]
    inner = {name: _shaped(below) for name, below in value.items()}
    if ROWS not in value and not indexes:
        return inner
    written = [index + 1 for index in indexes if _is_written(inner[str(index)])]
    rows = max([*written, int(value.get(ROWS) or 0)])
    return [inner.get(str(index), {}) for index in range(rows)]


def _is_written(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_written(inner) for name, inner in value.items() if not name.startswith("_"))
    return not _is_blank(value)
