"""One value of many: given as a list, or as the arguments themselves (DMN 1.5 §10.3.4.4)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import add
from engine.feel.builtins.signature import built_in
from engine.feel.comparison import order
from engine.feel.scope import Run
from engine.feel.values import DAYS_DURATION, DECIMAL128, MONTHS_DURATION, NUMBER, kind_of


def extreme(run: Run, elements: list[Any], sign: int) -> Any:
    """The greatest element for sign 1, the least for -1; null when they have no order."""
    run.budget.spend(len(elements))
    best = elements[0] if elements else None
    if order(best, best) is None:
        return None
    for element in elements[1:]:
        position = order(element, best)
        if position is None:
            return None
        if position * sign > 0:
            best = element
    return best


@built_in("min(list: list)", "min(...list: any)", run=True)
def min_(run: Run, elements: list[Any]) -> Any:
    """The least element."""
    return extreme(run, elements, -1)


@built_in("max(list: list)", "max(...list: any)", run=True)
def max_(run: Run, elements: list[Any]) -> Any:
    """The greatest element."""
    return extreme(run, elements, 1)


@built_in("sum(list: list)", "sum(...list: any)", run=True)
def sum_(run: Run, elements: list[Any]) -> Any:
    """The sum of numbers, or of durations of one kind; null for an empty list."""
    run.budget.spend(len(elements))
    kinds = {kind_of(element) for element in elements}
    if len(kinds) != 1 or not kinds <= {NUMBER, DAYS_DURATION, MONTHS_DURATION}:
        return None
    total = elements[0]
    for element in elements[1:]:
        total = add(total, element, run.budget)
    return total


def _total(run: Run, numbers: list[Any]) -> Decimal | None:
    """Their sum, None when there are none or one is no number."""
    run.budget.spend(len(numbers))
    if not numbers or not all(isinstance(number, Decimal) for number in numbers):
        return None
    total = Decimal(0)
    for number in numbers:
        total = DECIMAL128.add(total, number)
    return total


@built_in("product(list: list)", "product(...list: any)", run=True)
def product(run: Run, numbers: list[Any]) -> Decimal | None:
    """All multiplied."""
    if _total(run, numbers) is None:
        return None
    result = Decimal(1)
    for number in numbers:
        result = DECIMAL128.multiply(result, number)
    return result


@built_in("mean(list: list)", "mean(...list: any)", run=True)
def mean(run: Run, numbers: list[Any]) -> Decimal | None:
    """The arithmetic mean."""
    total = _total(run, numbers)
    return None if total is None else DECIMAL128.divide(total, Decimal(len(numbers)))


@built_in("median(list: list)", "median(...list: any)", run=True)
def median(run: Run, numbers: list[Any]) -> Decimal | None:
    """The middle one, or the mean of the two in the middle."""
    if _total(run, numbers) is None:
        return None
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[middle])
    return DECIMAL128.divide(DECIMAL128.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@built_in("stddev(list: list)", "stddev(...list: any)", run=True)
def stddev(run: Run, numbers: list[Any]) -> Decimal | None:
    """The standard deviation of a sample; null for fewer than two."""
    average = mean(run, numbers)
    if average is None or len(numbers) < 2:
        return None
    squares = Decimal(0)
    for number in numbers:
        distance = DECIMAL128.subtract(number, average)
        squares = DECIMAL128.add(squares, DECIMAL128.multiply(distance, distance))
    return DECIMAL128.sqrt(DECIMAL128.divide(squares, Decimal(len(numbers) - 1)))


@built_in("mode(list: list)", "mode(...list: any)", run=True)
def mode(run: Run, numbers: list[Any]) -> list[Decimal] | None:
    """The numbers that occur most often, in ascending order."""
    if not numbers:
        return []
    if _total(run, numbers) is None:
        return None
    counts = Counter(numbers)
    most = max(counts.values())
    return sorted(number for number, times in counts.items() if times == most)


def _decided(run: Run, elements: list[Any], decides: bool) -> bool | None:
    run.budget.spend(len(elements))
    otherwise = not decides
    result: bool | None = otherwise
    for element in elements:
        if element is decides:
            return not otherwise
        if element is not otherwise:
            result = None
    return result


@built_in("all(list: list)", "all(...list: any)", run=True)
def all_(run: Run, elements: list[Any]) -> bool | None:
    """Whether every element is true."""
    return _decided(run, elements, False)


@built_in("any(list: list)", "any(...list: any)", run=True)
def any_(run: Run, elements: list[Any]) -> bool | None:
    """Whether an element is true."""
    return _decided(run, elements, True)
