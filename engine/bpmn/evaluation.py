"""FEEL at run time: one case's variables, the host's functions, business time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.bpmn.reading import IoMapping, Value
from engine.bpmn.variables import Variables, with_target
from engine.errors import ExpressionError
from engine.feel import Expression, FeelFunction, to_json

Decide = Callable[[str, Variables], Any]
"""The JSON-ready result of the decision with an id, for these variables. Raises ExpressionError."""


def no_decision(decision_id: str, _variables: Variables) -> Any:
    """Where nothing has been deployed."""
    raise ExpressionError(f"There is no decision {decision_id!r}")


@dataclass(frozen=True)
class Environment:
    """What a step may ask of the world. now: business time, aware; zone: where local dates and times are meant;
    decide: calls a deployed decision."""

    functions: Mapping[str, FeelFunction]
    now: datetime
    zone: ZoneInfo
    decide: Decide = no_decision

    def evaluate(self, element_id: str, expression: Expression, variables: Variables) -> Any:
        """The JSON-ready value of an expression. Raises ExpressionError that names the element."""
        try:
            return to_json(expression.evaluate(variables, self.functions, now=self.now, zone=self.zone))
        except ExpressionError as error:
            raise ExpressionError(f"{element_id}: {error}", error.position) from error

    def value(self, element_id: str, value: Value, variables: Variables) -> Any:
        """The value of an attribute: its static text, or what its FEEL gives."""
        if value.expression is None:
            return value.static
        return self.evaluate(element_id, value.expression, variables)

    def holds(self, element_id: str, condition: Expression, variables: Variables) -> bool:
        """Whether a condition is true. Null is not true."""
        result = self.evaluate(element_id, condition, variables)
        if result is not None and not isinstance(result, bool):
            raise ExpressionError(f"{element_id}: a condition gave {result!r} instead of true, false or null")
        return result is True

    def mapped(
        self, element_id: str, mappings: tuple[IoMapping, ...], variables: Variables, onto: Variables
    ) -> dict[str, Any]:
        """onto, with the targets of these mappings set. A later mapping sees what earlier ones have set."""
        seen, result = dict(variables), dict(onto)
        for mapping in mappings:
            value = self.value(element_id, mapping.source, seen)
            seen = with_target(seen, mapping.target, value)
            result = with_target(result, mapping.target, value)
        return result
