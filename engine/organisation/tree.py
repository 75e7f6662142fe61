"""The tree of units: whether what a file says can stand in it, and which body each unit belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.organisation.records import UnitRecord
from engine.organisation.snapshot import BODIES

MAX_DEPTH = 12
LONGEST_CIRCLE = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in the tree. body: code of the body it belongs to; depth: 1 for the municipality."""

    unit: UnitRecord
    body: str | None
    depth: int


def places(units: Mapping[str, UnitRecord]) -> Iterator[Place]:
    """Every unit that hangs from a top, parents before their children."""
    below: defaultdict[str | None, list[UnitRecord]] = defaultdict(list)
    for unit in units.values():
        below[unit.parent].append(unit)
    body: dict[str | None, str | None] = {None: None}
    level, depth = below[None], 1
    while level:
        for unit in level:
            body[unit.code] = unit.code if unit.kind in BODIES else body[unit.parent]
            yield Place(unit, body[unit.code], depth)
        level, depth = [child for unit in level for child in below[unit.code]], depth + 1


def refuse_units(fresh: Mapping[str, UnitRecord], stored: Mapping[str, UnitRecord]) -> dict[int, str]:
    """Lines of `fresh` units that cannot stand in the tree, with the reason.

    fresh: new and changed units by code; stored: those already there, which hang together by themselves. So what
    hangs from the top here still does once the refused units are left as they were.
    """
    refused = _second_tops(fresh, stored)
    merged = {**stored, **{code: unit for code, unit in fresh.items() if unit.line not in refused}}
    depths = {place.unit.code: place.depth for place in places(merged)}
    for code, unit in fresh.items():
        if unit.line in refused:
            continue
        if code not in depths:
            refused[unit.line] = _why_not_placed(unit, merged)
        elif depths[code] > MAX_DEPTH:
            refused[unit.line] = f"parent: the unit would stand more than {MAX_DEPTH} levels deep"
    return refused


def _second_tops(fresh: Mapping[str, UnitRecord], stored: Mapping[str, UnitRecord]) -> dict[int, str]:
    top = next((unit.code for unit in (*stored.values(), *fresh.values()) if unit.parent is None), None)
    others = (unit for unit in fresh.values() if unit.parent is None and unit.code != top)
    return {unit.line: f"unit: {top} is the municipality already" for unit in others}


def _why_not_placed(unit: UnitRecord, merged: Mapping[str, UnitRecord]) -> str:
    parent = merged.get(unit.parent or "")
    if parent is None:
        return f"parent: there is no unit {unit.parent}"
    above: UnitRecord | None = parent
    for _ in range(LONGEST_CIRCLE):
        if above is None or above is unit:
            break
        above = merged.get(above.parent or "")
    if above is unit:
        return "parent: the units stand in a circle"
    return f"parent: {unit.parent} does not hang from the municipality either"
