"""Evaluating in one line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.feel import FeelFunction, compile_expression

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

Evaluate = Callable[..., Any]


@pytest.fixture(scope="session")
def value() -> Evaluate:
    """value("a + 1", a=2): business time is 00:30 on 3 March 2026 in Stockholm."""

    def evaluate(source: str, *functions: FeelFunction, **variables: Any) -> Any:
        handed_in = {function.name: function for function in functions}
        expression = compile_expression(source, functions=frozenset(handed_in))
        return expression.evaluate(variables, handed_in, now=NOW, zone=STOCKHOLM)

    return evaluate
