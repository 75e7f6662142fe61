"""What an expression of a form sees: the row it stands in, then the whole form, then the prefill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import Expression, to_json
from forms.numbers import DIGITS_LIMIT

_PLAIN_ZONE = ZoneInfo("UTC")
THIS, PARENT, NUMBERS = ("this", "_this_"), ("parent", "_parent_"), ("i", "_i_")
"""What form-js calls the values around an expression, those around them, and the numbers of the rows it stands in.
A field of the same name goes before them."""


class Layer:
    """Names and their values, before those of outer. values: JSON-ready; today: what FEEL's today() answers;
    number: of the row, from 1, None outside rows; own: what `this` is, values unless told otherwise."""

    __slots__ = ("number", "outer", "own", "today", "values")

    def __init__(
        self, values: Mapping[str, Any], outer: Layer | None, today: date, number: int | None = None, own: Any = None
    ) -> None:
        self.values = values
        self.outer = outer
        self.today = today
        self.number = number
        self.own = own

    @classmethod
    def of_item(cls, item: Any, outer: Layer) -> Layer:
        """One item of a list that a text repeats itself for."""
        return cls(item if isinstance(item, Mapping) else {}, outer, outer.today, own=item)

    def find(self, name: str) -> Any:
        """The value as JSON, None if no layer has it."""
        layer = self._holder(name)
        return None if layer is None else layer.values[name]

    def find_path(self, path: str) -> Any:
        """The value under a dotted path."""
        first, *rest = path.split(".")
        value = self.find(first)
        for name in rest:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def evaluate(self, expression: Expression) -> Any:
        """The FEEL value of the expression here. Raises ExpressionError when its budget is used up."""
        # Noon, so that no zone can make it another day.
        now = datetime.combine(self.today, time(12), UTC)
        variables: dict[str, Any] = {}
        for name in expression.names:
            layer = self._holder(name)
            if layer is not None:
                variables[name] = layer.values[name]
            elif name in THIS:
                variables[name] = dict(self.values) if self.own is None else self.own
            elif name in PARENT and self.outer is not None:
                variables[name] = self.outer._all()
            elif name in NUMBERS:
                variables[name] = self._numbers()
        return expression.evaluate(variables, now=now, zone=_PLAIN_ZONE)

    def compute(self, expression: Expression) -> Any:
        """The value of the expression, JSON-ready. Numbers that no JSON number can hold are rounded to the digits
        that one can, such as a third."""
        return to_json(_rounded(self.evaluate(expression)))

    def holds(self, condition: Expression) -> bool:
        """Whether the condition is true here; null is not."""
        return self.evaluate(condition) is True

    def _holder(self, name: str) -> Layer | None:
        layer: Layer | None = self
        while layer is not None and name not in layer.values:
            layer = layer.outer
        return layer

    def _all(self) -> dict[str, Any]:
        """Every name that is seen here with its value, save those that are only worked out when asked for by name."""
        return {**(self.outer._all() if self.outer else {}), **self.values}

    def _numbers(self) -> list[int]:
        numbers = self.outer._numbers() if self.outer else []
        return numbers if self.number is None else [*numbers, self.number]


def _rounded(value: Any) -> Any:
    if isinstance(value, Decimal) and value.is_finite():
        return (
            round(value, DIGITS_LIMIT - 1 - value.adjusted()) if len(value.as_tuple().digits) > DIGITS_LIMIT else value
        )
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
