"""The variables of a token, and how those of several tokens become one.

A token's variables are a dict that nobody changes once it is made: a change is a new dict that shares the unchanged
values. So a fork costs nothing, and branches never see each other's changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Variables = Mapping[str, Any]


def with_target(variables: Variables, target: str, value: Any) -> dict[str, Any]:
    """A copy in which `target` has this value. A dotted target reaches into contexts and makes those that lack."""
    first, _, rest = target.partition(".")
    if rest:
        inner = variables.get(first)
        value = with_target(inner if isinstance(inner, dict) else {}, rest, value)
    return {**variables, first: value}


def merge(base: Variables, ours: Variables, theirs: Variables, conflicts: list[str], path: str = "") -> dict[str, Any]:
    """What both sides made of base. Contexts are merged name by name, every other value (a list too) is one value.

    Where both changed a name to different values, theirs holds and the name's path is added to conflicts.
    """
    merged = dict(ours)
    for name, value in theirs.items():
        if name in base and same(base[name], value):
            continue
        before, mine = base.get(name), ours.get(name)
        if isinstance(value, dict) and isinstance(mine, dict):
            merged[name] = merge(before if isinstance(before, dict) else {}, mine, value, conflicts, f"{path}{name}.")
            continue
        ours_changed = not same(mine, before) or (name in ours) != (name in base)
        if ours_changed and not same(mine, value):
            conflicts.append(path + name)
        merged[name] = value
    for name, value in base.items():
        if name not in theirs and name in merged and same(merged[name], value):
            del merged[name]
    return merged


def without(variables: Variables, names: Iterable[str]) -> dict[str, Any]:
    """A copy that lacks these names."""
    gone = set(names)
    return {name: value for name, value in variables.items() if name not in gone}


def same(one: Any, other: Any) -> bool:
    # Unchanged values are the same object after a fork, so most comparisons end here. True must not pass for 1, at any
    # depth.
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
