"""How built-ins are declared and called: by position or by name, with the conversions FEEL allows (DMN 1.5 §10.3.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from engine.feel.arithmetic import OUT_OF_BOUNDS
from engine.feel.far import FarDate, FarDateTime
from engine.feel.scope import Run
from engine.feel.values import KINDS, NULL, Function, Months, Range

#: The arity of a function that takes any number of arguments.
ANY_NUMBER = 1_000

_TYPES: dict[str, frozenset[type] | None] = {
    "any": None,
    "number": frozenset({Decimal}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "context": frozenset({dict}),
    "list": frozenset({list}),
    "date": frozenset({date, datetime}),
    "date and time": frozenset({datetime}),
    "any date": frozenset({date, datetime, FarDate, FarDateTime}),
    "time": frozenset({time}),
    "duration": frozenset({timedelta, Months}),
    "days duration": frozenset({timedelta}),
    "range": frozenset({Range}),
    "function": frozenset(),
}
_PARAMETER = re.compile(r"(?P<rest>\.\.\.)?(?P<name>[\w ]+)(?P<optional>\?)?: (?P<type>[\w ]+)")
_SIZED = frozenset({str, list, dict})
_NO_MATCH = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """name: for calls by name; type_name: key of the accepted types; optional: may be left out or null; rest: takes all
    arguments that remain, as a list."""

    name: str
    type_name: str
    accepts: frozenset[type] | None
    optional: bool
    rest: bool

    def takes(self, value: Any) -> bool:
        """Whether the value can be passed."""
        return self.convert(value) is not _NO_MATCH

    def convert(self, value: Any) -> Any:
        """The value as the parameter takes it, or _NO_MATCH: a list of one stands for its element and the reverse."""
        if self.accepts is None or type(value) in self.accepts or (value is None and self.optional):
            return value
        if value is None:
            return _NO_MATCH
        if self.type_name == "list":
            return [value]
        if self.type_name == "function":
            return value if isinstance(value, Function) else _NO_MATCH
        if isinstance(value, list) and len(value) == 1 and type(value[0]) in self.accepts:
            return value[0]
        return _NO_MATCH


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in. takes_run: the Python function wants the run (budget, time) first."""

    parameters: tuple[Parameter, ...]
    call: Callable[..., Any]
    takes_run: bool
    fewest: int
    most: int

    @property
    def gives(self) -> frozenset[str] | None:
        """The kinds of its results, null left aside; None when anything may come."""
        return _kinds_of(self.call)

    def by_position(self, arguments: Sequence[Any]) -> list[Any] | None:
        """The arguments for the Python function, None if they do not fit."""
        count = len(arguments)
        if not self.fewest <= count <= self.most:
            return None
        if self.parameters and self.parameters[-1].rest:
            fixed = len(self.parameters) - 1
            arguments = [*arguments[:fixed], list(arguments[fixed:])]
        converted: list[Any] = []
        for parameter, argument in zip(self.parameters, arguments, strict=False):
            value = parameter.convert(argument)
            if value is _NO_MATCH:
                return None
            converted.append(value)
        converted.extend([None] * (len(self.parameters) - len(converted)))
        return converted

    def by_name(self, arguments: Mapping[str, Any]) -> list[Any] | None:
        """The same for arguments by name."""
        if not arguments.keys() <= {parameter.name for parameter in self.parameters}:
            return None
        converted: list[Any] = []
        for parameter in self.parameters:
            if parameter.name not in arguments:
                if not parameter.optional:
                    return None
                converted.append(None)
                continue
            value = arguments[parameter.name]
            if parameter.rest:
                value = _NO_MATCH if value is None else value if isinstance(value, list) else [value]
            else:
                value = parameter.convert(value)
            if value is _NO_MATCH:
                return None
            converted.append(value)
        return converted


class BuiltIn(Function):
    """A function of the language. Every call costs: a step, and the sizes of its arguments and its result."""

    __slots__ = ("name", "overloads")

    def __init__(self, name: str) -> None:
        self.name = name
        self.overloads: list[Overload] = []

    def takes(self, count: int) -> bool:
        """Whether one overload takes so many arguments."""
        return any(overload.fewest <= count <= overload.most for overload in self.overloads)

    @property
    def arity(self) -> tuple[int, int]:
        """Fewest and most arguments over all overloads."""
        return min(o.fewest for o in self.overloads), max(o.most for o in self.overloads)

    def invoke(self, run: Run, arguments: Sequence[Any]) -> Any:
        """The result; null when no overload takes these arguments (DMN 1.5 §10.3.4)."""
        _charge(run, arguments)
        for overload in self.overloads:
            converted = overload.by_position(arguments)
            if converted is not None:
                return _called(overload, run, converted)
        return None

    def invoke_named(self, run: Run, arguments: Mapping[str, Any]) -> Any:
        """The same for arguments by name."""
        _charge(run, tuple(arguments.values()))
        for overload in self.overloads:
            converted = overload.by_name(arguments)
            if converted is not None:
                return _called(overload, run, converted)
        return None


def _charge(run: Run, arguments: Sequence[Any]) -> None:
    run.budget.spend()
    for argument in arguments:
        if type(argument) in _SIZED:
            run.budget.hold(len(argument))


def _called(overload: Overload, run: Run, arguments: list[Any]) -> Any:
    try:
        result = overload.call(run, *arguments) if overload.takes_run else overload.call(*arguments)
    except OUT_OF_BOUNDS:
        return None
    if type(result) in _SIZED:
        run.budget.hold(len(result))
    return result


@lru_cache(maxsize=1024)
def _kinds_of(call: Callable[..., Any]) -> frozenset[str] | None:
    given = get_type_hints(call).get("return", Any)
    types = get_args(given) if isinstance(given, UnionType) else (given,)
    kinds = {KINDS.get(get_origin(type_) or type_, "") for type_ in types}
    return None if "" in kinds else frozenset(kinds - {NULL})


#: Filled by the modules of this package as they are imported.
BUILT_INS: dict[str, BuiltIn] = {}


def built_in(*signatures: str, run: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a function under signatures such as ``substring(string: string, start position: number)``.

    run: pass the run first. A parameter ``length?: number`` may be left out or null; ``...items: any`` takes all
    arguments that remain, as a list.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for signature in signatures:
            name, _, rest = signature.partition("(")
            parameters = tuple(_parameter(text) for text in rest.removesuffix(")").split(", ") if text)
            fewest = sum(not parameter.optional for parameter in parameters)
            most = ANY_NUMBER if any(parameter.rest for parameter in parameters) else len(parameters)
            overload = Overload(parameters, function, run, fewest, most)
            BUILT_INS.setdefault(name, BuiltIn(name)).overloads.append(overload)
        return function

    return register


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    assert match is not None, text
    kind = match["type"]
    return Parameter(match["name"], kind, _TYPES[kind], match["optional"] is not None, match["rest"] is not None)
