from __future__ import annotations

from typing import Any

import pytest

from engine.errors import ExpressionError
from engine.feel import compile_unary_tests


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("-", None, True),
        ("-", 5, True),
        ("5", 5, True),
        ("5", 6, False),
        ("-5", -5, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ('not("a", "b")', "c", True),
        ("not(null)", 1, True),
        ("> 5", 6, True),
        ("<= limit", 10, True),
        ("<= limit", 11, False),
        ("[1..10)", 10, False),
        ("< 1, > 10", 11, True),
        ("? > 5 and ? < 7", 6, True),
        ('contains(?, "x")', "axe", True),
        ('not(contains(?, "x"))', "axe", False),
        ("not(? = 5) or true", 5, True),
        ("limit", 10, True),
        ("[5, 6]", 6, True),
        ("allowed", "b", True),
        ("null", None, True),
        ("> 5", None, None),
        ("> 5", "a", None),
        ("not(> 5)", "a", None),
        ("missing", 5, False),
        ('date("2026-03-02")', None, False),
        ("true", True, True),
        ("false", True, False),
    ],
)
def test_a_cell_decides(source: str, value: Any, expected: Any) -> None:
    assert compile_unary_tests(source).evaluate(value, {"limit": 10, "allowed": ["a", "b"]}) is expected


def test_names_leave_out_the_input() -> None:
    assert compile_unary_tests("? > limit, other").names == {"limit", "other"}


@pytest.mark.parametrize("source", ["", "5,", "> > 5", "not(", "== 5", "5 6"])
def test_refuses(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_unary_tests(source)
