"""Functions that are handed in, and functions that an expression defines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import ExpressionError, YearwheelError
from engine.feel.conversion import to_feel
from engine.feel.scope import Closure, Run, Scope
from engine.feel.types import Type, conforms
from engine.feel.values import Function

_STEPS_OF_A_HOST_CALL = 20
_STEPS_OF_A_CALL = 5


@dataclass(frozen=True, slots=True)
class FeelFunction(Function):
    """A function of the host that expressions may call.

    name: as expressions write it, spaces allowed; parameters: names for calls by name; call: gets FEEL values by
    position and returns anything `to_feel` takes; optional: how many of the last parameters may be left out; passes_on:
    faults of the host's own that it wants to see itself, such as a lost database that it tries again.
    """

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., Any]
    optional: int = 0
    passes_on: tuple[type[Exception], ...] = ()

    def takes(self, count: int) -> bool:
        """Whether so many arguments are right."""
        return len(self.parameters) - self.optional <= count <= len(self.parameters)

    def invoke(self, run: Run, arguments: Sequence[Any]) -> Any:
        """Call the host. What the product refuses stays what it is; anything else that goes wrong becomes an
        ExpressionError that names the function, so that a case stops where it stands and can be tried again."""
        run.budget.spend(_STEPS_OF_A_HOST_CALL)
        if not self.takes(len(arguments)):
            raise ExpressionError(f"{self.name} cannot be called with {len(arguments)} arguments")
        try:
            result = self.call(*arguments)
        except Exception as error:
            if isinstance(error, (YearwheelError, *self.passes_on)):
                raise
            raise ExpressionError(f"{self.name}: {error}") from error
        return to_feel(result)

    def invoke_named(self, run: Run, arguments: Mapping[str, Any]) -> Any:
        """The same by parameter names; those left out must be the last ones."""
        unknown = arguments.keys() - set(self.parameters)
        given = [arguments[name] for name in self.parameters if name in arguments]
        if unknown or self.parameters[: len(given)] != tuple(n for n in self.parameters if n in arguments):
            raise ExpressionError(f"{self.name} takes {', '.join(self.parameters)}")
        return self.invoke(run, given)


class FunctionValue(Function):
    """`function(a, b) body` once evaluated: the body with the scope it was written in."""

    __slots__ = ("_body", "_parameters", "_scope", "_types", "type")

    def __init__(self, parameters: tuple[str, ...], type_: Type, body: Closure, scope: Scope) -> None:
        assert type_.parameters is not None
        self.type = type_
        self._parameters = parameters
        self._types = type_.parameters
        self._body = body
        self._scope = scope

    def takes(self, count: int) -> bool:
        """Whether so many arguments are right."""
        return count == len(self._parameters)

    def invoke(self, run: Run, arguments: Sequence[Any]) -> Any:
        """The body's value; null for arguments of the wrong number or type."""
        run.budget.spend(_STEPS_OF_A_CALL)
        if not self.takes(len(arguments)):
            return None
        values = {}
        for name, type_, argument in zip(self._parameters, self._types, arguments, strict=True):
            conforming, values[name] = conforms(argument, type_, run.budget)
            if not conforming:
                return None
        # The body reads what was visible where it was written: another decision may call it.
        return self._body(Scope(values, self._scope, self._scope.run))

    def invoke_named(self, run: Run, arguments: Mapping[str, Any]) -> Any:
        """The same by parameter names."""
        if arguments.keys() != set(self._parameters):
            return None
        return self.invoke(run, [arguments[name] for name in self._parameters])
