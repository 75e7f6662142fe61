"""Names of several tokens: `first name`, `date and time`, `working day on or before`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from engine.errors import ExpressionError
from engine.feel.parsing.tokens import tokenize

Spelling = tuple[str, ...]

#: More words make no name; keeps looking for names cheap.
MOST_TOKENS = 20


@lru_cache(maxsize=4096)
def spelling_of(name: str) -> Spelling:
    """The tokens a name is written with."""
    spelling = tuple(token.text for token in tokenize(name)[:-1])
    if len(spelling) > MOST_TOKENS:
        raise ExpressionError(f"A name has at most {MOST_TOKENS} words: {name[:40]}…")
    return spelling


class Spellings:
    """How names are spelled; those of a single token need no table and are left out."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[Spelling, str] = {}
        self._times: Counter[Spelling] = Counter()
        self._firsts: Counter[str] = Counter()
        self._longest = 0
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """From here on the name is known; adding it again needs another removal."""
        spelling = spelling_of(name)
        if len(spelling) > 1:
            self._names[spelling] = name
            self._times[spelling] += 1
            self._firsts[spelling[0]] += 1
            self._longest = max(self._longest, len(spelling))

    def remove(self, name: str) -> None:
        """Take back one adding."""
        spelling = spelling_of(name)
        if len(spelling) > 1:
            self._firsts[spelling[0]] -= 1
            self._times[spelling] -= 1
            if not self._times[spelling]:
                del self._names[spelling]

    def at(self, texts: Sequence[str], place: int) -> Iterator[tuple[int, str]]:
        """(number of tokens, name) of the names that are spelled at this place, longest first."""
        if not self._firsts.get(texts[place]):
            return
        for length in range(min(self._longest, len(texts) - place), 1, -1):
            name = self._names.get(tuple(texts[place : place + length]))
            if name is not None:
                yield length, name


@lru_cache(maxsize=256)
def spellings_of(names: frozenset[str]) -> Spellings:
    """The table of a set of names, to be read only."""
    return Spellings(names)
