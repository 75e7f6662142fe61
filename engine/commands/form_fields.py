"""Which variables a form sets, so that the check at deploy can tell what a process does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def form_fields(schema: Mapping[str, Any]) -> frozenset[str]:
    """The variables that the answers of a form-js schema become: the first part of each field's key, or of the path
    of a group or list. A schema that is none has no fields; what is wrong with it is found elsewhere."""
    return frozenset(name.partition(".")[0] for name in _names(schema))


def _names(component: Mapping[str, Any]) -> Iterator[str]:
    named = component.get("path") or component.get("key")
    if isinstance(named, str):
        yield named
    if not component.get("path") and isinstance(inside := component.get("components"), list):
        for each in inside:
            if isinstance(each, Mapping):
                yield from _names(each)
