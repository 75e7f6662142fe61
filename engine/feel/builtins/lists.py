"""Lists (DMN 1.5 §10.3.4.4, and Camunda's)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.budget import Budget
from engine.feel.builtins.aggregates import extreme
from engine.feel.builtins.signature import built_in
from engine.feel.comparison import equal, order
from engine.feel.scope import Run
from engine.feel.values import Function, whole


def _index(elements: Sequence[Any], position: Decimal) -> int | None:
    """Python's index of a position counted from 1, or from the end with -1, its fraction cut off; None outside."""
    number = int(position)
    if not number or abs(number) > len(elements):
        return None
    return number - 1 if number > 0 else len(elements) + number


@built_in("list contains(list: list, element: any)", run=True)
def list_contains(run: Run, elements: list[Any], element: Any) -> bool:
    """Whether an element equals it."""
    run.budget.spend(len(elements))
    return any(equal(one, element, run.budget) is True for one in elements)


@built_in("count(list: list)")
def count(elements: list[Any]) -> Decimal:
    """Number of elements."""
    return Decimal(len(elements))


@built_in("list replace(list: list, position: number, newItem: any)")
def list_replace(elements: list[Any], position: Decimal, element: Any) -> list[Any] | None:
    """A new list with another element at the position."""
    index = _index(elements, position)
    return None if index is None else [*elements[:index], element, *elements[index + 1 :]]


@built_in("list replace(list: list, match: function, newItem: any)", run=True)
def list_replace_matching(run: Run, elements: list[Any], match: Function, element: Any) -> list[Any] | None:
    """A new list with another element wherever match(element, new element) is true."""
    if not match.takes(2):
        return None
    verdicts = [match.invoke(run, (one, element)) for one in elements]
    if not all(isinstance(verdict, bool) for verdict in verdicts):
        return None
    return [element if verdict else one for one, verdict in zip(elements, verdicts, strict=True)]


@built_in("sublist(list: list, start position: number, length?: number)")
def sublist(elements: list[Any], start: Decimal, length: Decimal | None) -> list[Any] | None:
    """Elements from a position on."""
    begin = _index(elements, start)
    if begin is None:
        return None
    if length is None:
        return elements[begin:]
    if length < 0 or begin + int(length) > len(elements):
        return None
    return elements[begin : begin + int(length)]


@built_in("append(list: list, ...items: any)")
def append(elements: list[Any], items: list[Any]) -> list[Any]:
    """A new list with the items at the end."""
    return [*elements, *items]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@built_in("concatenate(...lists: any)", run=True)
def concatenate(run: Run, lists: list[Any]) -> list[Any] | None:
    """All elements of all lists; null when one of them is null."""
    if any(part is None for part in lists):
        return None
    parts = [_listed(part) for part in lists]
    run.budget.hold(sum(map(len, parts)))
    return [element for part in parts for element in part]


@built_in("union(...lists: any)", run=True)
def union(run: Run, lists: list[Any]) -> list[Any] | None:
    """All different elements of all lists."""
    together = concatenate(run, [[] if part is None else part for part in lists])
    return None if together is None else distinct_values(run, together)


@built_in("distinct values(list: list)", run=True)
def distinct_values(run: Run, elements: list[Any]) -> list[Any]:
    """The elements without repetitions, first ones kept."""
    return [group[0] for group in _groups(elements, run.budget)]


@built_in("duplicate values(list: list)", run=True)
def duplicate_values(run: Run, elements: list[Any]) -> list[Any]:
    """The elements that occur more than once, each once (Camunda)."""
    return [group[0] for group in _groups(elements, run.budget) if len(group) > 1]


def _groups(elements: list[Any], budget: Budget) -> list[list[Any]]:
    """Equal elements together, in the order of their first occurrence."""
    groups: list[list[Any]] = []
    by_value: dict[Any, list[Any]] = {}
    for element in elements:
        if isinstance(element, (str, Decimal)):
            budget.spend()
            group = by_value.setdefault(element, [])
        else:
            budget.spend(len(groups) + 1)
            group = next((g for g in groups if equal(g[0], element, budget) is True), [])
        if not group:
            groups.append(group)
        group.append(element)
    return groups


@built_in("insert before(list: list, position: number, newItem: any)")
def insert_before(elements: list[Any], position: Decimal, element: Any) -> list[Any] | None:
    """A new list with one more element before the position."""
    index = _index(elements, position)
    return None if index is None else [*elements[:index], element, *elements[index:]]


@built_in("remove(list: list, position: number)")
def remove(elements: list[Any], position: Decimal) -> list[Any] | None:
    """A new list without the element at the position."""
    index = _index(elements, position)
    return None if index is None else [*elements[:index], *elements[index + 1 :]]


@built_in("reverse(list: list)")
def reverse(elements: list[Any]) -> list[Any]:
    """Last first."""
    return elements[::-1]


@built_in("index of(list: list, match: any)", run=True)
def index_of(run: Run, elements: list[Any], match: Any) -> list[Decimal]:
    """The positions of equal elements."""
    run.budget.spend(len(elements))
    return [Decimal(at) for at, element in enumerate(elements, 1) if equal(element, match, run.budget) is True]


@built_in("flatten(list: list)", run=True)
def flatten(run: Run, elements: list[Any]) -> list[Any]:
    """The elements of all lists in the list, however deep."""
    flat: list[Any] = []
    waiting = [iter(elements)]
    while waiting:
        for element in waiting[-1]:
            run.budget.spend()
            if isinstance(element, list):
                waiting.append(iter(element))
                break
            flat.append(element)
        else:
            waiting.pop()
    return flat


@built_in("sort(list: list)", run=True)
def sort(run: Run, elements: list[Any]) -> list[Any] | None:
    """In ascending order; null when the elements have none."""
    run.budget.spend(len(elements) * max(1, len(elements).bit_length()))
    if elements and extreme(run, elements, 1) is None:
        return None
    return sorted(elements, key=cmp_to_key(lambda one, other: order(one, other) or 0))


@built_in("sort(list: list, precedes: function)", run=True)
def sort_by(run: Run, elements: list[Any], precedes: Function) -> list[Any] | None:
    """In the order that precedes(one, other) says."""
    if not precedes.takes(2):
        return None

    def compare(one: Any, other: Any) -> int:
        if precedes.invoke(run, (one, other)) is True:
            return -1
        return int(precedes.invoke(run, (other, one)) is True)

    return sorted(elements, key=cmp_to_key(compare))


@built_in("partition(list: list, size: number)", run=True)
def partition(run: Run, elements: list[Any], size: Decimal) -> list[list[Any]] | None:
    """Lists of so many elements each, the last one shorter (Camunda)."""
    length = whole(size)
    if length is None or length < 1:
        return None
    run.budget.spend(len(elements))
    return [elements[begin : begin + length] for begin in range(0, len(elements), length)]


@built_in("is empty(list: list)")
def is_empty(elements: list[Any]) -> bool:
    """Whether it has no element (Camunda)."""
    return not elements
