"""Literals, lists, contexts, intervals, functions: what makes a value."""

from __future__ import annotations

from typing import Any

from engine.feel import tree
from engine.feel.closures.compiling import Lexical, closure_of, compiles
from engine.feel.comparison import order
from engine.feel.functions import FunctionValue
from engine.feel.scope import Closure, Scope
from engine.feel.types import Type
from engine.feel.values import CONTEXT, FUNCTION, LIST, Range, kind_of


@compiles(tree.Literal)
def literal(node: tree.Literal, _lexical: Lexical) -> Closure:
    """The value itself."""
    value = node.value
    return lambda _scope: value


@compiles(tree.ListOf)
def list_of(node: tree.ListOf, lexical: Lexical) -> Closure:
    """A new list."""
    elements = [closure_of(element, lexical) for element in node.elements]
    return lambda scope: [element(scope) for element in elements]


@compiles(tree.ContextOf)
def context_of(node: tree.ContextOf, lexical: Lexical) -> Closure:
    """A new context; an entry sees those before it, a function also itself."""
    inner = lexical.inner()
    entries = []
    for name, value in node.entries:
        if isinstance(value, tree.FunctionOf):
            inner.names.add(name)
        entries.append((name, closure_of(value, inner)))
        inner.names.add(name)

    def make(scope: Scope) -> dict[str, Any]:
        values: dict[str, Any] = {}
        within = Scope(values, scope, scope.run)
        scope.run.budget.spend(len(entries))
        for name, entry in entries:
            values[name] = entry(within)
        return values

    return make


@compiles(tree.Interval)
def interval(node: tree.Interval, lexical: Lexical) -> Closure:
    """A range; null when its ends are not in order or one that is written is null."""
    low = closure_of(node.low, lexical) if node.low is not None else None
    high = closure_of(node.high, lexical) if node.high is not None else None

    def make(scope: Scope) -> Range | None:
        lowest = low(scope) if low is not None else None
        highest = high(scope) if high is not None else None
        if (lowest is None and low is not None) or (highest is None and high is not None):
            return None
        if lowest is not None and highest is not None:
            position = order(lowest, highest)
            if position is None or position > 0:
                return None
        return Range(lowest, highest, node.low_included, node.high_included)

    return make


@compiles(tree.FunctionOf)
def function_of(node: tree.FunctionOf, lexical: Lexical) -> Closure:
    """A function that remembers the scope it was written in."""
    body = closure_of(node.body, lexical.inner(*node.parameters))
    type_ = Type(FUNCTION, parameters=node.types, result=_written_type(node.body))
    return lambda scope: FunctionValue(node.parameters, type_, body, scope)


def _written_type(node: tree.Node) -> Type | None:
    """The type of a literal, or of a context or list of them; None of what only evaluating would tell."""
    if isinstance(node, tree.Literal):
        return Type(kind_of(node.value)) if node.value is not None else None
    if isinstance(node, tree.ContextOf):
        return Type(CONTEXT, entries=tuple((name, _written_type(entry)) for name, entry in node.entries))
    if isinstance(node, tree.ListOf):
        elements = {_written_type(element) for element in node.elements}
        return Type(LIST, element=elements.pop() if len(elements) == 1 else None)
    return None
