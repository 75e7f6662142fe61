"""Every known way out of a Python sandbox, written as FEEL: refused, or null, or a plain value of FEEL.

What an expression may cost is tested in test_limits.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ExpressionError
from engine.feel import FeelFunction, compile_expression, compile_unary_tests, to_feel, to_json
from engine.feel.budget import Budget
from engine.feel.builtins import BUILT_INS
from engine.feel.properties import read_property
from engine.feel.values import KINDS
from tests.engine.feel.evaluating import value

DUNDERS = ("__class__", "__dict__", "__globals__", "__init__", "__mro__", "__subclasses__", "__builtins__", "__code__")
ATTRIBUTES = ("real", "format", "append", "keys", "items", "call", "tzinfo", "replace", "count", "low", "_body", "mro")

#: Used against emptied builtins, RestrictedPython and asteval.
ESCAPES = (
    "().__class__.__bases__[0].__subclasses__()",
    '[x for x in ().__class__.__base__.__subclasses__() if x.__name__ == "Popen"]',
    '"{0.__class__.__init__.__globals__}".format(1)',
    "f\"{__import__('os').system('id')}\"",
    '__import__("os").system("touch MARK")',
    '__builtins__["eval"]("1")',
    'eval("1+1")',
    'exec("import os")',
    'compile("1", "", "eval")',
    'open("MARK", "w")',
    'getattr(a, "__class__")',
    'globals()["__builtins__"]',
    "type(a)",
    "lambda: 1",
    "(a := 1)",
    "import os",
    "print(1)",
    "a if a else b",
    "{**a}",
    "numpy.load(a)",
    "a; b",
    "a\nb",
    '"a" % b',
    'function(a) external {java: {class: "java.lang.Runtime", method signature: "exec(java.lang.String)"}}',
    '${Runtime.getRuntime().exec("id")}',
    "#{a}",
    "{{ a.__class__ }}",
)


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that must not come to be, in the directory where a command would run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "MARK"


@pytest.mark.parametrize("source", ESCAPES)
def test_escapes_are_refused_or_null(source: str, mark: Path) -> None:
    variables = {"a": {"x": 1}, "b": "y"}
    with suppress(ExpressionError):
        assert compile_expression(source).evaluate(variables) is None
    with suppress(ExpressionError):
        assert compile_unary_tests(source).evaluate(1, variables) is not True
    assert not mark.exists()


SAMPLES = ("1", '"x"', "true", "[1]", "{a: 1}", "today()", "now()", 'time("08:00:00")', '@"P1D"', '@"P1M"', "[1..2]",
           "(function(x) x)", "count", "host", "null", 'date("12345-01-01")',
           'date and time("-12345-01-01T00:00:00")')  # fmt: skip


@pytest.mark.parametrize("name", [*DUNDERS, *ATTRIBUTES])
@pytest.mark.parametrize("sample", SAMPLES)
def test_no_attribute_of_a_python_object_is_a_property(sample: str, name: str) -> None:
    host = FeelFunction("host", (), lambda: 1)
    assert value(f"{sample}.{name}", host) in (None, [None])
    assert value(f"{sample}.`{name}`", host) in (None, [None])
    assert value(f'get value({sample}, "{name}")', host) is None
    assert value(f'get value({{a: {sample}}}, ["a", "{name}"])', host) is None


@pytest.mark.parametrize("name", [*DUNDERS, "os", "sys", "self", "scope", "budget"])
def test_names_of_python_are_variables_without_a_value(name: str) -> None:
    assert value(name) is None
    assert value(f"`{name}`") is None
    assert value(f"`{name}.system`") is None
    assert value("`__import__('os')`") is None
    assert value(name, **{name: "mine"}) == "mine"


#: Properties of FEEL that Python calls the same.
FEEL_TOO = {"year", "month", "day", "weekday", "hour", "minute", "second", "days", "seconds"}


@pytest.mark.parametrize("kind", KINDS)
def test_properties_come_from_closed_lists_only(kind: type) -> None:
    samples = {type(each): each for each in (value(source) for source in SAMPLES) if not callable(each)}
    for name in set(dir(kind)) - FEEL_TOO:
        assert read_property(samples[kind], name, Budget()) in (None, [None])


@pytest.mark.parametrize("key", ["typename", "__class__", "__type__", "py/object", "$type", "@class", "__reduce__"])
def test_keys_that_forge_objects_elsewhere_are_plain_entries(key: str) -> None:
    forged = {key: "os.system", "args": ["id"]}
    assert to_json(to_feel(forged)) == forged
    assert to_json(value("context put(a, key, 1)", a=forged, key=key)) == {**forged, key: 1}
    assert to_json(value(f'{{"{key}": a}}', a=forged)) == {key: forged}


class Loud:
    """An object that tells when somebody touches it."""

    def __getattr__(self, name: str) -> Any:
        if name == "__name__":  # pytest looks for it to name the test
            raise AttributeError(name)
        raise AssertionError(f"touched {name}")


@pytest.mark.parametrize("hostile", [Loud(), object(), Loud, print, (lambda: 1), {1, 2}, b"bytes", 1j, iter([])])
def test_only_values_of_feel_get_in(hostile: Any) -> None:
    for inside in (hostile, [hostile], {"x": hostile}):
        with pytest.raises(ExpressionError, match="cannot stand in an expression"):
            value("a", a=inside)


class Text(str):
    def upper(self) -> str:
        raise AssertionError("called")

    def __eq__(self, other: object) -> bool:
        raise AssertionError("called")

    __hash__ = str.__hash__


class Number(int):
    def __add__(self, other: object) -> int:
        raise AssertionError("called")


class Entries(dict[str, Any]):
    def get(self, *_: Any) -> Any:
        raise AssertionError("called")


def test_subclasses_lose_their_own_methods() -> None:
    assert value('upper case(a) = "X" and a = "x"', a=Text("x")) is True
    with pytest.raises(ExpressionError):
        value("a + 1", a=Number(1))
    assert value("a.b", a=Entries(b=1)) == 1


def test_what_a_host_function_gives_is_made_feel_too() -> None:
    with pytest.raises(ExpressionError, match="cannot stand in an expression"):
        value("host()", FeelFunction("host", (), object))


@pytest.mark.parametrize("fault", [TypeError, ValueError, AttributeError, KeyError, ZeroDivisionError])
def test_a_fault_of_a_host_function_shows_no_trace(fault: type[Exception]) -> None:
    def fail() -> None:
        raise fault("secret" if fault is not KeyError else "key")

    with pytest.raises(ExpressionError, match=r"^host: "):
        value("host()", FeelFunction("host", (), fail))


def test_a_function_leaves_no_expression_as_a_value() -> None:
    assert value("string(count)") == "function"
    for source in ("count", "[count]", "{f: function(x) x}"):
        with pytest.raises(ExpressionError, match="function cannot be stored"):
            to_json(value(source))


@pytest.mark.parametrize("name", sorted(BUILT_INS))
def test_built_ins_answer_hostile_texts_with_a_value_or_null(name: str, mark: Path) -> None:
    fewest, most = BUILT_INS[name].arity
    for text in (
        "__import__('os').system('touch MARK')",
        "{0.__class__}",
        "%s%s%n",
        "../../etc/passwd",
        "\x00",
        "${a}",
    ):
        for count in {fewest, min(most, fewest + 1)}:
            arguments = ", ".join(["t"] * count)
            try:
                result = value(f"{name}({arguments})", t=text)
            except ExpressionError:
                continue
            assert type(result) in KINDS
            assert "Python" not in str(result)
    assert not mark.exists()
