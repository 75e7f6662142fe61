"""Booleans and null (DMN 1.5 §10.3.4.2, and Camunda's)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from engine.errors import ExpressionError
from engine.feel.builtins.signature import built_in
from engine.feel.comparison import equal, negation
from engine.feel.far import FarDateTime
from engine.feel.scope import Run
from engine.feel.temporal import offset_of, zone_name
from engine.feel.values import DATE_AND_TIME, TIME, kind_of


@built_in("not(negand: any)")
def not_(negand: Any) -> bool | None:
    """Three-valued negation."""
    return negation(negand)


@built_in("is(value1: any, value2: any)", run=True)
def is_(run: Run, one: Any, other: Any) -> bool | None:
    """Whether they are the same in kind and value, a zone included."""
    kind = kind_of(one)
    if kind != kind_of(other):
        return False
    if kind in (TIME, DATE_AND_TIME):
        same_zone = zone_name(one) == zone_name(other) and offset_of(one) == offset_of(other)
        return same_zone and bool(_local(one) == _local(other))
    return equal(one, other, run.budget)


def _local(value: time | datetime | FarDateTime) -> time | datetime | FarDateTime:
    return value.local() if isinstance(value, FarDateTime) else value.replace(tzinfo=None)


@built_in("is defined(value: any)")
def is_defined(value: Any) -> bool:
    """Whether it is not null (Camunda)."""
    return value is not None


@built_in("get or else(value: any, default: any)")
def get_or_else(value: Any, default: Any) -> Any:
    """The value, or the default when it is null (Camunda)."""
    return default if value is None else value


@built_in("assert(value: any, condition: any, cause?: string)")
def assert_(value: Any, condition: Any, cause: str | None) -> Any:
    """The value if the condition is true; otherwise the evaluation ends with the cause (Camunda)."""
    if condition is not True:
        raise ExpressionError(cause or "An assertion in the expression does not hold")
    return value
