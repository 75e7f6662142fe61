"""Source text to a tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.feel import tree
from engine.feel.parsing.names import Spellings, spellings_of
from engine.feel.parsing.parser import Parser
from engine.feel.parsing.tests import unary_tests
from engine.feel.types import Type

__all__ = ["Spellings", "parse_expression", "parse_unary_tests", "spellings_of"]

_NO_TYPES: Mapping[str, Type] = {}


def parse_expression(
    source: str, variables: Spellings, functions: Iterable[Spellings], types: Mapping[str, Type] = _NO_TYPES
) -> tree.Node:
    """The expression; ExpressionError with the position where it cannot be read. types: those that have names."""
    parser = Parser(source, variables, functions, types)
    node = parser.expression()
    parser.end()
    return node


def parse_unary_tests(
    source: str, variables: Spellings, functions: Iterable[Spellings], types: Mapping[str, Type] = _NO_TYPES
) -> tree.UnaryTests:
    """The tests of a decision table's cell; ExpressionError with the position where they cannot be read."""
    return unary_tests(Parser(source, variables, functions, types))
