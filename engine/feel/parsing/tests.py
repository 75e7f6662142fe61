"""Unary tests: the cells of decision tables, and the right side of `in` (DMN 1.5 §10.3.1.2, rules 7–17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import tree
from engine.feel.parsing.intervals import COMPARISONS, interval_to

if TYPE_CHECKING:
    from engine.feel.parsing.parser import Parser

_COMPARISON_POWER = 3


def unary_tests(parser: Parser) -> tree.UnaryTests:
    """All of a decision table's cell: `-`, tests, or `not(tests)`."""
    if parser.symbol() == "-" and len(parser.tokens) == 2:
        parser.take()
        return tree.UnaryTests(0, (), False)
    negated = _is_negation(parser)
    if negated:
        parser.at += 2
    tests = _tests(parser)
    if negated:
        parser.expect(")")
    parser.end()
    return tree.UnaryTests(0, tests, negated)


def _is_negation(parser: Parser) -> bool:
    """Whether `not(` begins here and its bracket closes at the very end; otherwise it is part of an expression."""
    if parser.token.text != "not" or parser.symbol(1) != "(":
        return False
    depth = 0
    for ahead in range(1, len(parser.tokens) - 1):
        symbol = parser.symbol(ahead)
        depth += (symbol == "(") - (symbol == ")")
        if depth == 0:
            return ahead == len(parser.tokens) - 2
    return False


def _tests(parser: Parser) -> tuple[tree.Node, ...]:
    tests = [_test(parser, 0)]
    while parser.accept(","):
        tests.append(_test(parser, 0))
    return tuple(tests)


def _test(parser: Parser, power: int) -> tree.Node:
    position = parser.token.start
    operator = parser.symbol()
    if operator in COMPARISONS:
        parser.take()
        return tree.ComparisonTest(position, operator, parser.expression(_COMPARISON_POWER))
    outer, parser.reads_input = parser.reads_input, False
    expression = parser.expression(power)
    test = tree.ExpressionTest(position, expression, parser.reads_input)
    parser.reads_input = outer
    return test


def membership_tests(parser: Parser) -> tree.UnaryTests:
    """What stands after `in`: one test, or several between brackets."""
    position = parser.token.start
    if not parser.accept("("):
        return tree.UnaryTests(position, (_test(parser, _COMPARISON_POWER),), False)
    tests = [_test(parser, 0)]
    first = tests[0]
    if isinstance(first, tree.ExpressionTest) and parser.symbol() in ("..", ")"):
        return tree.UnaryTests(position, (_bracketed(parser, position, first),), False)
    while parser.accept(","):
        tests.append(_test(parser, 0))
    parser.expect(")")
    return tree.UnaryTests(position, tuple(tests), False)


def _bracketed(parser: Parser, position: int, first: tree.ExpressionTest) -> tree.Node:
    """The bracket turned out to hold one value: `(1..5)`, `(a)`, or the beginning of `(a + b) * c`."""
    node = first.expression
    if parser.accept(".."):
        node = interval_to(parser, position, node, False)
    else:
        parser.expect(")")
    return tree.ExpressionTest(position, parser.continued(node, _COMPARISON_POWER), first.reads_input)
