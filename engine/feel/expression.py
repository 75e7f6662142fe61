"""Expressions and unary tests, compiled once and evaluated as often as wanted, in any thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import ExpressionError
from engine.feel.budget import Budget
from engine.feel.builtins import BUILT_INS
from engine.feel.closures import Findings, Lexical, closure_of, tests_closure
from engine.feel.conversion import to_feel
from engine.feel.functions import FeelFunction
from engine.feel.parsing import parse_expression, parse_unary_tests, spellings_of
from engine.feel.scope import Run, Scope
from engine.feel.tree import Node
from engine.feel.tree import UnaryTests as TestsNode
from engine.feel.types import Type

_CACHED = 4_096
_NO_FUNCTIONS: Mapping[str, FeelFunction] = {}
_NO_NAMES: frozenset[str] = frozenset()
_NO_TYPES: Mapping[str, Type] = {}
_BUILT_IN_SPELLINGS = spellings_of(frozenset(BUILT_INS))
_TOO_DEEP = "The expression is nested too deeply"


class _Compiled:
    """What expressions and unary tests have in common.

    source: as written; names: variables read from outside; item_names: those of them that are read only inside
    filters, where they may be entries of the filtered elements instead; calls: (function, number of arguments) of
    every call of a function the source does not define itself.
    """

    __slots__ = ("_read", "calls", "item_names", "names", "source")

    def __init__(self, source: str, findings: Findings) -> None:
        self.source = source
        self.names = frozenset(findings.names | findings.item_names)
        self.item_names = frozenset(findings.item_names - findings.names)
        self.calls = tuple(findings.calls)
        # The decisions of a DMN model hand each other functions as variables.
        self._read = tuple(self.names | findings.called)

    def _scope(
        self,
        variables: Mapping[str, Any],
        functions: Mapping[str, FeelFunction],
        budget: Budget | None,
        now: datetime | None,
        zone: ZoneInfo | None,
    ) -> Scope:
        known = {name: to_feel(variables[name]) for name in self._read if name in variables}
        return Scope(known, None, Run(known, functions, budget or Budget(), now, zone))


class Expression(_Compiled):
    """A compiled FEEL expression. Make one with `compile_expression`. node: its tree, to be put into a larger one."""

    __slots__ = ("_closure", "node")

    def __init__(
        self, source: str, functions: frozenset[str], names: frozenset[str], types: Mapping[str, Type] = _NO_TYPES
    ) -> None:
        findings = Findings(functions)
        spellings = (spellings_of(functions), _BUILT_IN_SPELLINGS)
        self.node: Node = parse_expression(source, spellings_of(names), spellings, types)
        self._closure = closure_of(self.node, Lexical(findings))
        super().__init__(source, findings)

    def evaluate(
        self,
        variables: Mapping[str, Any],
        functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS,
        budget: Budget | None = None,
        now: datetime | None = None,
        zone: ZoneInfo | None = None,
    ) -> Any:
        """The value, as FEEL has it (`to_json` makes it ready to store).

        variables: JSON or FEEL values by name, missing ones are null; functions: those the expression was compiled
        to know; budget: a fresh one unless shared with others; now: business time, aware, without which `now()` and
        `today()` are refused; zone: where people live. Raises ExpressionError where FEEL has no null to give: budget
        overspent, unknown function, assertion.
        """
        try:
            return self._closure(self._scope(variables, functions, budget, now, zone))
        except RecursionError as error:
            raise ExpressionError(_TOO_DEEP) from error


class UnaryTests(_Compiled):
    """The compiled cell of a decision table. Make one with `compile_unary_tests`. node: as in Expression."""

    __slots__ = ("_decide", "node")

    def __init__(
        self, source: str, functions: frozenset[str], names: frozenset[str], types: Mapping[str, Type] = _NO_TYPES
    ) -> None:
        findings = Findings(functions)
        spellings = (spellings_of(functions), _BUILT_IN_SPELLINGS)
        self.node: TestsNode = parse_unary_tests(source, spellings_of(names), spellings, types)
        self._decide = tests_closure(self.node, Lexical(findings))
        super().__init__(source, findings)

    def evaluate(
        self,
        value: Any,
        variables: Mapping[str, Any],
        functions: Mapping[str, FeelFunction] = _NO_FUNCTIONS,
        budget: Budget | None = None,
        now: datetime | None = None,
        zone: ZoneInfo | None = None,
    ) -> bool | None:
        """Whether the value passes; null, which is not true, where that cannot be said. The rest as in Expression."""
        try:
            return self._decide(to_feel(value), self._scope(variables, functions, budget, now, zone))
        except RecursionError as error:
            raise ExpressionError(_TOO_DEEP) from error


@lru_cache(maxsize=_CACHED)
def _expression(source: str, functions: frozenset[str], names: frozenset[str]) -> Expression:
    return Expression(source, functions, names)


@lru_cache(maxsize=_CACHED)
def _unary_tests(source: str, functions: frozenset[str], names: frozenset[str]) -> UnaryTests:
    return UnaryTests(source, functions, names)


def compile_expression(
    source: str, functions: frozenset[str] = _NO_NAMES, names: frozenset[str] = _NO_NAMES
) -> Expression:
    """The compiled expression; the same source gives the same object.

    functions: names of functions that will be handed in, so that those with spaces can be read; names: the same for
    variables (one word needs no telling). Raises ExpressionError with the position where the source cannot be read.
    """
    try:
        return _expression(source, functions, names)
    except RecursionError as error:
        raise ExpressionError(_TOO_DEEP) from error


def compile_unary_tests(
    source: str, functions: frozenset[str] = _NO_NAMES, names: frozenset[str] = _NO_NAMES
) -> UnaryTests:
    """The compiled cell of a decision table: `-`, `"a", "b"`, `> 5`, `[1..10)`, `not(…)`, conditions over `?`."""
    try:
        return _unary_tests(source, functions, names)
    except RecursionError as error:
        raise ExpressionError(_TOO_DEEP) from error
