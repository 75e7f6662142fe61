from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.feel import Months, Range, compile_expression, to_feel, to_json


@pytest.mark.parametrize(
    ("feel", "stored"),
    [
        (Decimal("12"), 12),
        (Decimal("12.00"), 12),
        (Decimal("-0"), 0),
        (Decimal("0.1"), 0.1),
        (Decimal("1999.99"), 1999.99),
        (Decimal("9223372036854775807"), 9223372036854775807),
        (Decimal("1E+20"), 1e20),
        (True, True),
        (None, None),
        ("text", "text"),
        (date(2026, 3, 2), "2026-03-02"),
        (time(8, 30), "08:30:00"),
        (datetime(2026, 3, 2, 8, 30, tzinfo=UTC), "2026-03-02T08:30:00Z"),
        (timedelta(days=1, hours=2), "P1DT2H"),
        (Months(18), "P1Y6M"),
        (Range(Decimal(1), Decimal(5), True, False), "[1..5)"),
        ([Decimal(1), {"a": Decimal("1.5")}], [1, {"a": 1.5}]),
    ],
)
def test_values_are_stored_as_json(feel: Any, stored: Any) -> None:
    result = to_json(feel)
    assert result == stored
    assert type(result) is type(stored)
    assert json.loads(json.dumps(result)) == stored


@pytest.mark.parametrize("number", ["0.1234567890123456789", "12345678901234567890123", "1E+6000", "1E-6000"])
def test_a_number_that_json_cannot_hold_exactly_is_refused(number: str) -> None:
    with pytest.raises(ExpressionError, match="round it"):
        to_json(Decimal(number))


def test_a_function_cannot_be_stored() -> None:
    with pytest.raises(ExpressionError, match="function"):
        to_json(compile_expression("[function(x) x]").evaluate({}))


NO_VALUES = [object(), {1, 2}, b"bytes", 1j, float("nan"), float("inf"), 10**7000]


@pytest.mark.parametrize("value", NO_VALUES, ids=lambda value: type(value).__name__)
def test_what_is_no_value_of_feel_is_refused(value: Any) -> None:
    with pytest.raises(ExpressionError):
        to_feel({"a": [value]})


def test_nesting_is_bounded_both_ways() -> None:
    nested: Any = 1
    for _ in range(200):
        nested = [nested]
    with pytest.raises(ExpressionError, match="deeply"):
        to_feel(nested)
    with pytest.raises(ExpressionError, match="deeply"):
        to_json(nested)


def test_any_mapping_is_a_context() -> None:
    assert to_feel(MappingProxyType({"a": (1, 2)})) == {"a": [Decimal(1), Decimal(2)]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(-(2.0**53), 2.0**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_json_comes_back_as_it_went_in(value: Any) -> None:
    assert to_json(to_feel(value)) == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_money_survives_storing(amount: Decimal) -> None:
    assert to_feel(json.loads(json.dumps(to_json(amount)))) == amount


def test_half_a_character_is_replaced_so_that_the_rest_is_not_lost() -> None:
    stored = to_json(to_feel({"answer": "Yes \ud83d, å", "list": ["\udc00"], "\ud800": "😀"}))
    assert stored == {"answer": "Yes \ufffd, å", "list": ["\ufffd"], "\ufffd": "😀"}
    json.dumps(stored, ensure_ascii=False).encode()
