"""Types as `instance of` and typed parameters write them (DMN 1.5 §10.3.2.9), and the conversions they allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel.budget import Budget
from engine.feel.values import CONTEXT, FUNCTION, LIST, RANGE, Function, kind_of


@dataclass(frozen=True, slots=True)
class Type:
    """A type. name: as `kind_of` gives it, or Any; element: of a list or range; entries: of a context;
    parameters: how many a function has. None: not said, so anything will do."""

    name: str
    element: Type | None = None
    entries: tuple[tuple[str, Type], ...] | None = None
    parameters: int | None = None


ANY = "Any"

#: Names of simple types in expressions, and what `kind_of` calls them.
TYPE_NAMES = {
    **{name: name for name in ("number", "string", "boolean", "date", "time", "date and time", "list", "context")},
    **{name: name for name in ("range", "function", "days and time duration", "years and months duration")},
    "Any": ANY,
    "Null": "null",
    "null": "null",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def is_instance(value: Any, type_: Type, budget: Budget) -> bool:
    """Whether the value is of the type. Elements and entries may be null; null itself is only of type Null."""
    budget.spend()
    if type_.name == ANY:
        return value is not None
    if kind_of(value) != type_.name:
        return False
    if type_.name == LIST:
        return all(_may_be(element, type_.element, budget) for element in value)
    if type_.name == RANGE:
        return _may_be(value.low, type_.element, budget) and _may_be(value.high, type_.element, budget)
    if type_.name == CONTEXT and type_.entries is not None:
        return all(name in value and _may_be(value[name], entry, budget) for name, entry in type_.entries)
    if type_.name == FUNCTION and type_.parameters is not None:
        return isinstance(value, Function) and value.takes(type_.parameters)
    return True


def _may_be(value: Any, type_: Type | None, budget: Budget) -> bool:
    return type_ is None or value is None or is_instance(value, type_, budget)


def conforms(value: Any, type_: Type | None, budget: Budget) -> tuple[bool, Any]:
    """Whether the value can be passed as this type, and the value to pass: a list of one for its element and an
    element for a list of it (DMN 1.5 §10.3.2.9.4)."""
    if type_ is None or value is None or is_instance(value, type_, budget):
        return True, value
    if isinstance(value, list) and len(value) == 1 and is_instance(value[0], type_, budget):
        return True, value[0]
    if type_.name == LIST and is_instance([value], type_, budget):
        return True, [value]
    return False, None
