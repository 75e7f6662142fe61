from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import pytest

from engine.errors import ExpressionError
from tests.engine.feel.evaluating import value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", -3, 2)', "ba"),
        ('substring("foobar", 3, 99)', "obar"),
        ('upper case("åäö")', "ÅÄÖ"),
        ('lower case("ÅÄÖ")', "åäö"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "x")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3")', "(012) 345-6789"),
        ('replace("Feel", "feel", "\\$1", "i")', "$1"),
        ('string join(["a", null, "c"], ", ")', "a, c"),
        ('string join(["a", "b"], ", ", "[", "]")', "[a, b]"),
        ('trim("  hello  world ")', "hello  world"),
        ('to base64("Årshjulet")', base64.b64encode("Årshjulet".encode()).decode()),
        ('from base64(to base64("Årshjulet"))', "Årshjulet"),
        ('"a\\nb\\t\\"c\\" \\u00e5 \\\\"', 'a\nb\t"c" å \\'),
        ("string(1.50)", "1.5"),
        ("string(1e3)", "1000"),
        ("string(-0.0)", "0"),
        ("string(true)", "true"),
        ('string([1, "x", {a: null}])', '[1, "x", {a: null}]'),
        ("string([1..3))", "[1..3)"),
        ('string(@"2026-03-02T08:30:00@Europe/Stockholm")', "2026-03-02T08:30:00@Europe/Stockholm"),
        ('string(@"08:30:00.250+01:00")', "08:30:00.25+01:00"),
        ('string(@"-P1Y2M")', "-P1Y2M"),
        ('string(@"P1DT25H")', "P2DT1H"),
        ('string(@"PT0S")', "PT0S"),
    ],
)
def test_gives_the_text(source: str, expected: Any) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        'string length("åäö") = 3',
        'contains("foobar", "oba")',
        'starts with("foobar", "foo") and ends with("foobar", "bar")',
        'matches("FooBar", "^foo", "i")',
        'not(matches("FooBar", "^foo"))',
        'matches("KS 2026/14", "^[A-Z]{2} \\d{4}/\\d+$")',
        'matches("x", "[a-z-[aeiou]]") and not(matches("a", "^[a-z-[aeiou]]$"))',
        'split("John Doe", "\\s") = ["John", "Doe"]',
        'split("a;b;c;;", ";") = ["a", "b", "c", "", ""]',
        'extract("references are 1234, 1256, 1378", "12[0-9]*") = ["1234", "1256"]',
        'is blank(" ") and not(is blank("x"))',
        'substring(string: "foobar", start position: 3) = "obar"',
        'contains(match: "b", string: "abc")',
    ],
)
def test_holds(source: str) -> None:
    assert value(source) is True


@pytest.mark.parametrize(
    "source",
    [
        'substring("abc", 0)',
        'substring("abc", 9)',
        'matches("a", "(")',
        'matches("a", "a", "q")',
        'matches("a", "(?<name>a)")',
        'split("a", "")',
        'string join(["a", 1])',
        "upper case(1)",
        'upper case("a", "b")',
        'contains(string: "abc", wrong: "b")',
        'from base64("å")',
        'from base64("/w==")',
    ],
)
def test_is_null(source: str) -> None:
    assert value(source) is None


def test_uuid_is_new_each_time() -> None:
    one, other = value("[uuid(), uuid()]")
    assert UUID(one) != UUID(other)


@pytest.mark.parametrize("source", ['"open', "`open", "'single'", '"\\UFFFFFF"'])
def test_a_text_must_be_closed_between_double_quotation_marks(source: str) -> None:
    with pytest.raises(ExpressionError):
        value(source)
