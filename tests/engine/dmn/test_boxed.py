"""Boxed expressions other than tables."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.dmn.deciding import decided, value
from tests.engine.dmn.drawing import decision, definitions, knowledge, literal, requires


def entry(name: str, expression: str, type: str = "") -> str:
    variable = f'<variable name="{name}" typeRef="{type or "Any"}"/>' if name else ""
    return f"<contextEntry>{variable}{expression}</contextEntry>"


def context(*entries: str) -> str:
    return f"<context>{''.join(entries)}</context>"


def function(body: str, *parameters: str) -> str:
    formal = "".join(f'<formalParameter name="{name}"/>' for name in parameters)
    return f"<functionDefinition>{formal}{body}</functionDefinition>"


def invocation(function: str, **arguments: str) -> str:
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{literal(text)}</binding>' for name, text in arguments.items()
    )
    return f"<invocation>{literal(function)}{bindings}</invocation>"


def over(tag: str, source: str, **parts: str) -> str:
    variable = "" if tag == "filter" else ' iteratorVariable="each one"'
    inside = "".join(f"<{name}>{literal(text)}</{name}>" for name, text in parts.items())
    return f"<{tag}{variable}><in>{literal(source)}</in>{inside}</{tag}>"


def test_a_context_whose_entries_see_those_before_them() -> None:
    drawn = context(entry("net price", literal("n * 2")), entry("gross", literal("net price + 1")))
    assert value(drawn, n=4) == {"net price": 8, "gross": 9}


def test_a_context_with_a_result() -> None:
    assert value(context(entry("net price", literal("n * 2")), entry("", literal("net price + 1"))), n=4) == 9


def test_entries_of_a_type() -> None:
    assert value(context(entry("a", literal('"text"'), "number"), entry("b", literal("[7]"), "number"))) == {
        "a": None, "b": 7,
    }  # fmt: skip


def test_a_list() -> None:
    assert value(f"<list>{literal('n')}{literal('n + 1')}{context(entry('a', literal('n')))}</list>", n=1) == [
        1, 2, {"a": 1},
    ]  # fmt: skip


def test_a_relation_whose_cells_do_not_see_each_other() -> None:
    columns = '<column name="n"/><column name="twice" typeRef="number"/>'
    rows = "".join(f"<row>{literal(a)}{literal(b)}</row>" for a, b in (("5", "n * 2"), ('"x"', '"no number"')))
    assert value(f"<relation>{columns}{rows}</relation>", n=1) == [{"n": 5, "twice": 2}, {"n": "x", "twice": None}]


def test_a_function_and_its_invocation() -> None:
    drawn = context(
        entry("half of", function(literal("n / 2"), "n")),
        entry("called", invocation("half of", n="8")),
        entry("", literal("called + half of(n: 2) + half of(4)")),
    )
    assert value(drawn) == 7


def test_a_function_may_call_itself() -> None:
    factorial = function(literal("if n < 2 then 1 else n * factorial(n - 1)"), "n")
    assert value(context(entry("factorial", factorial), entry("", literal("factorial(6)")))) == 720


def test_an_invocation_of_a_built_in_and_of_a_knowledge_model() -> None:
    assert value(invocation("substring", **{"string": '"abc"', "start position": "2"})) == "bc"
    file = definitions(
        knowledge("tax", {"amount": "number", "rate": "number"}, literal("amount * rate", "number")),
        decision("d", requires("tax", kind="Knowledge"), invocation("tax", rate="0.25", amount="n")),
    )
    assert decided(file, n=8) == 2
    assert decided(file, n="text") is None


@pytest.mark.parametrize(("n", "expected"), [(1, "one"), (2, "other"), (None, "other")])
def test_a_conditional(n: Any, expected: str) -> None:
    parts = "".join(
        f"<{name}>{literal(text)}</{name}>" for name, text in (("if", "n = 1"), ("then", '"one"'), ("else", '"other"'))
    )
    assert value(f"<conditional>{parts}</conditional>", n=n) == expected


def test_for_every_some_and_filter() -> None:
    assert value(over("for", "all", **{"return": "each one * 2 + count(partial)"}), all=[1, 2, 3]) == [2, 5, 8]
    assert value(over("every", "all", satisfies="each one > 1"), all=[2, 3]) is True
    assert value(over("every", "all", satisfies="each one > 2"), all=[2, 3]) is False
    assert value(over("some", "all", satisfies="each one > 2"), all=[2, 3]) is True
    assert value(over("filter", "all", match="item > 1"), all=[1, 2, 3]) == [2, 3]
    assert value(over("filter", "all", match="size > 1"), all=[{"size": 1}, {"size": 2}]) == [{"size": 2}]


def test_what_is_run_over_may_be_boxed_too() -> None:
    drawn = f'<for iteratorVariable="x"><in><list>{literal("1")}{literal("n")}</list></in>'
    assert value(f"{drawn}<return>{context(entry('x', literal('x + 1')))}</return></for>", n=2) == [{"x": 2}, {"x": 3}]
