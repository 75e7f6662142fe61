"""Who decides at a gateway whose conditions cannot be asked: its flows are taken in turn."""

from __future__ import annotations

from collections import Counter

from engine.feel import FeelFunction

NAME = "its turn"
ONE, ANY = "one", "any"


class Turns:
    """The host function behind `its turn(source, number, of, rest, takes)`: whether the token that is at source now
    takes flow `number` of the `of` flows that have such a condition. rest: whether it may take none of them, since
    another flow is left; takes: one flow, or any number of them, which are then all taken the first time.

    Every visit of a gateway asks its flows in the order of the file, so number 1 begins a visit. Each flow is taken
    sooner or later, so loops end and every branch is seen. first: which of them is taken first, from 0."""

    def __init__(self, first: int = 0) -> None:
        self._visits: Counter[str] = Counter()
        self._first = first

    @property
    def function(self) -> FeelFunction:
        return FeelFunction(NAME, ("source", "number", "of", "rest", "takes"), self.its_turn)

    def its_turn(self, source: str, number: int, of: int, rest: bool, takes: str) -> bool:
        if number == 1:
            self._visits[source] += 1
        visit = self._visits[source] - 1 + self._first
        if takes == ANY and visit == 0:
            return True
        return int(number) - 1 == visit % (int(of) + rest)
