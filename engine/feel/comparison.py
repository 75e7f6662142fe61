"""Equality, order and membership; null where FEEL cannot compare (DMN 1.5 §10.3.2.13, table 42 and 53)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.feel.budget import Budget
from engine.feel.far import FarDateTime
from engine.feel.temporal import instant, since_midnight
from engine.feel.values import (
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    FUNCTION,
    LIST,
    MONTHS_DURATION,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    Range,
    kind_of,
)

_ORDERED_AS_THEY_ARE = frozenset({NUMBER, STRING, DATE, DAYS_DURATION})


def negation(value: Any) -> bool | None:
    """Three-valued not."""
    return (not value) if isinstance(value, bool) else None


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1 as left comes before, with or after right; None when they have no order."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if kind == MONTHS_DURATION:
        left, right = left.count, right.count
    elif kind in (TIME, DATE_AND_TIME):
        if (left.tzinfo is None) != (right.tzinfo is None):
            return None
        moment = since_midnight if kind == TIME else _instant
        left, right = moment(left), moment(right)
    elif kind not in _ORDERED_AS_THEY_ARE:
        return None
    return int(left > right) - int(left < right)


def _instant(value: datetime | FarDateTime) -> datetime | FarDateTime:
    return value.in_utc() if isinstance(value, FarDateTime) else instant(value)


def equal(left: Any, right: Any, budget: Budget) -> bool | None:
    """Whether the two are the same value; None when they are of different kinds."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if kind in (LIST, CONTEXT):
        return _equal_compounds(kind, left, right, budget)
    if kind == RANGE:
        return _equal_ranges(left, right, budget)
    if kind == FUNCTION:
        return left is right
    if kind in (TIME, DATE_AND_TIME):
        position = order(left, right)
        return None if position is None else position == 0
    if kind == STRING and len(left) != len(right):
        return False
    return bool(left == right)


def _equal_compounds(kind: str, left: Any, right: Any, budget: Budget) -> bool | None:
    if left is right:
        return True
    if len(left) != len(right):
        return False
    budget.spend(len(left) + 1)
    if kind == LIST:
        pairs = zip(left, right, strict=True)
    else:
        if left.keys() != right.keys():
            return False
        pairs = zip(left.values(), (right[key] for key in left), strict=True)
    for one, other in pairs:
        same = equal(one, other, budget)
        if same is not True:
            return same
    return True


def _equal_ranges(left: Range, right: Range, budget: Budget) -> bool:
    return (
        left.low_included == right.low_included
        and left.high_included == right.high_included
        and equal(left.low, right.low, budget) is True
        and equal(left.high, right.high, budget) is True
    )


def within(value: Any, interval: Range) -> bool | None:
    """Whether the value lies in the interval; None when it has no order with the end points."""
    if interval.low is not None:
        position = order(value, interval.low)
        if position is None:
            return None
        if position < 0 or (position == 0 and not interval.low_included):
            return False
    if interval.high is not None:
        position = order(value, interval.high)
        if position is None:
            return None
        if position > 0 or (position == 0 and not interval.high_included):
            return False
    return True


def passes(value: Any, test: Any, budget: Budget) -> bool | None:
    """Whether the value passes a test that has been evaluated: an interval, a list of them, or a value to equal."""
    if isinstance(test, Range):
        return None if value is None else within(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test, budget) is True:
            return True
        budget.spend(len(test))
        return any(_passes_element(value, element, budget) for element in test)
    return equal(value, test, budget)


def _passes_element(value: Any, element: Any, budget: Budget) -> bool:
    if isinstance(element, (Range, list)):
        return passes(value, element, budget) is True
    return equal(value, element, budget) is True
