from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.errors import ExpressionError, NotAuthorized
from engine.feel import FeelFunction, builtin_arities, check_calls, compile_expression, compile_unary_tests
from engine.rules import Rule
from tests.engine.feel.evaluating import value

ON_OR_BEFORE = FeelFunction(
    "working day on or before", ("date",), lambda day: day - timedelta(days=max(0, day.weekday() - 4))
)
ROLE = FeelFunction("role", ("key", "unit"), lambda key, unit="ALV": f"role:{key}:unit:{unit}", optional=1)
MANAGER = FeelFunction("manager", ("unit",), lambda unit: f"manager:unit:{unit}")
MANAGER_OF = FeelFunction("manager of", ("person",), lambda person: f"manager-of:person:{person}")


def test_functions_are_handed_in_under_names_with_spaces_and_keywords() -> None:
    source = 'working day on or before(due - duration("P7D"))'
    assert value(source.replace("due", "date(due)"), ON_OR_BEFORE, due="2026-06-21") == date(2026, 6, 12)


def test_the_longest_name_is_read() -> None:
    assert value("manager of(7)", MANAGER, MANAGER_OF) == "manager-of:person:7"
    assert value('manager("FGN")', MANAGER, MANAGER_OF) == "manager:unit:FGN"


def test_optional_arguments_and_arguments_by_name() -> None:
    assert value('role("controller")', ROLE) == "role:controller:unit:ALV"
    assert value('role(unit: "FGN", key: "controller")', ROLE) == "role:controller:unit:FGN"
    with pytest.raises(ExpressionError, match="key, unit"):
        value('role(unit: "FGN")', ROLE)


def test_results_become_feel_values() -> None:
    committees = FeelFunction("committees", (), lambda: ({"unit": "FGN", "size": 3}, {"unit": "VON", "size": 4}))
    assert value("committees()[size > 3].unit", committees) == ["VON"]


def test_a_variable_may_bear_the_name_of_a_function() -> None:
    employees = FeelFunction("employees", ("unit",), lambda unit: [1, 2])
    assert value("count(employees)", employees, employees=[1, 2, 3]) == 3
    assert value('count(employees("FGN"))', employees, employees=[1, 2, 3]) == 2
    assert value('date + date("2026-01-01").year', date=1) == 2027


def test_bad_arguments_are_the_expressions_fault() -> None:
    with pytest.raises(ExpressionError, match="working day on or before"):
        value('working day on or before("Midsummer")', ON_OR_BEFORE)
    with pytest.raises(ExpressionError, match="2 arguments"):
        value('manager("FGN", "VON")', MANAGER)


def test_what_the_host_refuses_stays_what_it_is() -> None:
    def refuse() -> None:
        raise NotAuthorized(Rule.WAITS_FOR_OTHERS, "no")

    with pytest.raises(NotAuthorized):
        value("secret()", FeelFunction("secret", (), refuse))


class Unreachable(Exception):
    """The host's own fault."""


@pytest.mark.parametrize("fault", [RuntimeError, Unreachable, StopIteration, RecursionError])
def test_a_host_that_breaks_is_an_error_that_names_the_function(fault: type[Exception]) -> None:
    def answer() -> None:
        raise fault("the directory does not answer")

    with pytest.raises(ExpressionError, match="boss: the directory does not answer") as raised:
        value("boss()", FeelFunction("boss", (), answer))
    assert isinstance(raised.value.__cause__, fault)


def test_the_host_may_want_its_own_faults_back() -> None:
    def answer() -> None:
        raise Unreachable

    with pytest.raises(Unreachable):
        value("boss()", FeelFunction("boss", (), answer, passes_on=(Unreachable,)))


def test_a_function_that_nobody_has_is_an_error_and_not_null() -> None:
    with pytest.raises(ExpressionError, match="budget for"):
        compile_expression("budget for(1)", functions=frozenset({"budget for"})).evaluate({})
    with pytest.raises(ExpressionError, match="nosuch"):
        value("nosuch(1)")


def test_host_functions_can_be_passed_to_built_ins() -> None:
    longer = FeelFunction("longer", ("a", "b"), lambda a, b: len(a) > len(b))
    assert value('sort(["a", "ccc", "bb"], longer)', longer) == ["ccc", "bb", "a"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('amount > limit and role = "x"', {"amount", "limit", "role"}),
        ("a.b.c", {"a"}),
        ("for x in xs return x + y", {"xs", "y"}),
        ("some x in xs satisfies x > y", {"xs", "y"}),
        ("{a: b, c: a}.c", {"b"}),
        ("(function(p) p + q)(r)", {"q", "r"}),
        ("{f: function(n) f(n - 1)}", set()),
        ("xs[item > 1]", {"xs"}),
        ("xs[size > limit]", {"xs", "size", "limit"}),
        ("string(x)", {"x"}),
        ("date", {"date"}),
        ("`first name` + `last name`", {"first name", "last name"}),
        ("true and null = 1", set()),
        ("x in (? > y)", {"x", "y"}),
        ("x in [low..high]", {"x", "low", "high"}),
    ],
)
def test_names_are_the_variables_read_from_outside(source: str, names: set[str]) -> None:
    assert compile_expression(source).names == names


def test_names_inside_filters_may_be_entries_of_the_elements() -> None:
    expression = compile_expression("xs[size > limit and item.a = b] + limit")
    assert expression.item_names == {"size", "b"}


def test_only_variables_that_are_read_are_looked_at() -> None:
    assert value("a + 1", a=1, unreadable=object()) == 2


def test_known_variables_may_have_spaces() -> None:
    expression = compile_expression("first name + last name", names=frozenset({"first name", "last name"}))
    assert expression.names == {"first name", "last name"}
    assert expression.evaluate({"first name": "Eva", "last name": "Ek"}) == "EvaEk"


def test_names_with_spaces_are_known_where_they_are_introduced_and_no_further() -> None:
    source = "for the unit in units return count(for the unit in [1] return the unit) + the unit"
    assert compile_expression(source).evaluate({"units": [1, 2]}) == [2, 3]
    with pytest.raises(ExpressionError):
        compile_expression("(for the unit in units return the unit) + the unit")


def test_unknown_names_with_spaces_are_refused_with_the_remedy() -> None:
    with pytest.raises(ExpressionError, match="backticks") as refused:
        compile_expression("first name = 1")
    assert refused.value.position == 6


def test_calls_are_known_before_anything_runs() -> None:
    expression = compile_expression('if a then manager("X") else date(2026, 1) + nosuch()', frozenset({"manager"}))
    assert expression.calls == (("manager", 1), ("date", 2), ("nosuch", 0))
    assert check_calls(expression, {"manager": (1, 1)}) == (
        "The function date takes 1 to 3 arguments, not 2.",
        "There is no function nosuch.",
    )
    assert check_calls(compile_unary_tests("manager()"), {"manager": (1, 1)}) == (
        "The function manager takes 1 argument, not 0.",
    )


def test_functions_an_expression_defines_are_no_calls_to_the_outside() -> None:
    assert compile_expression("{f: function(x) x, r: f(1)}.r").calls == ()


def test_every_built_in_has_its_arity() -> None:
    arities = builtin_arities()
    assert arities["substring"] == (2, 3)
    assert arities["now"] == (0, 0)
    camunda = "is defined,get or else,assert,is empty,partition,duplicate values,trim,extract,is blank,uuid"
    assert {*camunda.split(","), "last day of month", "to base64", "from base64"} <= arities.keys()


def test_the_same_source_is_compiled_once() -> None:
    assert compile_expression("a + 1") is compile_expression("a + 1")
    assert compile_expression("a + 1").evaluate({"a": 1}) == Decimal(2)
