"""Values from outside: JSON has no dates, so a text stands for one where a date is expected."""

from __future__ import annotations

from typing import Any

from engine.feel import Type
from engine.feel.temporal import literal_from
from engine.feel.values import CONTEXT, DATE, DATE_AND_TIME, DAYS_DURATION, LIST, MONTHS_DURATION, TIME, kind_of

_TEMPORAL = frozenset({DATE, TIME, DATE_AND_TIME, DAYS_DURATION, MONTHS_DURATION})


def from_outside(value: Any, type_: Type | None) -> Any:
    """The value with ISO 8601 texts read as the dates, times and durations that the type says they are."""
    if type_ is None or value is None:
        return value
    if isinstance(value, str) and type_.name in _TEMPORAL:
        read = literal_from(value)
        return read if kind_of(read) == type_.name or type_.name == DATE_AND_TIME else value
    if isinstance(value, list) and type_.name == LIST:
        return [from_outside(element, type_.element) for element in value]
    if isinstance(value, dict) and type_.name == CONTEXT and type_.entries is not None:
        types = dict(type_.entries)
        return {name: from_outside(entry, types.get(name)) for name, entry in value.items()}
    return value
