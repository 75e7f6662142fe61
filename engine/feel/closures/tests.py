"""Unary tests, and `in`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import tree
from engine.feel.closures.compiling import Lexical, closure_of, compiles
from engine.feel.closures.operators import DIRECTLY_COMPARED, comparing
from engine.feel.comparison import passes
from engine.feel.scope import Closure, Scope
from engine.feel.values import Function

INPUT = "?"

#: Whether the value in a scope where it is named `?` passes.
Test = Callable[[Scope], bool | None]


def _input(scope: Scope) -> Any:
    return scope.values[INPUT]


def _comparison_test(node: tree.ComparisonTest, lexical: Lexical) -> Test:
    return comparing(node.operator, _input, closure_of(node.operand, lexical))


def _literal_test(wanted: Any) -> Test:
    """Most cells of tables are one text or number."""
    kind = type(wanted)

    def test(scope: Scope) -> bool | None:
        value = scope.values[INPUT]
        if type(value) is kind:
            return bool(value == wanted)
        return passes(value, wanted, scope.run.budget)

    return test


def _expression_test(node: tree.ExpressionTest, lexical: Lexical) -> Test:
    if isinstance(node.expression, tree.Literal) and type(node.expression.value) in DIRECTLY_COMPARED:
        return _literal_test(node.expression.value)
    expression = closure_of(node.expression, lexical)
    if node.reads_input:
        return expression
    is_interval = isinstance(node.expression, tree.Interval)

    def test(scope: Scope) -> bool | None:
        wanted = expression(scope)
        value = scope.values[INPUT]
        if wanted is None and is_interval:
            return None
        if isinstance(wanted, Function) and wanted.takes(1):
            verdict = wanted.invoke(scope.run, [value])
            return verdict if isinstance(verdict, bool) else None
        return passes(value, wanted, scope.run.budget)

    return test


def tests_closure(node: tree.UnaryTests, lexical: Lexical) -> Callable[[Any, Scope], bool | None]:
    """Whether a value passes one of the tests; of none, everything passes. null when no test passes and one is null."""
    inner = lexical.inner(INPUT)
    tests: list[Test] = []
    for test in node.tests:
        if isinstance(test, tree.ComparisonTest):
            tests.append(_comparison_test(test, inner))
        else:
            assert isinstance(test, tree.ExpressionTest)
            tests.append(_expression_test(test, inner))
    negated = node.negated

    def decide(value: Any, scope: Scope) -> bool | None:
        within = Scope({INPUT: value}, scope, scope.run)
        undecided = False
        for test in tests:
            verdict = test(within)
            if verdict is True:
                return not negated
            undecided = undecided or verdict is None
        if undecided:
            return None
        return negated or not tests

    return decide


@compiles(tree.Membership)
def membership(node: tree.Membership, lexical: Lexical) -> Closure:
    """`value in tests`."""
    value = closure_of(node.value, lexical)
    decide = tests_closure(node.tests, lexical)
    return lambda scope: decide(value(scope), scope)
