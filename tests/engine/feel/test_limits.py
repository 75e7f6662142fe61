"""What hostile expressions cannot do."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Any

import pytest

from engine.errors import ExpressionError
from engine.feel import Budget, FeelFunction, builtin_arities, compile_expression, compile_unary_tests, to_json
from engine.feel.builtins import BUILT_INS
from engine.feel.scope import Run
from tests.engine.feel.evaluating import NOW, STOCKHOLM, value


@pytest.mark.parametrize(
    "source",
    [
        "(" * 20_000,
        "(" * 9_999 + "1" + ")" * 9_999,
        "[" * 9_000 + "1" + "]" * 9_000,
        "-" * 15_000 + "1",
        "{a:" * 5_000 + "1" + "}" * 5_000,
        "if true then " * 1_000 + "1" + " else 1" * 900,
        "a in (" * 3_000,
        "a in (" * 60 + "§",
        "a in (" * 60,
        "not(" * 4_000,
        "f(" * 9_000,
        "a" + ".b" * 9_000,
        "a" + "[1]" * 6_000,
        "a" + "()" * 6_000,
        "a" + "=a" * 5_000,
        "function() " * 1_500 + "1",
        "for x in " * 2_000,
        "x instance of " + "list<" * 3_000,
        "1" * 20_001,
        "{" + "a " * 9_900 + ": 1}",
    ],
)
def test_deep_and_long_sources_are_refused_at_once(source: str) -> None:
    begin = monotonic()
    for compile_source in (compile_expression, compile_unary_tests):
        with pytest.raises(ExpressionError):
            compile_source(source)
    assert monotonic() - begin < 10


def test_many_names_of_several_words_are_read_at_once() -> None:
    source = "{" + ", ".join(f"a {number}: a" for number in range(1_500)) + "}"
    begin = monotonic()
    compile_expression(source)
    assert monotonic() - begin < 5


def test_long_chains_of_operators_are_no_depth() -> None:
    assert value("+".join(["1"] * 5_000)) == 5_000
    assert value(" or ".join(["a = 1"] * 2_000), a=2) is False


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("= 5", "does not begin with ="),
        ("a = = b", "one ="),
        ("a == b", "one ="),
        ("if a == b then 1 else 2", "one ="),
        ("f(= a)", "does not begin with ="),
        ("a && b", "no meaning"),
        ("a != = b", "does not begin with ="),
        ("!a", "no meaning"),
        ("a <> b", "Expected a value"),
        ("", "Expected a value"),
        ("1 2", "Unexpected"),
        ("a.", "Expected a name"),
        ("[1, 2", "Expected"),
        ("{a: 1, a: 2}", "twice"),
        ("{a 1}", "Expected"),
        ("f(a: 1, a: 2)", "twice"),
        ("if a then b", "Expected 'else'"),
        ("for x return x", "Expected 'in'"),
        ("x instance of colour", "Expected a type"),
        ("function(x) external {java: {}}", "not run"),
        ("1e99999", "too large"),
        ("(!= 5)", "makes no interval"),
    ],
)
def test_what_is_not_feel_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ExpressionError, match=reason) as refused:
        compile_expression(source)
    assert refused.value.position is not None


@pytest.mark.parametrize(
    "source",
    [
        "count(for a in 1..3000, b in 1..3000 return a * b)",
        "some a in 1..1e30 satisfies a < 0",
        "for i in [1..1e30] return i",
        "{f: function(n) f(n) + f(n), r: f(1)}.r",
        "{f: function(n) [f(n)], r: f(1)}.r",
        "count((1..9)[for i in 1..1e9 return i])",
        "string({a: for i in 1..400 return i, b: for i in 1..400 return a, c: for i in 1..400 return b}.c)",
        "{a: for i in 1..400 return i, b: for i in 1..400 return a, c: for i in 1..400 return b, d: flatten(c)}.d",
        "{a: for i in 1..400 return i, b: for i in 1..400 return a, c: for i in 1..400 return b, "
        "d: for i in 1..400 return i, e: for i in 1..400 return d, f: for i in 1..400 return e, r: c = f}.r",
        "{a: for i in 1..9000 return {x: i}, r: distinct values(a)}.r",
        "{a: for i in 1..9000 return [i], r: for i in a return list contains(a, [0])}.r",
        "for i in 1..9000 return for j in partial return j",
        "sort(1..9, function(a, b) count(for i in 1..1e9 return i) > 1)",
        "{a: for i in 1..400 return {v: 1}, b: for i in 1..400 return a, c: for i in 1..400 return b, r: c.v.v}.r",
    ],
)
def test_steps_are_bounded(source: str) -> None:
    begin = monotonic()
    with pytest.raises(ExpressionError):
        compile_expression(source).evaluate({})
    assert monotonic() - begin < 15


@pytest.mark.parametrize(
    "source",
    [
        "{a: text + text, b: a + a, c: b + b, d: c + c, e: d + d, f: e + e}",
        "{a: string join([text, text, text, text]), b: string join([a, a, a, a])}",
        '{a: replace(text, "x", "xxxxxxxxxx"), b: replace(a, "x", "xxxxxxxxxx")}',
        "{a: concatenate(many, many), b: concatenate(a, a), c: concatenate(b, b), d: concatenate(c, c)}",
        "{a: append(many, many, many), b: flatten(for i in 1..5 return a)}",
        "{a: to base64(text), b: to base64(a), c: to base64(b), d: to base64(c + c + c)}",
        "string length(string(for i in 1..200 return text))",
        "for i in 1..1000000 return 1",
    ],
)
def test_values_are_bounded(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(source).evaluate({"text": "x" * 40_000, "many": list(range(50_000))})


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a|aa)+$", "a" * 45 + "b"),
        ("(.*a){25}x", "a" * 40),
        ("([a-zA-Z]+)*\\\\d", "a" * 35 + "!"),
        ("(a+)+b", "a" * 5_000),
    ],
)
@pytest.mark.parametrize("call", ["matches({0})", 'replace({0}, "")', "split({0})", "extract({0})"])
def test_regular_expressions_are_timed(pattern: str, text: str, call: str) -> None:
    expression = compile_expression(call.format(f'text, "{pattern}"'))
    begin = monotonic()
    with suppress(ExpressionError):
        expression.evaluate({"text": text})
    assert monotonic() - begin < 5


@pytest.mark.parametrize("call", ["matches({0})", 'replace({0}, "")', "split({0})", "extract({0})"])
def test_a_catastrophic_pattern_is_stopped(call: str) -> None:
    with pytest.raises(ExpressionError, match="regular expression"):
        compile_expression(call.format('text, "(a|aa)+$"')).evaluate({"text": "a" * 45 + "b"})


def test_wall_time_is_bounded() -> None:
    with pytest.raises(ExpressionError, match="too long"):
        compile_expression("count(for i in 1..1e9 return i)").evaluate({}, budget=Budget(steps=10**9, seconds=0.1))


def test_a_budget_can_be_shared_by_several_evaluations() -> None:
    budget = Budget(steps=1_500)
    expression = compile_expression("count(for i in 1..1000 return i)")
    assert expression.evaluate({}, budget=budget) == 1_000
    with pytest.raises(ExpressionError, match="too many steps"):
        expression.evaluate({}, budget=budget)


LARGE = (["x"] * 10_000, "x" * 10_000, {str(i): i for i in range(10_000)})


@pytest.mark.parametrize("name", sorted(builtin_arities()))
@pytest.mark.parametrize("argument", LARGE, ids=["list", "string", "context"])
def test_every_built_in_is_charged_for_the_size_of_its_arguments(name: str, argument: Any) -> None:
    fewest, most = BUILT_INS[name].arity
    run = Run({}, {}, Budget(steps=600), None, None)
    with pytest.raises(ExpressionError, match="too many steps"):
        BUILT_INS[name].invoke(run, [argument] * max(fewest, min(most, 1)) or [argument])


@pytest.mark.parametrize("name", sorted(builtin_arities()))
def test_every_built_in_is_charged_for_the_call(name: str) -> None:
    budget = Budget(steps=100)
    BUILT_INS[name].invoke(Run({}, {}, budget, NOW, STOCKHOLM), [])
    assert budget.steps < 100


@pytest.mark.parametrize(
    "source",
    [
        "a.__class__",
        "a.__class__.__mro__",
        '"".__class__.__base__.__subclasses__()',
        '"".format',
        "[].append",
        "{}.keys",
        "(function(x) x).__globals__",
        "(function(x) x)._scope",
        "[1..2].low",
        'duration("P1D").total_seconds',
        "1.real",
        "count.call",
        "host.call",
        "host.__globals__",
        "a.items",
    ],
)
def test_nothing_of_python_is_reached(source: str) -> None:
    host = FeelFunction("host", (), lambda: 1)
    try:
        result = value(source, host, a={"x": 1})
    except ExpressionError:
        return
    assert result in (None, [])


def test_python_names_are_no_functions() -> None:
    for name in ("eval", "exec", "open", "getattr", "__import__", "print", "globals"):
        with pytest.raises(ExpressionError, match="no function"):
            value(f'{name}("1")')


def test_what_is_written_out_is_bounded() -> None:
    shared = compile_expression(
        "{a: for i in 1..400 return i, b: for i in 1..400 return a, c: for i in 1..400 return b}.c"
    ).evaluate({})
    with pytest.raises(ExpressionError, match=r"too many steps|too long"):
        to_json(shared)
