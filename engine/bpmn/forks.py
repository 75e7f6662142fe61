"""Forks: what the variables were where branches parted, for the three-way merge where they meet.

Every token carries the numbers of the forks it has passed, outermost first. Two tokens parted at the last fork that
both carry. A fork that no two carriers part at is forgotten, so loops leave nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Protocol

from engine.bpmn.variables import Variables, merge

Path = tuple[int, ...]
COMPACT_BEYOND = 12  # passed forks; deeper nesting is rare, a loop gets there soon


class Carrier(Protocol):
    """Whatever has passed forks: a token, or what has ended in a scope."""

    forks: Path


class Forks:
    """All forks of one instance that are still of use."""

    def __init__(self, carriers: Callable[[], Iterable[Carrier]]) -> None:
        self.snapshots: dict[int, Variables] = {}
        self.last = 0
        self._carriers = carriers

    def fork(self, path: Path, variables: Variables) -> Path:
        """The path of all branches of a new fork after `path`, at which the variables were these."""
        if len(path) > COMPACT_BEYOND:
            path = self._compact(path)
        self.last += 1
        self.snapshots[self.last] = variables
        return (*path, self.last)

    def merge(
        self, ours: tuple[Variables, Path], theirs: tuple[Variables, Path], conflicts: list[str]
    ) -> tuple[dict[str, object], Path]:
        """Both branches' variables as one, and the path that their common future has."""
        common = _common(ours[1], theirs[1])
        base = self.snapshots[common[-1]] if common else {}
        return merge(base, ours[0], theirs[0], conflicts), common

    def forget_unused(self) -> None:
        """Keep only forks at which at least two carriers part."""
        if self.snapshots:
            self._compact(())

    def _compact(self, path: Path) -> Path:
        carriers = list(self._carriers())
        needed = _parting_forks([*(each.forks for each in carriers), path])
        for each in carriers:
            each.forks = tuple(number for number in each.forks if number in needed)
        self.snapshots = {number: self.snapshots[number] for number in self.snapshots if number in needed}
        return tuple(number for number in path if number in needed)


def _common(one: Path, other: Path) -> Path:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return one[:length]


def _parting_forks(paths: list[Path]) -> set[int]:
    # Paths that share their beginning lie side by side when sorted, so neighbours show every parting.
    ordered = sorted(path for path in paths if path)
    return {common[-1] for a, b in pairwise(ordered) if (common := _common(a, b))}
