"""What must hold whatever is written."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.feel import Budget, compile_expression, compile_unary_tests, to_feel
from engine.feel.text import text_of
from tests.engine.feel.evaluating import NOW, STOCKHOLM, value

_PIECES = [
    *("a", "b", "xs", "1", "2.5", "-3", "0", "1e400", "true", "false", "null", '"t"', '""', "?", "item", ".a", ".year"),
    *('@"2026-03-02"', '@"P1D"', '@"P2M"', '@"08:30:00Z"', '@"2026-03-02T08:30:00@Europe/Stockholm"'),
    *("(", ")", "(", ")", "[", "]", "{", "}", ",", ",", "..", ".", ":", "+", "-", "*", "/", "**"),
    *(
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "and",
        "or",
        "not(",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "some",
        "every",
    ),
    *("return", "satisfies", "instance of", "number", "list<", "function(x)", "x"),
    *("date(", "time(", "date and time(", "duration(", "years and months duration(", "string(", "range(", "before("),
    *(
        "count(",
        "sum(",
        "sort(",
        "min(",
        "max(",
        "flatten(",
        "partition(",
        "modulo(",
        "matches(",
        "replace(",
        "substring(",
    ),
]

sources = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=14).map(" ".join)
scalars = st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.timedeltas() | st.times()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
)


@settings(max_examples=300, deadline=None)
@given(sources, values, values)
def test_any_source_gives_a_value_or_an_expression_error(source: str, a: Any, b: Any) -> None:
    variables = {"a": a, "b": b, "xs": [a, b, 1]}
    try:
        result = compile_expression(source).evaluate(variables, budget=Budget(steps=20_000), now=NOW, zone=STOCKHOLM)
        text_of(result, Budget())
    except ExpressionError:
        event("refused")


@settings(max_examples=200, deadline=None)
@given(sources, values, values)
def test_any_cell_decides_or_is_refused(source: str, a: Any, b: Any) -> None:
    try:
        tests = compile_unary_tests(source)
        verdict = tests.evaluate(a, {"a": a, "b": b, "xs": [a, b, 1]}, budget=Budget(steps=20_000), now=NOW)
    except ExpressionError:
        event("refused")
        return
    assert verdict in (True, False, None)


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)


@given(numbers, numbers)
def test_addition_and_subtraction_are_exact(a: Decimal, b: Decimal) -> None:
    assert value("a + b - b = a", a=a, b=b) is True
    assert value("a + b", a=a, b=b) == a + b


@given(numbers, numbers)
def test_exactly_one_of_less_equal_greater(a: Decimal, b: Decimal) -> None:
    assert value("count([a < b, a = b, a > b][item])", a=a, b=b) == 1
    assert value("(a in [b..b]) = (a = b)", a=a, b=b) is True


@given(values)
def test_everything_equals_itself_and_nothing_orders_against_null(a: Any) -> None:
    assert value("a = a", a=a) is True
    assert value("a < null", a=a) is None


@given(st.text())
def test_texts_survive_being_written_as_literals(text: str) -> None:
    literal = text_of(to_feel(text), Budget(), quoted=True)
    assert compile_expression(literal).evaluate({}) == text


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(-400, 400))
def test_days_added_are_days_apart(day: date, days: int) -> None:
    moved = value("day + duration(span)", day=day, span=f"{'-' if days < 0 else ''}P{abs(days)}D")
    assert moved == day + timedelta(days=days)
    assert value("a - b", a=moved, b=day) == timedelta(days=days)


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_lists_are_sorted_and_told_apart(elements: list[int]) -> None:
    assert value("sort(xs)", xs=elements) == sorted(elements)
    assert value("distinct values(xs)", xs=elements) == list(dict.fromkeys(elements))
    assert value("xs[item > 0]", xs=elements) == [element for element in elements if element > 0]


def test_one_compiled_expression_serves_many_threads() -> None:
    expression = compile_expression("sum(for i in 1..50 return i * factor)")
    wrong: list[Any] = []

    def evaluate(factor: int) -> None:
        for _ in range(50):
            result = expression.evaluate({"factor": factor})
            if result != 1275 * factor:
                wrong.append(result)

    threads = [threading.Thread(target=evaluate, args=(factor,)) for factor in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
