"""What is certainly null is found before it runs; what may be right is left alone."""

from __future__ import annotations

import pytest

from engine.feel import check_types, compile_expression, compile_unary_tests


def found(source: str, condition: bool = False) -> str:
    return " ".join(check_types(compile_expression(source), condition=condition))


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('"a" + 1', "'+' has no meaning between a string and a number, at character 7."),
        ('a + "x" + 1', "between a string and a number"),
        ("1 + 2 + true", "between a number and a boolean"),
        ('date("2026-10-31") - "x"', "between a date and a string"),
        ('date("2026-10-31") + 1', "between a date and a number"),
        ("today() + 7", "between a date and a number"),
        ('date("2026-10-31") * 2', "'*'"),
        ('duration("P1D") + duration("P1M")', "a days and time duration and a years and months duration"),
        ('1 < "b"', "'<' has no meaning between a number and a string"),
        ('date(d) = "2026-10-31"', "'=' has no meaning between a date and a string"),
        ("upper case(a) != 3", "'!='"),
        ("true < false", "'<'"),
        ("string(year) > 2026", "between a string and a number"),
        ('1 between 0 and "x"', "between"),
        ("if 3 then 1 else 2", "A number is not a condition"),
        ('if "yes" then 1 else 2', "A string is not a condition"),
        ("if a + 1 then 1 else 2", "is not a condition"),
        ("a and 3", "A number is not true or false, as 'and' needs"),
        ('"x" or b', "A string is not true or false, as 'or' needs"),
        ('some x in xs satisfies "x"', "A string is not a condition"),
        ('xs["x"]', "A string is not a condition or position"),
        ('-"x"', "A string is not a number"),
        ("-today()", "A date is not a number"),
        ('"x".length', "A string has no property 'length'"),
        ("today().age", "A date has no property 'age'"),
        ('[1.."x"]', "'..'"),
        ('for x in 1.."x" return x', "'..'"),
        ("upper case(1)", "The function upper case has no meaning for a number"),
        ("substring(1, 2)", "for a number, a number"),
        ('day of week("Monday")', "for a string"),
        ("date(2026)", "for a number"),
        ('date("2026-02-30")', "'2026-02-30' is no date"),
        ('duration("7 days")', "'7 days' is no duration"),
        ('{a: 1 + "x"}.a', "'+'"),
        ('[1, 1 + "x"]', "'+'"),
        ('f(1 + "x")', "'+'"),
        ('(function(x) 1 + "x")(2)', "'+'"),
        ('(if a then 1 else 2) + "x"', "'+'"),
        ("matches(a, 1)", "for anything, a number"),
    ],
)
def test_certain_clashes(source: str, sentence: str) -> None:
    assert sentence in found(source)


@pytest.mark.parametrize(
    "source",
    [
        'a + "x"',
        "a + 1",
        'a.b + "x"',
        "a = 1",
        "a = null",
        "null = 1",
        "1 + null",
        "a[1] + 1",
        '(if a then 1 else "x") + "y"',
        "if a then 1 else 2",
        "if a = 1 then 1 else 2",
        "if f(a) then 1 else 2",
        'date(d) - duration("P7D")',
        'date(d) - date("2026-10-31")',
        "date(d) < date(e)",
        "(date(d) - date(e)).days + 1",
        'duration("P1D") * 2',
        '2 * @"P1D"',
        'duration("P4D") / duration("P1D") + 1',
        "abs(a) + 1",
        "xs[1]",
        "xs[item > 1]",
        "xs[a]",
        "xs[-1] + 1",
        "count(1)",
        'count("x")',
        'upper case(["x"])',
        "sum(1, 2, 3) + 1",
        "min(a, b) < max(c, d)",
        "{count: function(x) x, r: count(1) and true}.r",
        "{upper case: function(x) x, r: upper case(1)}.r",
        'a in (1, "x")',
        "a in [1..2]",
        "some x in xs satisfies x",
        "every x in xs satisfies x > 1",
        "-a",
        "- (1)",
        'today() + @"P7D"',
        'time("08:00:00") + @"PT1H"',
        "now().year + 1",
        "{a: 1}.b",
        "[{a: 1}].a",
        "not(a)",
        "not(1)",
        '"a" < "b"',
        "string(1) + string(true)",
        'number("1") + 1',
        "is defined(a) and a > 1",
        'get or else(a, "x") + 1',
        'context put({}, "a", 1).a',
        "decimal(a, 2) + 1",
        "modulo(a, 2) = 0",
        "before(1, 2) and after(2, 1)",
    ],
)
def test_what_may_be_right(source: str) -> None:
    assert found(source) == ""


@pytest.mark.parametrize("source", ["3", '"yes"', "a + 1", "[a]", "{a: 1}", "today()", 'if a then "x" else "y"'])
def test_a_condition_that_is_never_true_or_false(source: str) -> None:
    assert "is not a condition" in found(source, condition=True)
    assert found(source) == ""


@pytest.mark.parametrize(
    "source", ["a", "a.b", "a = 1", "f(a)", "null", "if a then true else 3", "is defined(a)", "xs[1]"]
)
def test_a_condition_that_may_hold(source: str) -> None:
    assert found(source, condition=True) == ""


def test_functions_that_are_handed_in_hide_built_ins() -> None:
    expression = compile_expression('date(1) + "x"', functions=frozenset({"date"}))
    assert check_types(expression, {"date"}) == ()


def test_cells_of_decision_tables_are_checked() -> None:
    assert check_types(compile_unary_tests('> "a" + 1'))
    assert check_types(compile_unary_tests("not(1 + true)"))
    assert check_types(compile_unary_tests('"a", 1, [1..2]')) == ()
