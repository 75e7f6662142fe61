"""Item definitions: what a value must be, what is converted, and what becomes null."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.dmn import compile_decisions
from tests.engine.dmn.deciding import decided, value
from tests.engine.dmn.drawing import decision, definitions, input_data, literal, requires, rule, table

TYPES = """
<itemDefinition name="age"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues>
</itemDefinition>
<itemDefinition name="ages" isCollection="true"><typeRef>age</typeRef></itemDefinition>
<itemDefinition name="few" isCollection="true"><typeRef>string</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<itemDefinition name="person"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="rank"><typeRef>string</typeRef><allowedValues><text>"first", "second"</text></allowedValues>
</itemDefinition>
"""


def typed(type: str, given: Any) -> Any:
    file = definitions(TYPES, input_data("it", type), decision("d", requires("it", kind="Input"), literal("it")))
    return decided(file, it=given)


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        ("number", 1, 1),
        ("number", "1", None),
        ("number", [1], 1),
        ("integer", 1, 1),
        ("feel:number", 1, 1),
        ("Any", "1", "1"),
        ("age", 150, 150),
        ("age", 151, None),
        ("ages", [1, 2], [1, 2]),
        ("ages", [1, 200], None),
        ("ages", 7, [7]),
        ("few", ["a"], ["a"]),
        ("few", ["a", "b", "c"], None),
        ("date", "2026-03-02", "2026-03-02"),
        ("date", "2 March", None),
        ("date and time", "2026-03-02", "2026-03-02T00:00:00Z"),
        ("date and time", "2026-03-02T08:30:00", "2026-03-02T08:30:00"),
        ("person", {"full name": "Bo", "born": "2000-01-01"}, {"full name": "Bo", "born": "2000-01-01"}),
        ("person", {"full name": "Bo", "born": "unknown"}, None),
        ("person", {"full name": "Bo"}, None),
    ],
)
def test_input_data(type: str, given: Any, expected: Any) -> None:
    assert typed(type, given) == expected


def test_texts_from_outside_are_dates_where_a_date_is_expected() -> None:
    file = definitions(
        TYPES, input_data("someone", "person"),
        decision("d", requires("someone", kind="Input"), literal("someone.born + duration(\"P1Y\")")),
    )  # fmt: skip
    assert decided(file, someone={"full name": "Bo", "born": "2000-02-29"}) == "2001-02-28"


def test_texts_from_outside_are_dates_where_a_table_tests_a_date() -> None:
    drawn = table("FIRST", ["due"], ["late"], rule('> date("2026-01-01")', "true"), types="date")
    untyped = drawn.replace('<output name="late" typeRef="date">', '<output name="late">')
    assert value(untyped, due="2026-03-02") is True
    assert value(untyped, due="2025-03-02") is None


def test_a_date_is_its_midnight_where_a_date_and_time_is_expected() -> None:
    assert decided(definitions(decision("d", literal('date("2026-03-02")'), type="dateTime"))) == "2026-03-02T00:00:00Z"


def test_results_are_converted_or_null() -> None:
    assert decided(definitions(decision("d", literal("[5]"), type="number"))) == 5
    assert decided(definitions(decision("d", literal("5"), type="string"))) is None
    assert decided(definitions(decision("d", literal('"5"', "number")))) is None


def test_instance_of_knows_the_items_and_does_not_ask_for_allowed_values() -> None:
    def tested(expression: str) -> Any:
        return decided(definitions(TYPES, decision("d", literal(expression))))

    assert tested("200 instance of age") is True
    assert tested('"x" instance of age') is False
    assert tested('{full name: "Bo", born: date("2000-01-01")} instance of person') is True
    assert tested("(function(a: age) a) instance of function<number>->Any") is True


def test_priority_by_the_allowed_values_of_the_outputs_type() -> None:
    drawn = table("PRIORITY", ["n"], ["out"], rule("-", '"second"'), rule("-", '"first"'))
    file = definitions(TYPES, decision("d", drawn.replace('<output name="out" ', '<output name="out" typeRef="rank" ')))
    assert decided(file, n=1) == "first"


def test_items_in_any_order_and_within_themselves() -> None:
    file = definitions(
        '<itemDefinition name="a" isCollection="true"><typeRef>b</typeRef></itemDefinition>',
        '<itemDefinition name="b"><itemComponent name="parts" isCollection="true"><typeRef>b</typeRef></itemComponent>'
        "</itemDefinition>",
        decision("d", literal("given"), type="a"),
    )
    assert compile_decisions(file, {}).decisions["d"].inputs == {"given"}
    assert decided(file, given=[{"parts": [{"parts": []}]}]) == [{"parts": [{"parts": []}]}]
    assert decided(file, given=[{"parts": 1, "x": date(2026, 1, 1)}]) is None
