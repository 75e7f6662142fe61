"""Intervals, which brackets and tests both hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ExpressionError
from engine.feel import tree

if TYPE_CHECKING:
    from engine.feel.parsing.parser import Parser

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def half_interval(position: int, operator: str, value: tree.Node) -> tree.Node:
    """`(> 5)` and its like as a value (DMN 1.5 §10.3.1.2, rule 66)."""
    if operator == "=":
        return tree.Interval(position, value, value, True, True)
    if operator in (">", ">="):
        return tree.Interval(position, value, None, operator == ">=", False)
    if operator in ("<", "<="):
        return tree.Interval(position, None, value, False, operator == "<=")
    raise ExpressionError("'!=' makes no interval", position)


def interval_to(parser: Parser, position: int, low: tree.Node, low_included: bool) -> tree.Node:
    """The rest of an interval after its two dots."""
    high = parser.expression()
    closing = parser.symbol()
    if closing not in ("]", ")", "["):
        raise parser.fault(f"Expected the end of an interval, found {parser.found()}")
    parser.take()
    return tree.Interval(position, low, high, low_included, closing == "]")
