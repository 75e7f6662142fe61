"""Regular expressions are XPath's, not Python's."""

from __future__ import annotations

import pytest

from engine.feel.xpath_patterns import compiled_pattern
from tests.engine.feel.evaluating import value


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        ("^a$", "", "a"),
        ("^b$", "m", "a\nb\nc"),
        ("a.b", "s", "a\nb"),
        ("a b # c", "x", "ab#c"),
        ("a[ ]b", "x", "a b"),
        (r"a\ sb", "x", "a b"),
        (r"\p{ IsBasicLatin }", "x", "a"),
        ("ÅR", "i", "år"),
        (r"(a)(b)\2\1", "", "abba"),
        (r"(a)\10", "", "aa0"),
        (r"\d{3}", "", "١٢٣"),
        (r"^\w+$", "", "Årsjul"),
        (r"^\i\c*$", "", "x-1.å"),
        (r"[\s\S]", "", "x"),
        ("[a-z-[aeiou]]", "", "b"),
        ("[^a-z-[aeiou]]", "", "1"),
        ("[a&&b]", "", "&"),
        ("[a~~b]", "", "~"),
        ("[a-]", "", "-"),
        ("[-a]", "", "-"),
        (r"[\]\[]", "", "]"),
        (r"\p{IsGreek}", "", "α"),
        (r"\P{Lu}", "", "a"),
        ("a+?", "", "a"),
        ("a{2,}", "", "aa"),
        ("", "", ""),
        ("a|", "", ""),
        ("(?:ab)+", "", "abab"),
        ("#", "", "#"),
    ],
)
def test_fits(pattern: str, flags: str, text: str) -> None:
    compiled = compiled_pattern(pattern, flags)
    assert compiled is not None
    assert compiled.search(text) is not None


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        ("^a$", "", "a\n"),
        ("a.b", "", "a\nb"),
        ("a.b", "", "a\rb"),
        ("^$", "m", "a\n"),
        (r"\s", "", "\u00a0"),
        (r"\w", "", "!"),
        ("[a-z-[aeiou]]", "", "e"),
        ("[^a-z-[aeiou]]", "", "b"),
        ("A", "", "a"),
    ],
)
def test_does_not_fit(pattern: str, flags: str, text: str) -> None:
    compiled = compiled_pattern(pattern, flags)
    assert compiled is not None
    assert compiled.search(text) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a)",
        "[",
        "[]",
        "[^]",
        "[a",
        "[a[b]]",
        "[a-b-c]",
        r"[\d-x]",
        r"[a-\d]",
        "[z-a]",
        "[a-z-[aeiou]x]",
        "*a",
        "a**",
        "a++",
        "a{,2}",
        "a{3,2}",
        "a{100000}",
        "{",
        "}",
        "]",
        "(?i)a",
        "(?=a)",
        "(?<=a)",
        "(?<name>a)",
        "(?P<name>a)",
        "(?#a)",
        "(?>a)",
        "(?R)",
        r"\b",
        r"\z",
        r"\x41",
        r"\N{BULLET}",
        r"\0",
        r"\1",
        r"(a\1)",
        r"[\1]",
        r"(a)[\1]",
        r"\p{Isnothing}",
        r"\p{Letter}",
        r"\p{lu}",
        r"\pL",
        "a\\",
        "a" * 501,
    ],
)
def test_what_xpath_does_not_allow_is_no_pattern(pattern: str) -> None:
    assert compiled_pattern(pattern, "") is None
    assert value("matches(text, pattern)", text="a", pattern=pattern) is None
    assert value("extract(text, pattern)", text="a", pattern=pattern) is None
    assert value("split(text, pattern)", text="a", pattern=pattern) is None
    assert value('replace(text, pattern, "")', text="a", pattern=pattern) is None


@pytest.mark.parametrize("flags", ["q", "g", "I", "i s"])
def test_other_flags_are_refused(flags: str) -> None:
    assert value('matches("a", "a", flags)', flags=flags) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('replace("abracadabra", "bra", "*")', "a*cada*"),
        ('replace("abracadabra", "a.*a", "*")', "*"),
        ('replace("abracadabra", "a.*?a", "*")', "*c*bra"),
        ('replace("abracadabra", "a(.)", "a$1$1")', "abbraccaddabbra"),
        ('replace("abc", "b", "[$0]")', "a[b]c"),
        ('replace("abc", "(b)", "$12")', "ab2c"),
        ('replace("abc", "b", "$1")', "ac"),
        ('replace("abc", "b", "\\\\$\\\\\\\\")', "a$\\c"),
        ('replace("abracadabra", ".*?", "$1")', None),
        ('replace("abc", "b", "$")', None),
        ('replace("abc", "b", "$x")', None),
        ('replace("abc", "b", "\\\\n")', None),
        ('replace("abc", "x*", "-")', None),
        ('split("abba", ".?")', None),
        ('split("a,b;c", "[,;]")', ["a", "b", "c"]),
        ('split("", ",")', [""]),
    ],
)
def test_replace_and_split_follow_xpath(source: str, expected: object) -> None:
    assert value(source) == expected
