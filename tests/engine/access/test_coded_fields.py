"""Which variables a form's visibility codes cover."""

from __future__ import annotations

from engine.access.codes import Visibility
from engine.access.confidential import coded_fields

PAIR, LINE = {"yearwheel:visibility": "PAIR"}, {"yearwheel:visibility": "LINE"}


def test_a_code_covers_all_that_lies_inside() -> None:
    schema = {
        "components": [
            {"type": "group", "properties": PAIR, "components": [
                {"type": "textfield", "key": "talk"},
                {"type": "group", "properties": LINE, "components": [{"type": "textfield", "key": "both"}]},
            ]},
            {"type": "group", "path": "frame", "components": [{"type": "number", "key": "cost", "properties": LINE}]},
            {"type": "textfield", "key": "open"},
        ]
    }  # fmt: skip
    assert set(coded_fields(schema)) == {
        ("talk", Visibility.PAIR),
        ("both", Visibility.PAIR),
        ("both", Visibility.LINE),
        ("frame", Visibility.LINE),
    }
