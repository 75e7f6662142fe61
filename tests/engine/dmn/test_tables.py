"""Decision tables: every hit policy, several outputs, default outputs, and values that are listed."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import ExpressionError
from tests.engine.dmn.deciding import value
from tests.engine.dmn.drawing import rule, table

GRADES = (rule("> 10", '"high"'), rule("> 5", '"middle"'), rule("> 0", '"low"'), rule("> 8", '"high"'))
POINTS = (rule("> 10", "7"), rule("> 5", "2"), rule("> 0", "1.5"))


def graded(policy: str, n: Any, values: str = "") -> Any:
    return value(table(policy, ["n"], ["grade"], *GRADES, values=values), n=n)


def counted(policy: str, n: Any) -> Any:
    return value(table(policy, ["n"], ["points"], *POINTS), n=n)


def with_default(policy: str, rules: tuple[str, ...] = GRADES) -> str:
    drawn = table(policy, ["n"], ["grade"], *rules, values='"high", "low", "none"')
    return drawn.replace("</output>", '<defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>')


def test_unique_takes_the_only_rule_and_says_which_rules_overlap() -> None:
    assert graded("UNIQUE", 3) == "low"
    assert graded("UNIQUE", -1) is None
    with pytest.raises(ExpressionError, match="Rules 2 and 3 apply at once"):
        graded("UNIQUE", 6)
    with pytest.raises(ExpressionError, match="Rules 1, 2, 3 and 4 apply at once"):
        graded("UNIQUE", 11)


def test_first_takes_the_first() -> None:
    assert [graded("FIRST", n) for n in (11, 9, 3, 0)] == ["high", "middle", "low", None]


def test_any_wants_them_to_agree() -> None:
    agreeing = table("ANY", ["n"], ["grade"], rule("> 10", '"high"'), rule("> 8", '"high"'), rule("< 9", '"low"'))
    assert value(agreeing, n=11) == "high"
    with pytest.raises(ExpressionError, match="different results"):
        graded("ANY", 11)


def test_priority_takes_what_is_listed_first() -> None:
    assert graded("PRIORITY", 9, '"low", "middle", "high"') == "low"
    assert graded("PRIORITY", 9, '"high", "middle", "low"') == "high"
    assert graded("PRIORITY", 0, '"high", "middle", "low"') is None


def test_priority_over_several_outputs_goes_from_left_to_right() -> None:
    rules = [rule("-", f'"{a}"', f'"{b}"', outputs=2) for a, b in (("z", "x"), ("x", "z"), ("x", "y"))]
    assert value(table("PRIORITY", ["n"], ["a", "b"], *rules, values='"x", "y", "z"'), n=1) == {"a": "x", "b": "y"}


def test_lists_in_the_order_of_the_rules_and_of_the_outputs() -> None:
    assert graded("RULE ORDER", 9) == ["middle", "low", "high"]
    assert graded("OUTPUT ORDER", 9, '"high", "low", "middle"') == ["high", "low", "middle"]
    assert graded("COLLECT", 9) == ["middle", "low", "high"]
    assert graded("RULE ORDER", 0) == graded("COLLECT", 0) == []


def test_aggregations() -> None:
    assert [counted(f"COLLECT {name}", 11) for name in ("SUM", "MIN", "MAX", "COUNT")] == [10.5, 1.5, 7, 3]
    assert [counted(f"COLLECT {name}", 0) for name in ("SUM", "MIN", "MAX", "COUNT")] == [None, None, None, 0]


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_the_default_output_holds_when_no_rule_applies(policy: str) -> None:
    assert value(with_default(policy), n=-1) == "none"


def test_several_outputs_are_a_context() -> None:
    drawn = table("FIRST", ["n", "kind"], ["a", "b"], rule("-", '"x","y"', "n + 1", "kind", outputs=2))
    assert value(drawn, n=1, kind="y") == {"a": 2, "b": "y"}
    assert value(drawn, n=1, kind="z") is None


@pytest.mark.parametrize(
    ("cell", "passing", "failing"),
    [
        ("-", None, ...),
        ("", 5, ...),
        ("5", 5, 6),
        ("5, 7", 7, 6),
        ("[1..3]", 3, 4),
        ("]1..3[", 2, 3),
        ("not(1, 2)", 3, 2),
        ("> limit", 11, 10),
        ("even(?)", 4, 5),
        ("? > 1 and ? < 3", 2, 3),
        ("null", None, 1),
    ],
)
def test_cells(cell: str, passing: Any, failing: Any) -> None:
    drawn = table("UNIQUE", ["n"], ["hit"], rule(cell, "true"))
    assert value(drawn, n=passing, limit=10) is True
    if failing is not ...:
        assert value(drawn, n=failing, limit=10) is None


def test_an_empty_output_is_null() -> None:
    assert value(table("FIRST", ["n"], ["a", "b"], rule("-", "", "1", outputs=2)), n=1) == {"a": None, "b": 1}


def test_an_input_that_is_not_listed_is_told_by_name() -> None:
    listed = table("FIRST", ["n"], ["hit"], rule("-", "true")).replace(
        "</input>", "<inputValues><text>1, 2</text></inputValues></input>"
    )
    assert value(listed, n=2) is True
    with pytest.raises(ExpressionError, match="The input n"):
        value(listed, n=3)


def test_an_output_that_is_not_listed_is_null() -> None:
    assert value(table("FIRST", ["n"], ["hit"], rule("-", "n"), values="1, 2"), n=3) is None


def test_annotations_are_read_over() -> None:
    drawn = table("FIRST", ["n"], ["hit"], rule("-", "true")).replace(
        "</rule>", "<annotationEntry><text>any</text></annotationEntry></rule>"
    )
    assert value(drawn.replace("<rule>", '<annotation name="why"/><rule>'), n=1) is True


def test_the_last_of_a_hundred_rules_is_found() -> None:
    rules = [rule(f'"k{n % 20}"', f"[{n * 10}..{n * 10 + 9}]", f'"out{n}"') for n in range(100)]
    drawn = table("UNIQUE", ["kind", "amount"], ["out"], *rules)
    assert value(drawn, kind="k19", amount=995) == "out99"
