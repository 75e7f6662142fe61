"""Types as `instance of` and typed parameters write them (DMN 1.5 §10.3.2.9), and the conversions they allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from engine.feel.budget import Budget
from engine.feel.values import CONTEXT, DATE_AND_TIME, FUNCTION, LIST, RANGE, Function, kind_of


@dataclass(frozen=True, slots=True)
class Type:
    """A type. name: as `kind_of` gives it, or Any; element: of a list or range; entries: of a context; parameters,
    result: of a function; allowed: whether a value is one of those the type is narrowed to. None: not said, so
    anything will do."""

    name: str
    element: Type | None = None
    entries: tuple[tuple[str, Type | None], ...] | None = None
    parameters: tuple[Type | None, ...] | None = None
    result: Type | None = None
    allowed: Callable[[Any, Budget], bool] | None = None


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


def is_instance(value: Any, type_: Type, budget: Budget, *, narrowed: bool = False) -> bool:
    """Whether the value is of the type. Elements and entries may be null; null itself is only of type Null.

    narrowed: ask for allowed values too, as conversions do and `instance of` does not (DMN 1.5 §10.3.2.9.4)."""
    budget.spend()
    if type_.name == ANY:
        fits = value is not None
    else:
        fits = kind_of(value) == type_.name and _parts_fit(value, type_, budget, narrowed)
    return fits and (not narrowed or type_.allowed is None or type_.allowed(value, budget))


def _parts_fit(value: Any, type_: Type, budget: Budget, narrowed: bool) -> bool:
    def fits(part: Any, of: Type | None) -> bool:
        return of is None or part is None or is_instance(part, of, budget, narrowed=narrowed)

    if type_.name == LIST and type_.element is not None:
        return all(fits(element, type_.element) for element in value)
    if type_.name == RANGE:
        return fits(value.low, type_.element) and fits(value.high, type_.element)
    if type_.name == CONTEXT and type_.entries is not None:
        return all(name in value and fits(value[name], entry) for name, entry in type_.entries)
    if type_.name == FUNCTION and type_.parameters is not None:
        return isinstance(value, Function) and _function_fits(value, type_, type_.parameters)
    return True


def _function_fits(function: Function, type_: Type, parameters: tuple[Type | None, ...]) -> bool:
    own = function.type
    if own is None or own.parameters is None:
        return function.takes(len(parameters))
    return conforms_to(own, type_)


def conforms_to(one: Type | None, other: Type | None) -> bool:
    """Whether every value of one type is of the other (DMN 1.5 §10.3.2.9.3). What is not said of one will do."""
    if one is None or other is None or other.name == ANY:
        return True
    if one.name != other.name:
        return False
    if other.name == CONTEXT and one.entries is not None and other.entries is not None:
        entries = dict(one.entries)
        return all(name in entries and conforms_to(entries[name], entry) for name, entry in other.entries)
    if other.name == FUNCTION and one.parameters is not None and other.parameters is not None:
        # A function that takes more will do where less is passed, and one that gives less where more is given.
        return (
            len(one.parameters) == len(other.parameters)
            and all(conforms_to(passed, taken) for taken, passed in zip(one.parameters, other.parameters, strict=True))
            and conforms_to(one.result, other.result)
        )
    return conforms_to(one.element, other.element)


def conforms(value: Any, type_: Type | None, budget: Budget) -> tuple[bool, Any]:
    """Whether the value can be passed as this type, and the value to pass: a list of one for its element, an element
    for a list of it, and a date for its midnight, UTC (DMN 1.5 §10.3.2.9.4)."""
    if type_ is None or value is None or is_instance(value, type_, budget, narrowed=True):
        return True, value
    for other in _converted(value, type_):
        if is_instance(other, type_, budget, narrowed=True):
            return True, other
    return False, None


def _converted(value: Any, type_: Type) -> Iterator[Any]:
    if isinstance(value, list) and len(value) == 1:
        yield value[0]
    if type_.name == LIST:
        yield [value]
    if type_.name == DATE_AND_TIME and type(value) is date:
        yield datetime.combine(value, time(), UTC)
