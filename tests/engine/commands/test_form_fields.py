"""Which variables a form sets."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands.form_fields import form_fields


@pytest.mark.parametrize(
    ("components", "fields"),
    [
        ([], set()),
        ([{"type": "text", "text": "x"}], set()),
        ([{"type": "number", "key": "year"}, {"type": "textfield", "key": "person.name"}], {"year", "person"}),
        ([{"type": "group", "components": [{"type": "number", "key": "year"}]}], {"year"}),
        ([{"type": "group", "path": "plan", "components": [{"type": "number", "key": "sum"}]}], {"plan"}),
        ([{"type": "dynamiclist", "path": "rows", "components": [{"type": "number", "key": "sum"}]}], {"rows"}),
    ],
)
def test_fields(components: list[dict[str, Any]], fields: set[str]) -> None:
    assert form_fields({"id": "f", "components": components}) == fields


@pytest.mark.parametrize("schema", [{}, {"components": 3}, {"components": ["x", None]}, {"components": [{"key": 7}]}])
def test_what_is_no_schema_has_none(schema: dict[str, Any]) -> None:
    assert form_fields(schema) == set()
