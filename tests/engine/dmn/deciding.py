"""Deciding in one line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.dmn import compile_decisions
from engine.errors import InvalidDiagram, Problem
from engine.feel import to_json
from tests.engine.dmn.drawing import decision, definitions

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def decided(dmn: bytes, element: str = "d", /, **variables: Any) -> Any:
    """The JSON-ready result of a decision in a file that must be sound."""
    model = compile_decisions(dmn, {})
    return to_json(model.evaluate(element, variables, now=NOW, zone=ZoneInfo("Europe/Stockholm")))


def value(expression: str, /, **variables: Any) -> Any:
    """The result of a decision `d` with this boxed expression."""
    return decided(definitions(decision("d", expression)), **variables)


def problems(dmn: bytes) -> tuple[Problem, ...]:
    """What is wrong with a file that must be refused."""
    with pytest.raises(InvalidDiagram) as caught:
        compile_decisions(dmn, {"host": (1, 1)})
    return caught.value.problems
