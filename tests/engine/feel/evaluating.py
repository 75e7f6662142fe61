"""Evaluating in one line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import FeelFunction, compile_expression

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


def value(source: str, *functions: FeelFunction, **variables: Any) -> Any:
    """value("a + 1", a=2). Business time is 00:30 on 3 March 2026 in Stockholm."""
    handed_in = {function.name: function for function in functions}
    expression = compile_expression(source, functions=frozenset(handed_in))
    return expression.evaluate(variables, handed_in, now=NOW, zone=STOCKHOLM)
