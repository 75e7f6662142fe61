"""Operands (`constructs`) and what follows them (`suffixes`), by precedence (DMN 1.5 §10.3.1.2)."""

from __future__ import annotations

from engine.feel import tree
from engine.feel.parsing import constructs, suffixes
from engine.feel.parsing.cursor import Cursor
from engine.feel.parsing.tokens import TokenKind

#: How deep brackets, calls and operands may nest.
DEEPEST = 100

LOOSEST = 0


class Parser(Cursor):
    """Reads expressions. reads_input: whether `?` has been met."""

    reads_input = False
    _depth = 0

    def expression(self, power: int = LOOSEST) -> tree.Node:
        """The expression that begins here, as far as operators bind more tightly than power."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.fault("The expression is nested too deeply")
        node = self.continued(constructs.operand(self), power)
        self._depth -= 1
        return node

    def continued(self, node: tree.Node, power: int) -> tree.Node:
        """The expression of which node is the beginning."""
        while True:
            suffix = suffixes.SUFFIXES.get(self.token.text)
            if suffix is None or suffix.power <= power or self._closes_interval():
                return node
            node = suffix.read(self, node)

    def _closes_interval(self) -> bool:
        """Whether the bracket here is the open end of `[1..10[` and no filter: nothing after it begins an operand."""
        if self.symbol() != "[":
            return False
        return not constructs.begins_operand(self.tokens[self.at + 1])

    def end(self) -> None:
        """Nothing may follow."""
        token = self.token
        if token.kind is TokenKind.END:
            return
        before = self.tokens[self.at - 1] if self.at else token
        if token.kind is TokenKind.NAME and before.kind is TokenKind.NAME:
            raise self.fault(
                f"{before.text!r} and {token.text!r} are two names here; "
                "a name with a space stands between backticks, or is none that is known"
            )
        raise self.fault(f"Unexpected {self.found()}")
