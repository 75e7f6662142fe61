"""A place in the tokens, and the names known there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import ExpressionError
from engine.feel.parsing.names import Spellings, spelling_of
from engine.feel.parsing.tokens import KEYWORDS, Token, TokenKind, tokenize
from engine.feel.types import Type

_NAME_PARTS = frozenset({TokenKind.NAME, TokenKind.KEYWORD, TokenKind.NUMBER})
_NAME_SYMBOLS = frozenset("./-'+*")


class Cursor:
    """Reads tokens one by one.

    variables: names that stand for values wherever they are written; functions: names of which those that hold a
    keyword ("date and time", "working day on or before") are only read as names where a call follows; types: those
    with a name of their own, by it.
    """

    def __init__(
        self, source: str, variables: Spellings, functions: Iterable[Spellings], types: Mapping[str, Type]
    ) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.at = 0
        self._texts = [token.text for token in self.tokens]
        self._local = Spellings()
        self._variables = variables
        self._functions = tuple(functions)
        self._types = types

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
        self._local.add(name)

    def forget(self, names: Iterable[str]) -> None:
        """These names stand for nothing any more."""
        for name in names:
            self._local.remove(name)

    def known_name(self) -> str | None:
        """The longest known name of several tokens that begins here, moved over; None where there is none."""
        best: tuple[int, str] = (0, "")
        for table in (self._variables, self._local):
            best = max(best, next(table.at(self._texts, self.at), best))
        for table in self._functions:
            for length, name in table.at(self._texts, self.at):
                if self._reads_as_function(length):
                    best = max(best, (length, name))
                    break
        if not best[0]:
            return None
        self.at += best[0]
        return best[1]

    def _reads_as_function(self, length: int) -> bool:
        spelling = self._texts[self.at : self.at + length]
        return self.symbol(length) == "(" or KEYWORDS.isdisjoint(spelling)

    def named_type(self) -> Type | None:
        """The type of the longest such name that begins here, moved over; None where there is none."""
        longest, found = 0, None
        for name, type_ in self._types.items():
            spelling = spelling_of(name)
            if len(spelling) > longest and tuple(self._texts[self.at : self.at + len(spelling)]) == spelling:
                longest, found = len(spelling), type_
        self.at += longest
        return found

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
