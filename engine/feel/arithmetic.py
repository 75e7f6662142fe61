"""`+ - * / **` over numbers, texts, dates, times and durations; null where FEEL has no meaning (DMN 1.5 §10.3.2.13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.budget import Budget
from engine.feel.far import FarDate, FarDateTime
from engine.feel.temporal import MICROSECOND, add_months, instant, since_midnight
from engine.feel.values import (
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    DECIMAL128,
    MONTHS_DURATION,
    NUMBER,
    STRING,
    TIME,
    Months,
    kind_of,
)

_DURATIONS = (DAYS_DURATION, MONTHS_DURATION)
_DAYS = (DATE, DATE_AND_TIME)
_A_DAY = timedelta(days=1)
_SOME_DAY = date(2000, 1, 1)

#: What arithmetic raises out of its bounds; FEEL says null then.
OUT_OF_BOUNDS = (ArithmeticError, ValueError)


def add(left: Any, right: Any, budget: Budget) -> Any:
    """left + right."""
    one, other = kind_of(left), kind_of(right)
    if one == other == NUMBER:
        return DECIMAL128.add(left, right)
    if one == other == STRING:
        budget.hold(len(left) + len(right))
        return left + right
    if _is_far(left) or _is_far(right):
        return None
    if one == other == DAYS_DURATION:
        return left + right
    if one == other == MONTHS_DURATION:
        return Months(left.count + right.count)
    if one in _DURATIONS:
        left, right, one, other = right, left, other, one
    return _moved(left, right, one) if other in _DURATIONS else None


def _is_far(value: Any) -> bool:
    # Python cannot count the days to a year beyond 9999.
    return isinstance(value, (FarDate, FarDateTime))


def _moved(value: Any, duration: timedelta | Months, kind: str) -> Any:
    if isinstance(duration, Months):
        return add_months(value, duration.count) if kind in _DAYS else None
    if kind == DATE:
        return (datetime.combine(value, time()) + duration).date()
    if kind == DATE_AND_TIME:
        # A duration is elapsed time: across the change to summer time the clock moves an hour more.
        return value + duration if value.tzinfo is None else (instant(value) + duration).astimezone(value.tzinfo)
    if kind == TIME:
        moved = datetime.combine(_SOME_DAY, value.replace(tzinfo=None)) + duration % _A_DAY
        return moved.time().replace(tzinfo=value.tzinfo)
    return None


def negative(value: Any, _budget: Budget | None = None) -> Any:
    """-value."""
    kind = kind_of(value)
    if kind == NUMBER:
        return DECIMAL128.minus(value)
    if kind == DAYS_DURATION:
        return -value
    if kind == MONTHS_DURATION:
        return Months(-value.count)
    return None


def subtract(left: Any, right: Any, budget: Budget) -> Any:
    """left - right."""
    one, other = kind_of(left), kind_of(right)
    if one == other == NUMBER:
        return DECIMAL128.subtract(left, right)
    if _is_far(left) or _is_far(right):
        return None
    if one in _DAYS and other in _DAYS:
        return _between_days(left, right)
    if one == other == TIME:
        if (left.tzinfo is None) != (right.tzinfo is None):
            return None
        return since_midnight(left) - since_midnight(right)
    if other in _DURATIONS and (one == other or one not in _DURATIONS):
        return add(left, negative(right), budget)
    return None


def _between_days(left: date, right: date) -> timedelta | None:
    # DMN 1.5 §10.3.2.13: a date counts as its midnight, UTC where the other side has a zone.
    aware = any(isinstance(value, datetime) and value.tzinfo is not None for value in (left, right))
    later, earlier = _midnight(left, aware), _midnight(right, aware)
    if (later.tzinfo is None) != (earlier.tzinfo is None):
        return None
    return instant(later) - instant(earlier)


def _midnight(value: date, aware: bool) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), UTC if aware else None)


def multiply(left: Any, right: Any, _budget: Budget) -> Any:
    """left * right."""
    one, other = kind_of(left), kind_of(right)
    if one == other == NUMBER:
        return DECIMAL128.multiply(left, right)
    if one == NUMBER:
        left, right, one, other = right, left, other, one
    if other == NUMBER and one in _DURATIONS:
        return _scaled(left, lambda size: DECIMAL128.multiply(size, right))
    return None


def divide(left: Any, right: Any, _budget: Budget) -> Any:
    """left / right; null by zero."""
    one, other = kind_of(left), kind_of(right)
    if other == NUMBER:
        if not right:
            return None
        if one == NUMBER:
            return DECIMAL128.divide(left, right)
        if one in _DURATIONS:
            return _scaled(left, lambda size: DECIMAL128.divide(size, right))
    elif one == other and one in _DURATIONS:
        return DECIMAL128.divide(_size(left), _size(right))
    return None


def _size(duration: timedelta | Months) -> Decimal:
    return Decimal(duration.count if isinstance(duration, Months) else duration // MICROSECOND)


def _scaled(duration: timedelta | Months, scale: Callable[[Decimal], Decimal]) -> timedelta | Months:
    size = int(scale(_size(duration)))
    return Months(size) if isinstance(duration, Months) else timedelta(microseconds=size)


def power(left: Any, right: Any, _budget: Budget) -> Any:
    """left ** right, numbers only."""
    return DECIMAL128.power(left, right) if kind_of(left) == kind_of(right) == NUMBER else None


OPERATIONS: dict[str, Callable[[Any, Any, Budget], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
