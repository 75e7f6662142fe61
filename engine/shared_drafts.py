"""A draft that several people write at once, field by field: whose text stands, and whose was overwritten unseen.

Pure: no table, no clock. The one who saves says which revision of the draft stood on the page. A field that somebody
else has written since, and that the saver has changed too, has two texts; the later stands and the earlier is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

KEPT = 20


@dataclass(slots=True)
class Field:
    """One field. earlier: as `engine.models.SharedField` has it."""

    value: Any
    revision: int
    person_id: int
    at: str
    earlier: list[dict[str, Any]] = field(default_factory=list)


def merge(
    stored: Mapping[str, Field], sent: Mapping[str, Any], seen: int, person_id: int, at: str
) -> tuple[dict[str, Field], list[str]]:
    """The fields that change, as they now are, and the paths of those that had been written unseen.

    stored: by path; sent: the whole form as its sender has it; seen: the newest revision on the sender's page; at: when
    it is saved, in ISO 8601."""
    revision = 1 + max((each.revision for each in stored.values()), default=0)
    changed: dict[str, Field] = {}
    unseen: list[str] = []
    for path, value in sent.items():
        before = stored.get(path)
        if before is None:
            if not _is_blank(value):
                changed[path] = Field(value, revision, person_id, at)
            continue
        if _same(value, before.value) or _same(value, _last_known(before, seen, person_id)):
            continue  # nothing new, or the sender has not touched what somebody else has written meanwhile
        lost = before.revision > seen and before.person_id != person_id
        if lost:
            unseen.append(path)
        entry = {"revision": before.revision, "value": before.value, "person_id": before.person_id, "at": before.at}
        earlier = [*before.earlier, entry | {"lost": True} if lost else entry]
        changed[path] = Field(value, revision, person_id, at, _pruned(earlier))
    return changed, unseen


def _last_known(stored: Field, seen: int, person_id: int) -> Any:
    """What stands in the field on the person's page unless the person has changed it: what the page showed when it was
    opened, or what the person has saved since."""
    if stored.revision <= seen or stored.person_id == person_id:
        return stored.value
    known = [entry for entry in stored.earlier if entry["revision"] <= seen or entry["person_id"] == person_id]
    return known[-1]["value"] if known else None


def _pruned(earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest KEPT, and before them all that their writers have not seen overwritten: no text is lost."""
    old = [entry for entry in earlier[:-KEPT] if entry.get("lost")]
    return old + earlier[-KEPT:]


def _same(one: Any, other: Any) -> bool:
    return one == other or (_is_blank(one) and _is_blank(other))


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def leaves(posted: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every field of a form with its path; a list is one field."""
    for name, value in posted.items():
        inner = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from leaves(value, inner)
        else:
            yield inner, value


def as_answers(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The form's raw values from its fields' paths."""
    answers: dict[str, Any] = {}
    for path, value in fields.items():
        *groups, name = path.split(".")
        inner = answers
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return answers
