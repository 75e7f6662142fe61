"""Positions and roles that cannot both hold on the same day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from engine.organisation.records import PositionRecord, RoleRecord

T = TypeVar("T", bound=PositionRecord | RoleRecord)


@dataclass(frozen=True)
class Exclusion(Generic[T]):
    """Records of the same group exclude each other; the group None excludes nothing.
    reason: why the first cannot be taken beside the second."""

    group: Callable[[T], Hashable | None]
    reason: Callable[[T, T], str]


def refuse_clashes(fresh: Sequence[T], stored: Mapping[Any, T], exclusions: Sequence[Exclusion[T]]) -> dict[int, str]:
    """Lines of `fresh` records that overlap in time with another that excludes them, with the reason.

    Of two fresh ones that overlap both are refused, because nobody here can tell which is right.
    """
    refused: dict[int, str] = {}
    while True:
        # A refused record leaves the stored one in force, which may overlap in its turn: hence until nothing is found.
        good: dict[Hashable, T] = {record.key: record for record in fresh if record.line not in refused}
        records = [*{**stored, **good}.values()]
        found = {
            one.line: exclusion.reason(one, other)
            for exclusion in exclusions
            for pair in _overlaps(records, exclusion.group)
            for one, other in (pair, pair[::-1])
            if one.key in good
        }
        if not found:
            return refused
        refused.update(found)


def _overlaps(records: Sequence[T], group: Callable[[T], Hashable | None]) -> Iterator[tuple[T, T]]:
    groups: defaultdict[Hashable, list[T]] = defaultdict(list)
    for record in records:
        if (name := group(record)) is not None:
            groups[name].append(record)
    for rivals in groups.values():
        if len(rivals) > 1:
            yield from _overlaps_in(sorted(rivals, key=lambda each: each.valid_from))


def _overlaps_in(rivals: Sequence[T]) -> Iterator[tuple[T, T]]:
    latest = rivals[0]
    for record in rivals[1:]:
        if record.valid_from <= _end(latest):
            yield latest, record
        if _end(record) >= _end(latest):
            latest = record


def _end(record: T) -> date:
    return record.valid_to or date.max
