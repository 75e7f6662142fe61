"""The reference for those who draw mentions every function, property and code that a diagram may use."""

from __future__ import annotations

from pathlib import Path

from engine.access.codes import Visibility
from engine.bpmn.lint.properties import PREFIX, PROCESS, USER_TASK
from engine.organisation.functions import known_functions

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "diagrams.md").read_text("utf-8")


def test_every_function_is_mentioned() -> None:
    assert [name for name in known_functions() if f"`{name}(" not in PAGE] == []


def test_every_property_is_mentioned() -> None:
    assert [name for name in (*PROCESS, *USER_TASK) if f"| `{PREFIX}{name}` |" not in PAGE] == []


def test_every_visibility_code_is_mentioned() -> None:
    assert [code for code in Visibility if f"| `{code}` |" not in PAGE] == []
