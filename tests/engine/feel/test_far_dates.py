"""Years beyond 1 to 9999, as XML Schema has them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel import to_json
from tests.engine.feel.evaluating import value


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('date("999999999-12-31")', "999999999-12-31"),
        ('date("-999999999-01-01")', "-999999999-01-01"),
        ("date(12345, 2, 28)", "12345-02-28"),
        ('date("0000-01-01")', "0000-01-01"),
        ('date("-0001-12-31")', "-0001-12-31"),
        ('@"-2026-10-31"', "-2026-10-31"),
        ('date and time("99999-12-31T11:22:33")', "99999-12-31T11:22:33"),
        ('date and time("-99999-12-31T11:22:33.5+01:00")', "-99999-12-31T11:22:33.5+01:00"),
        ('date and time("99999-07-01T11:22:33@Europe/Stockholm")', "99999-07-01T11:22:33@Europe/Stockholm"),
        ('date and time(date("12345-01-01"), time("08:00:00Z"))', "12345-01-01T08:00:00Z"),
        ('date(date and time("12345-01-01T08:00:00"))', "12345-01-01"),
        ('time(date and time("12345-01-01T08:00:00"))', "08:00:00"),
        ('date and time(date("12345-01-01"))', "12345-01-01T00:00:00Z"),
        ('years and months duration(date("9999-12-01"), date("12345-01-01"))', "P2345Y1M"),
    ],
)
def test_texts(source: str, text: str) -> None:
    assert value(f"string({source})") == text
    assert to_json(value(source)) == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('date("12345-06-07").year', 12345),
        ('date("-12345-06-07").year', -12345),
        ('date("12345-06-07").month + date("12345-06-07").day', 13),
        ('date("10000-01-01").weekday', 6),
        ('date("0000-12-31").weekday', 7),
        ('date and time("12345-06-07T08:09:10Z").minute', 9),
        ('date("10000-01-01") > date("9999-12-31")', True),
        ('date("0000-12-31") < date("0001-01-01")', True),
        ('date("9999-12-31") < date("10000-01-01")', True),
        ('date("-0002-01-01") < date("-0001-01-01")', True),
        ('date("12345-01-01") = date(12345, 1, 1)', True),
        ('date("12345-01-01") = date("2345-01-01")', False),
        ('date("12345-01-01") between date("2000-01-01") and date("20000-01-01")', True),
        ('date and time("12345-01-01T00:30:00+01:00") = date and time("12344-12-31T23:30:00Z")', True),
        ('date and time("12400-01-01T00:30:00+01:00") = date and time("12399-12-31T23:30:00Z")', True),
        ('date and time("12345-01-01T00:00:00Z") > now()', True),
        ('is(date and time("12345-01-01T00:00:00Z"), date and time("12345-01-01T00:00:00Z"))', True),
        ('date("12345-01-01") instance of date', True),
        ('date("12345-01-01") + duration("P1D")', None),
        ('date("12345-01-01") - date("2026-01-01")', None),
        ('day of week(date("12345-01-01"))', None),
        ('date("12345-02-29")', None),
        ('date("1000000000-01-01")', None),
        ('date("012345-01-01")', None),
        ('date("+12345-01-01")', None),
    ],
)
def test_values(source: str, expected: Any) -> None:
    assert value(source) == expected
