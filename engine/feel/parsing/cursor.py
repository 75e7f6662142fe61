"""A place in the tokens, and the names known there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from engine.errors import ExpressionError
from engine.feel.parsing.tokens import KEYWORDS, Token, TokenKind, tokenize

Spelling = tuple[str, ...]
#: Names of several tokens by their first token, longest first.
Spellings = Mapping[str, tuple[tuple[Spelling, str], ...]]

_NAME_PARTS = frozenset({TokenKind.NAME, TokenKind.KEYWORD, TokenKind.NUMBER})
_NAME_SYMBOLS = frozenset("./-'+*")


@lru_cache(maxsize=4096)
def spelling_of(name: str) -> Spelling:
    """The tokens a name is written with."""
    return tuple(token.text for token in tokenize(name)[:-1])


@lru_cache(maxsize=256)
def spellings_of(names: frozenset[str]) -> Spellings:
    """Those of the names that take more than one token; the others need no table."""
    table: dict[str, list[tuple[Spelling, str]]] = {}
    for name in names:
        spelling = spelling_of(name)
        if len(spelling) > 1:
            table.setdefault(spelling[0], []).append((spelling, name))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()}


class Cursor:
    """Reads tokens one by one.

    variables: names that stand for values wherever they are written; functions: names of which those that hold a
    keyword ("date and time", "working day on or before") are only read as names where a call follows.
    """

    def __init__(self, source: str, variables: Spellings, functions: Iterable[Spellings]) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.at = 0
        self.local: list[tuple[Spelling, str]] = []
        self._variables = variables
        self._functions = tuple(functions)

    @property
    def token(self) -> Token:
        """The token here."""
        return self.tokens[self.at]

    def symbol(self, ahead: int = 0) -> str:
        """The text of the symbol or keyword here, or so many tokens ahead; empty for anything else."""
        token = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return token.text if token.kind in (TokenKind.SYMBOL, TokenKind.KEYWORD) else ""

    def take(self) -> Token:
        """The token here; moves on."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def accept(self, symbol: str) -> bool:
        """Whether this symbol or keyword stands here; moves on if so."""
        if self.symbol() != symbol:
            return False
        self.at += 1
        return True

    def expect(self, symbol: str) -> None:
        """Move over this symbol or keyword, which must stand here."""
        if not self.accept(symbol):
            raise self.fault(f"Expected {symbol!r}, found {self.found()}")

    def found(self) -> str:
        """The token here, in words."""
        return "the end" if self.token.kind is TokenKind.END else repr(self.token.text)

    def fault(self, message: str) -> ExpressionError:
        """An error at this place."""
        return ExpressionError(message, self.token.start)

    def know(self, name: str) -> None:
        """From here on the name stands for a value. Give back with `forget`."""
        spelling = spelling_of(name)
        if len(spelling) > 1:
            self.local.append((spelling, name))

    def forget(self, mark: int) -> None:
        """Forget the names known since `len(local)` was mark."""
        del self.local[mark:]

    def known_name(self) -> str | None:
        """The longest known name of several tokens that begins here, moved over; None where there is none."""
        first = self.token.text
        rows = [*self._variables.get(first, ()), *(row for row in self.local if row[0][0] == first)]
        best: tuple[Spelling, str] = ((), "")
        for row in rows:
            if len(row[0]) > len(best[0]) and self._stands_here(row[0]):
                best = row
        for table in self._functions:
            for row in table.get(first, ()):
                if len(row[0]) > len(best[0]) and self._stands_here(row[0]) and self._reads_as_function(row[0]):
                    best = row
        if not best[0]:
            return None
        self.at += len(best[0])
        return best[1]

    def _stands_here(self, spelling: Spelling) -> bool:
        tokens = self.tokens[self.at : self.at + len(spelling)]
        if len(tokens) < len(spelling):
            return False
        return all(token.text == text for token, text in zip(tokens, spelling, strict=True))

    def _reads_as_function(self, spelling: Spelling) -> bool:
        return self.symbol(len(spelling)) == "(" or KEYWORDS.isdisjoint(spelling)

    def declared_name(self, *ends: str) -> str:
        """A name that is introduced here, up to one of these symbols: any words, digits and `. / - ' + *`."""
        if self.token.kind is TokenKind.QUOTED:
            return self.take().text[1:-1]
        begin = self.at
        while self.symbol() not in ends and self._continues_name():
            self.at += 1
        return self._spelled(begin)

    def _continues_name(self) -> bool:
        token = self.token
        return token.kind in _NAME_PARTS or (token.kind is TokenKind.SYMBOL and token.text in _NAME_SYMBOLS)

    def property_name(self) -> str:
        """The name after a dot: known, or all the words that follow."""
        if self.token.kind is TokenKind.QUOTED:
            return self.take().text[1:-1]
        known = self.known_name()
        if known is not None:
            return known
        begin = self.at
        if self.token.kind in (TokenKind.NAME, TokenKind.KEYWORD):
            self.at += 1
            while self.token.kind is TokenKind.NAME:
                self.at += 1
        return self._spelled(begin)

    def _spelled(self, begin: int) -> str:
        if begin == self.at or self.tokens[begin].kind not in (TokenKind.NAME, TokenKind.KEYWORD):
            raise self.fault(f"Expected a name, found {self.found()}")
        name = self.tokens[begin].text
        for before, token in zip(self.tokens[begin : self.at - 1], self.tokens[begin + 1 : self.at], strict=True):
            apart = token.start > before.end and TokenKind.SYMBOL not in (token.kind, before.kind)
            name += f" {token.text}" if apart else token.text
        return name
