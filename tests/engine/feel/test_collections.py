from __future__ import annotations

from typing import Any

import pytest

from tests.engine.feel.evaluating import value

PEOPLE = [
    {"name": "Eva", "age": 51, "unit": "FGN"},
    {"name": "Ali", "age": 34, "unit": "FGN"},
    {"name": "Bo", "age": 28, "unit": "VON"},
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][0]", None),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[][1]", None),
        ("[][item > 1]", []),
        ("5[1]", 5),
        ("null[1]", None),
        ("[1, 2, 3][count([1, 2])]", 2),
        ("people.name", ["Eva", "Ali", "Bo"]),
        ("people[age > 30].name", ["Eva", "Ali"]),
        ('people[item.unit = "VON"].name', ["Bo"]),
        ("people[age > limit].name", ["Eva"]),
        ("people[2].name", "Ali"),
        ("people[missing > 1]", []),
        ("for i in 1..3 return i * 2", [2, 4, 6]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for x in null return x", None),
        ("for x in 5 return x", [5]),
        ("for i in 1..4 return if i = 1 then 1 else partial[-1] * i", [1, 2, 6, 24]),
        ("for partial in [1, 2] return partial", [1, 2]),
        ("for i in 1..3 return count(partial)", [0, 1, 2]),
        ("for p in people return {who: p.name, next: p.age + 1}.next", [52, 35, 29]),
        ("some p in people satisfies p.age > 50", True),
        ("every p in people satisfies p.age > 50", False),
        ("every x in [] satisfies false", True),
        ("some x in [1, null] satisfies x > 5", None),
        ("some x in null satisfies true", None),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("{a: 1, b: a + 1}.b", 2),
        ('{"with space": 1}.with space', 1),
        ("{first name: 1, sum: first name + 1}.sum", 2),
        ("{a: {b: [1, {c: 2}]}}.a.b[2].c", 2),
        ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(5)}.r", 120),
        ("(function(a, b) a - b)(3, 2)", 1),
        ("(function(a, b) a - b)(b: 3, a: 2)", -1),
        ('(function(a: number) a)("x")', None),
        ("(function(a: number) a)([1])", 1),
        ("sort([3, 1, 2])", [1, 2, 3]),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ("sort(list: people, precedes: function(a, b) a.age < b.age)[1].name", "Bo"),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1, 2], [3])", [1, 2, 3]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 2, 1.0, null, null, [1], [1]])", [1, 2, None, [1]]),
        ("duplicate values([1, 2, 3, 2, 1, {a: 1}, {a: 1}])", [1, 2, {"a": 1}]),
        ("partition([1, 2, 3, 4, 5], 2)", [[1, 2], [3, 4], [5]]),
        ("partition([1], 0)", None),
        ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
        ("index of([1, 2, 3, 2], 2)", [2, 4]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("reverse([1, 2, 3])", [3, 2, 1]),
        ("sublist([1, 2, 3], 2, 1)", [2]),
        ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]),
        ("list replace([1, 2, 3], function(item, new) item > 1, 9)", [1, 9, 9]),
        ("list contains([1, null], null)", True),
        ("is empty([])", True),
        ('get value({a: {b: 3}}, ["a", "b"])', 3),
        ("get entries({a: 1})[1].key", "a"),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
        ("context merge([{a: 1, b: 1}, {b: 2}])", {"a": 1, "b": 2}),
        ('get or else(missing, "default")', "default"),
        ("is defined(missing.part)", False),
        ("is defined(people)", True),
    ],
)
def test_gives_the_value(source: str, expected: Any) -> None:
    assert value(source, people=PEOPLE, limit=40) == expected


def test_an_elements_entry_hides_a_variable_of_the_same_name() -> None:
    assert value("people[age = 28].name", people=PEOPLE, age=51) == ["Bo"]


def test_a_filters_condition_over_nothing_calls_nothing() -> None:
    assert value("[][assert(item, false) = 1]") == []


def test_built_ins_leave_their_arguments_as_they_were() -> None:
    source = "{a: [3, 1, 2], b: sort(a), c: append(a, 4), d: remove(a, 1), e: reverse(a), f: insert before(a, 1, 0)}.a"
    assert value(source) == [3, 1, 2]


@pytest.mark.parametrize(
    "source",
    [
        "5 in [1..10]",
        "not(10 in [1..10))",
        "not(1 in (1..10])",
        "1 in ]0..10[",
        "5 in (1..7)",
        "5 in (> 4)",
        "5 in > 4",
        "5 in (> 6, < 6)",
        "5 in (1, 5)",
        "5 in [1, 5]",
        "5 in ([1..3], [4..6])",
        "5 in (2 + 3)",
        "6 in (2 + 1) * 2",
        "5 in [1..10] and true",
        '"b" in ["a".."c"]',
        "5 in (? > 4)",
        "not(5 in (4, ? > 5))",
        "[1..10].start = 1 and [1..10).end included = false",
        "[1..10] = [1..10] and [1..10] != [1..10)",
        "before([1..5], 6) and after(6, [1..5])",
        "meets([1..5], [5..6]) and met by([5..6], [1..5])",
        "overlaps([1..5], [4..6]) and overlaps before([1..5], [4..6]) and overlaps after([4..6], [1..5])",
        "includes([1..10], 5) and during(5, [1..10])",
        "starts(1, [1..5]) and started by([1..5], 1)",
        "finishes(5, [1..5]) and finished by([1..5], 5)",
        "coincides([1..5], [1..5])",
        'range("[1..5)") = [1..5)',
        'range("[date(\\"2026-01-01\\")..date(\\"2026-12-31\\")]").end.day = 31',
        'range("[now()..5]") = null',
        "[5..1] = null",
        "1 instance of number and not(null instance of Any)",
        '[1, 2] instance of list<number> and not([1, "a"] instance of list<number>)',
        "{a: 1} instance of context<a: number>",
        "[1..2] instance of range<number>",
        "(function(a) a) instance of function<Any>->Any",
        'date("2026-01-01") instance of date',
        'duration("P1D") instance of days and time duration',
    ],
)
def test_holds(source: str) -> None:
    assert value(source) is True
