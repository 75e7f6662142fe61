"""Forks: what the variables were where branches parted, for the three-way merge where they meet.

Every token knows the forks that it, or any token that has become part of it, has come through. What two tokens both
know is where they parted: the newest of those forks are the base of their merge, and where there are several, these
are merged first, as version control does with criss-cross histories. A fork at which no tokens part any more is
forgotten, so loops leave nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from engine.bpmn.variables import Variables, merge

Passed = frozenset[int]
Branch = tuple[Variables, Passed]
NONE: Passed = frozenset()
FORGET_BEYOND = 12  # forks; deeper nesting is rare, a loop gets there soon


class Carrier(Protocol):
    """Whatever has passed forks: a token, or what has ended in a scope."""

    forks: Passed


@dataclass(slots=True)
class Fork:
    """variables: as they were; passed: the forks that the token had passed which forked."""

    variables: Variables
    passed: Passed


class Forks:
    """All forks of one instance that are still of use."""

    def __init__(self, carriers: Callable[[], Iterable[Carrier]]) -> None:
        self.kept: dict[int, Fork] = {}
        self.last = 0
        self._carriers = carriers

    def fork(self, passed: Passed, variables: Variables) -> Passed:
        """What all branches of a new fork have passed, at which the variables were these."""
        if len(passed) > FORGET_BEYOND:
            passed = self._forget(passed)
        self.last += 1
        self.kept[self.last] = Fork(variables, passed)
        return passed | {self.last}

    def merge(self, branches: Sequence[Branch], conflicts: list[str]) -> Branch:
        """All branches as one. Where several changed a name differently, the last one's value holds."""
        variables, passed = branches[0]
        for theirs, other in branches[1:]:
            variables = merge(self._base(passed & other), variables, theirs, conflicts)
            passed |= other
        return variables, passed

    def forget_unused(self) -> None:
        """Keep only forks at which something that lives has parted."""
        if self.kept:
            self._forget(NONE)

    def _base(self, common: Passed) -> Variables:
        newest = [(self.kept[number].variables, self._with(number)) for number in self._newest(common)]
        return self.merge(newest, [])[0] if newest else {}

    def _with(self, number: int) -> Passed:
        return self.kept[number].passed | {number}

    def _newest(self, common: Passed) -> list[int]:
        return [number for number in sorted(common) if not any(number in self.kept[each].passed for each in common)]

    def _forget(self, passed: Passed) -> Passed:
        carriers = list(self._carriers())
        needed = self._needed([*(each.forks for each in carriers), passed])
        for each in carriers:
            each.forks &= needed
        self.kept = {
            number: Fork(fork.variables, fork.passed & needed) for number, fork in self.kept.items() if number in needed
        }
        return passed & needed

    def _needed(self, carried: list[Passed]) -> Passed:
        """The newest forks that any two of these have in common. What two tokens have in common later is a union of
        such sets, since tokens learn of forks only by making them and from each other."""
        distinct = set(carried)
        shared = [each for each in distinct if carried.count(each) > 1]
        needed = {
            number
            for common in (*shared, *(one & other for one, other in combinations(distinct, 2)))
            for number in self._newest(common)
        }
        while True:
            # Several newest forks are merged before they serve, and that merge needs a base too.
            more = {
                number
                for one, other in combinations(needed, 2)
                for number in self._newest(self._with(one) & self._with(other))
            }
            if more <= needed:
                return frozenset(needed)
            needed |= more
