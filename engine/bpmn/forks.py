"""Forks: what the variables were where branches parted, for the three-way merge where they meet.

Every token knows the forks that it, or any token that has become part of it, has come through. What two tokens both
know is where they parted: the newest of those forks are the base of their merge, and where there are several, these
are merged first, as version control does with criss-cross histories. A fork at which no tokens part any more is
forgotten, so loops leave nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.bpmn.variables import Variables, merge, same

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
        self._room = FORGET_BEYOND

    def fork(self, passed: Passed, variables: Variables) -> Passed:
        """What all branches of a new fork have passed, at which the variables were these."""
        return self.fork_each([(variables, passed)])[0]

    def fork_each(self, branches: Sequence[Branch]) -> list[Passed]:
        """The same for several branches at once. Nothing is forgotten in between: what only one of them knows so far,
        another may be about to learn."""
        passed = [each for _, each in branches]
        if self._is_full(passed) or any(self._stands_at_a_fork(each, variables) for variables, each in branches):
            # Whether a fork is still known must not depend on when the case was last saved.
            passed = self._forget(passed)
            # Forgetting looks at every token: it waits until there is twice as much as it could not forget.
            self._room = max(FORGET_BEYOND, 2 * len(self.kept))
        return [self._fork(each, variables) for (variables, _), each in zip(branches, passed, strict=True)]

    def _is_full(self, passed: Sequence[Passed]) -> bool:
        return len(self.kept) > self._room and any(len(each) > FORGET_BEYOND for each in passed)

    def _fork(self, passed: Passed, variables: Variables) -> Passed:
        if self._stands_at_a_fork(passed, variables):
            return passed
        self.last += 1
        self.kept[self.last] = Fork(variables, passed)
        return passed | {self.last}

    def merge(self, branches: Sequence[Branch], conflicts: list[str]) -> Branch:
        """All branches as one. Where several changed a name differently, the last one's value holds."""
        return self._merge(branches, conflicts, {})

    def forget_unused(self) -> None:
        """Keep only forks at which something that lives has parted."""
        if self.kept:
            self._forget([])

    def _stands_at_a_fork(self, passed: Passed, variables: Variables) -> bool:
        """Whether nothing has changed since the last fork: one more would say the same. A task that waits while one
        reminder after the other leaves it stays at one fork."""
        last = max(passed, default=0)
        if last not in self.kept or self._with(last) != passed:
            return False
        before = self.kept[last].variables
        return before.keys() == variables.keys() and all(same(before[name], variables[name]) for name in variables)

    def _merge(
        self, branches: Sequence[Branch], conflicts: list[str], bases: dict[tuple[int, ...], Variables]
    ) -> Branch:
        variables, passed = branches[0]
        for theirs, other in branches[1:]:
            variables = merge(self._base(passed & other, bases), variables, theirs, conflicts)
            passed |= other
        return variables, passed

    def _base(self, common: Passed, bases: dict[tuple[int, ...], Variables]) -> Variables:
        """bases: those already known in this merge, by the newest forks they are made of."""
        newest = self._newest(common)
        if newest not in bases:
            branches = [(self.kept[number].variables, self._with(number)) for number in newest]
            bases[newest] = self._merge(branches, [], bases)[0] if branches else {}
        return bases[newest]

    def _with(self, number: int) -> Passed:
        return self.kept[number].passed | {number}

    def _newest(self, passed: Passed) -> tuple[int, ...]:
        """Those after which none of the others came, in order. What is forgotten is the newest for nobody."""
        rest = {number for number in passed if number in self.kept}
        newest: list[int] = []
        while rest:
            # A fork knows only older ones, so the last of all is always one of the newest.
            newest.append(max(rest))
            rest -= self._with(newest[-1])
        return tuple(reversed(newest))

    def _forget(self, moving: Sequence[Passed]) -> list[Passed]:
        """moving: what tokens have passed that are just on their way; returns what of it is still of use."""
        carriers = list(self._carriers())
        needed = self._needed([*(each.forks for each in carriers), *moving])
        for each in carriers:
            each.forks &= needed
        self.kept = {
            number: Fork(fork.variables, fork.passed & needed) for number, fork in self.kept.items() if number in needed
        }
        return [passed & needed for passed in moving]

    def _needed(self, carried: list[Passed]) -> Passed:
        """Where any two of these have parted. What two tokens have in common later is a union of such sets, since
        tokens learn of forks only by making them and from each other."""
        needed = self._parted(carried)
        # Several newest forks are merged before they serve, and that merge needs a base too.
        while more := self._parted([self._with(number) for number in needed]) - needed:
            needed |= more
        return needed

    def _parted(self, carried: list[Passed]) -> Passed:
        """The newest forks that any two of these have in common. Not every pair is looked at, but every fork: who knows
        it, and who of these knows the forks that came right after it, too."""
        knowing: dict[int, set[int]] = {number: set() for number in self.kept}
        distinct = [passed for passed, times in Counter(carried).items() for _ in range(min(times, 2))]
        for index, passed in enumerate(distinct):
            for number in passed & self.kept.keys():
                knowing[number].add(index)
        groups: dict[int, list[set[int]]] = {number: [] for number in self.kept}
        for number, fork in self.kept.items():
            if len(knowing[number]) > 1:
                for before in self._newest(fork.passed):
                    groups[before].append(knowing[number])
        return frozenset(number for number in self.kept if _some_pair_apart(knowing[number], groups[number]))


def _some_pair_apart(all_of_them: set[int], groups: list[set[int]]) -> bool:
    """Whether there are two that are in none of the groups together."""
    if len(all_of_them) < 2 or any(all_of_them <= group for group in groups):
        return False
    return any(not all_of_them <= {one}.union(*(group for group in groups if one in group)) for one in all_of_them)
