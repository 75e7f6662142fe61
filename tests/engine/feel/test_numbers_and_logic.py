from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.engine.feel.evaluating import value


@pytest.mark.parametrize(
    "source",
    [
        "0.1 + 0.2 = 0.3",
        "1 / 3 * 3 = 0.9999999999999999999999999999999999",
        "2 ** 10 = 1024",
        "-2 ** 2 = 4",
        "10 - 3 - 2 = 5",
        "2 + 3 * 4 = 14",
        "(2 + 3) * 4 = 20",
        "12 / 4 / 3 = 1",
        ".5 = 0.5",
        "1.5e3 = 1500",
        "1.0 = 1",
        "1 != 2",
        "2 >= 2 and 2 <= 2",
        '"a" < "b"',
        '"Å" + "lvhamn" = "Ålvhamn"',
        "3 between 1 and 3",
        "not(3 between 4 and 5)",
        "if 1 > 2 then false else true",
        "1 = 1 or 1 / 0 > 1",
        "null = null",
        "not(1 = null)",
        "1 != null",
    ],
)
def test_holds(source: str) -> None:
    assert value(source) is True


@pytest.mark.parametrize(
    "source",
    [
        '1 = "1"',
        '1 < "2"',
        "null < 1",
        "1 + null",
        '"a" + 1',
        "1 / 0",
        "9e6144 * 10",
        "true and null",
        "false or null",
        "not(null)",
        "not(1)",
        "true and 1",
        "null between 1 and 2",
        "-null",
        '-"a"',
        "2 ** 999999999",
    ],
)
def test_is_null(source: str) -> None:
    assert value(source) is None


def test_logic_is_decided_by_one_operand_whatever_the_others_are() -> None:
    assert value("null and false") is False
    assert value("null or true") is True
    assert value("false and assert(1, false)") is False


def test_an_unknown_variable_is_null() -> None:
    assert value("missing") is None
    assert value("missing.part.of it") is None
    assert value("missing = null") is True


def test_a_null_condition_is_not_true() -> None:
    assert value('if missing > 1 then "yes" else "no"') == "no"


def test_money_is_exact_and_results_have_34_digits() -> None:
    assert value("1999.99 * 12") == Decimal("23999.88")
    assert value("1 / 3") == Decimal("0.3333333333333333333333333333333333")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("decimal(1/3, 2)", "0.33"),
        ("decimal(2.5, 0)", "2"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.21, 1)", "1.3"),
        ("round up(5.5, 0)", "6"),
        ("round down(-5.5, 0)", "-5"),
        ("round half up(2.5, 0)", "3"),
        ("round half down(2.5, 0)", "2"),
        ("round half up(1234, -2)", "1200"),
        ("round up(5, 6000)", "5"),
        ("abs(-1234567890123456789012345678901234)", "1234567890123456789012345678901234"),
        ("modulo(-12, 5)", "3"),
        ("sqrt(16)", "4"),
        ('number("1 500,25", " ", ",")', "1500.25"),
        ("sum(1, 2.5)", "3.5"),
        ("sum([1, 2, 3])", "6"),
        ("mean([1, 2])", "1.5"),
        ("median(8, 2, 5, 3, 4)", "4"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("product(2, 3, 4)", "24"),
        ("min(3, 1, 2)", "1"),
        ("max([3, 1, 2])", "3"),
        ("round half up(stddev(2, 4, 7, 5), 4)", "2.0817"),
        ("count([1, null])", "2"),
    ],
)
def test_built_ins_of_numbers(source: str, expected: Any) -> None:
    assert value(source) == Decimal(expected)


@pytest.mark.parametrize(
    "source",
    [
        "sqrt(-1)",
        "log(0)",
        "exp(99999)",
        "modulo(1, 0)",
        'number("12 kronor")',
        'number("١٢")',
        "sum([])",
        'sum(1, "2")',
        'max(1, "2")',
        "decimal(1, 1.5)",
        "floor(1.5, null)",
        "mode([1, null])",
        "stddev(1)",
    ],
)
def test_built_ins_of_numbers_that_are_null(source: str) -> None:
    assert value(source) is None


def test_odd_and_even() -> None:
    assert value("odd(-3) and even(0) and even(1e40) and not(odd(1.5)) and not(even(1.5))") is True


def test_all_and_any_are_three_valued() -> None:
    assert value("all([true, null])") is None
    assert value("all([false, null])") is False
    assert value("any(true, null)") is True
    assert value("any([])") is False
    assert value("all([])") is True
    assert value("mode([6, 1, 9, 6, 1])") == [1, 6]
