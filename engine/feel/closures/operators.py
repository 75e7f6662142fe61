"""Arithmetic, comparison, logic, `if`, `between`, `instance of`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.arithmetic import OPERATIONS, OUT_OF_BOUNDS, negative
from engine.feel.closures.compiling import Lexical, closure_of, compiles
from engine.feel.comparison import equal, negation, order
from engine.feel.scope import Closure, Scope
from engine.feel.types import is_instance


@compiles(tree.Arithmetic)
def arithmetic(node: tree.Arithmetic, lexical: Lexical) -> Closure:
    """Operations from the left; null out of bounds."""
    closure = closure_of(node.first, lexical)
    if len(node.rest) == 1:
        operator, right = node.rest[0]
        return _operation(operator, closure, closure_of(right, lexical))
    steps = [(OPERATIONS[operator], closure_of(right, lexical)) for operator, right in node.rest]

    def compute(scope: Scope) -> Any:
        value = closure(scope)
        budget = scope.run.budget
        try:
            for operation, operand in steps:
                value = operation(value, operand(scope), budget)
        except OUT_OF_BOUNDS:
            return None
        return value

    return compute


def _operation(operator: str, left: Closure, right: Closure) -> Closure:
    operation = OPERATIONS[operator]

    def compute(scope: Scope) -> Any:
        try:
            return operation(left(scope), right(scope), scope.run.budget)
        except OUT_OF_BOUNDS:
            return None

    return compute


@compiles(tree.Negative)
def negated(node: tree.Negative, lexical: Lexical) -> Closure:
    """-value; null out of bounds."""
    operand = closure_of(node.operand, lexical)

    def negate(scope: Scope) -> Any:
        value = operand(scope)
        try:
            return negative(value)
        except OUT_OF_BOUNDS:
            return None

    return negate


@compiles(tree.Comparison)
def comparison(node: tree.Comparison, lexical: Lexical) -> Closure:
    """true, false, or null for values that have no order or equality."""
    return comparing(node.operator, closure_of(node.left, lexical), closure_of(node.right, lexical))


_BY_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
#: Python types whose own comparison is FEEL's.
DIRECTLY_COMPARED = frozenset({Decimal, str, date})


def comparing(operator: str, left: Closure, right: Closure) -> Closure:
    """The comparison of two closures' values."""
    if operator == "=":
        return lambda scope: equal(left(scope), right(scope), scope.run.budget)
    if operator == "!=":
        return lambda scope: negation(equal(left(scope), right(scope), scope.run.budget))
    holds = _BY_ORDER[operator]

    def compare(scope: Scope) -> bool | None:
        one, other = left(scope), right(scope)
        if type(one) is type(other) and type(one) in DIRECTLY_COMPARED:
            return holds(one, other)
        position = order(one, other)
        return None if position is None else holds(position, 0)

    return compare


@compiles(tree.Between)
def between(node: tree.Between, lexical: Lexical) -> Closure:
    """low <= value and value <= high."""
    value, low, high = (closure_of(part, lexical) for part in (node.value, node.low, node.high))

    def test(scope: Scope) -> bool | None:
        tested = value(scope)
        from_low, from_high = order(tested, low(scope)), order(tested, high(scope))
        if from_low is None or from_high is None:
            return None
        return from_low >= 0 and from_high <= 0

    return test


@compiles(tree.Logic)
def logic(node: tree.Logic, lexical: Lexical) -> Closure:
    """Three-valued and, or (DMN 1.5 table 50): one false or true decides; else null if an operand is no boolean."""
    operands = [closure_of(operand, lexical) for operand in node.operands]
    decides = not node.conjunction
    undecided = node.conjunction

    def decide(scope: Scope) -> bool | None:
        result: bool | None = undecided
        for operand in operands:
            value = operand(scope)
            if value is decides:
                return not undecided
            if value is not undecided:
                result = None
        return result

    return decide


@compiles(tree.Conditional)
def conditional(node: tree.Conditional, lexical: Lexical) -> Closure:
    """`then` only when the condition is true: null counts as not true."""
    condition, then, otherwise = (closure_of(part, lexical) for part in (node.condition, node.then, node.otherwise))
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


@compiles(tree.InstanceOf)
def instance_of(node: tree.InstanceOf, lexical: Lexical) -> Closure:
    """Whether the value is of the type."""
    value = closure_of(node.value, lexical)
    return lambda scope: is_instance(value(scope), node.type, scope.run.budget)
