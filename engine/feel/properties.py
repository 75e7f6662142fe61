"""`value.property`: entries of contexts, and the closed lists of DMN 1.5 table 65. No attribute of a Python object is
ever reached by a name from an expression."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from engine.feel.budget import Budget
from engine.feel.temporal import MICROSECOND, offset_of, zone_name
from engine.feel.values import (
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    LIST,
    MONTHS_DURATION,
    RANGE,
    TIME,
    kind_of,
)

_MILLION = Decimal(1_000_000)
_Reader = Callable[[Any], Any]


def _with_sign(negative: bool, size: Decimal | int) -> Decimal:
    return Decimal(-size if negative else size)


def _of_days(unit: int, modulus: int | None) -> _Reader:
    def read(value: timedelta) -> Decimal:
        size = abs(value) // timedelta(seconds=unit)
        return _with_sign(value < timedelta(), size if modulus is None else size % modulus)

    return read


def _seconds_of_days(value: timedelta) -> Decimal:
    size = Decimal(abs(value) // MICROSECOND % 60_000_000) / _MILLION
    return _with_sign(value < timedelta(), size)


_DATE_PARTS: dict[str, _Reader] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME_PARTS: dict[str, _Reader] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second) + Decimal(value.microsecond) / _MILLION,
    "time offset": offset_of,
    "timezone": zone_name,
}
_PROPERTIES: dict[str, dict[str, _Reader]] = {
    # A date is the midnight that begins it, UTC (DMN 1.5 §10.3.2.3.5).
    DATE: {
        **_DATE_PARTS,
        "hour": lambda _: Decimal(0),
        "minute": lambda _: Decimal(0),
        "second": lambda _: Decimal(0),
        "time offset": lambda _: timedelta(),
    },
    TIME: _TIME_PARTS,
    DATE_AND_TIME: {**_DATE_PARTS, **_TIME_PARTS},
    MONTHS_DURATION: {
        "years": lambda value: _with_sign(value.count < 0, abs(value.count) // 12),
        "months": lambda value: _with_sign(value.count < 0, abs(value.count) % 12),
    },
    DAYS_DURATION: {
        "days": _of_days(86_400, None),
        "hours": _of_days(3_600, 24),
        "minutes": _of_days(60, 60),
        "seconds": _seconds_of_days,
    },
    RANGE: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}


def has_property(kind: str, name: str) -> bool:
    """Whether values of a kind have this property; contexts have any, and lists those of their elements."""
    return kind in (CONTEXT, LIST) or name in _PROPERTIES.get(kind, {})


def read_property(value: Any, name: str, budget: Budget) -> Any:
    """The property, null where the value has none by that name; of a list, the list of its elements' properties."""
    kind = kind_of(value)
    if kind == CONTEXT:
        return value.get(name)
    if kind == LIST:
        budget.hold(len(value))
        budget.spend(len(value))
        return [read_property(element, name, budget) for element in value]
    reader = _PROPERTIES.get(kind, {}).get(name)
    return None if reader is None else reader(value)
