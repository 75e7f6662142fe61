"""Source text to a tree."""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel import tree
from engine.feel.parsing.names import Spellings, spellings_of
from engine.feel.parsing.parser import Parser
from engine.feel.parsing.tests import unary_tests

__all__ = ["Spellings", "parse_expression", "parse_unary_tests", "spellings_of"]


def parse_expression(source: str, variables: Spellings, functions: Iterable[Spellings]) -> tree.Node:
    """The expression; ExpressionError with the position where it cannot be read."""
    parser = Parser(source, variables, functions)
    node = parser.expression()
    parser.end()
    return node


def parse_unary_tests(source: str, variables: Spellings, functions: Iterable[Spellings]) -> tree.UnaryTests:
    """The tests of a decision table's cell; ExpressionError with the position where they cannot be read."""
    return unary_tests(Parser(source, variables, functions))
