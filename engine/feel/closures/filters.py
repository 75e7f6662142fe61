"""Filters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.closures.compiling import Lexical, closure_of, compiles
from engine.feel.scope import Closure, Scope
from engine.feel.values import whole

#: Constructs that never give a number, so a filter with them is no position.
_CONDITIONS = (
    tree.Comparison,
    tree.Logic,
    tree.Between,
    tree.Membership,
    tree.Quantified,
    tree.InstanceOf,
)


@compiles(tree.Filter)
def filter_(node: tree.Filter, lexical: Lexical) -> Closure:
    """The elements for which the condition is true; the one element at a position when the condition is a number.

    A value that is no list is filtered as a list of it, null as an empty one (DMN 1.5 §10.3.2.5).
    """
    source = closure_of(node.source, lexical)
    if isinstance(node.condition, tree.Literal) and isinstance(node.condition.value, Decimal):
        position = node.condition.value
        return lambda scope: _at(_listed(source(scope)), position)
    condition = closure_of(node.condition, lexical.item())
    is_condition = isinstance(node.condition, _CONDITIONS)

    def select(scope: Scope) -> Any:
        elements = _listed(source(scope))
        budget = scope.run.budget
        if not elements:
            if is_condition:
                return []
            return None if isinstance(condition(_item_scope(None, scope)), Decimal) else []
        selected = []
        for element in elements:
            budget.spend()
            verdict = condition(_item_scope(element, scope))
            if verdict is True:
                selected.append(element)
            elif isinstance(verdict, Decimal):
                return _at(elements, verdict)
        budget.hold(len(selected))
        return selected

    return select


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _at(elements: list[Any], position: Decimal) -> Any:
    """The element at a position counted from 1, or from the end with -1; null outside."""
    index = whole(position)
    if not index or abs(index) > len(elements):
        return None
    return elements[index - 1 if index > 0 else index]


def _item_scope(element: Any, scope: Scope) -> Scope:
    """`item`, and before it the entries of an element that is a context."""
    item = Scope({"item": element}, scope, scope.run)
    return Scope(element, item, scope.run) if isinstance(element, dict) else item
