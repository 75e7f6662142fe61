"""Cron texts: six fields as Zeebe and Spring read them, against the municipality's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.cron import MACROS, cron_from, is_cron
from engine.errors import ExpressionError

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def times(text: str, since: str, most: int = 3) -> list[str]:
    """The next times on the local clock, the offset where it changes."""
    at = datetime.fromisoformat(since)
    at = at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)
    found = []
    for _ in range(most):
        following = cron_from(text).following(at, STOCKHOLM)
        assert following is not None
        assert following > at
        at = following
        found.append(at.astimezone(STOCKHOLM).isoformat())
    return found


def day(*dates: str) -> list[str]:
    return [f"{each}T00:00:00{'+02:00' if '04' <= each[5:7] <= '09' else '+01:00'}" for each in dates]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 9 * * MON", ["2026-03-09T09:00:00+01:00", "2026-03-16T09:00:00+01:00", "2026-03-23T09:00:00+01:00"]),
        ("0 0 9 * * 1", ["2026-03-09T09:00:00+01:00", "2026-03-16T09:00:00+01:00", "2026-03-23T09:00:00+01:00"]),
        ("0 0 9 ? * mon", ["2026-03-09T09:00:00+01:00", "2026-03-16T09:00:00+01:00", "2026-03-23T09:00:00+01:00"]),
        ("*/20 * * * * *", ["2026-03-02T12:00:20+01:00", "2026-03-02T12:00:40+01:00", "2026-03-02T12:01:00+01:00"]),
        ("0 5/25 * * * *", ["2026-03-02T12:05:00+01:00", "2026-03-02T12:30:00+01:00", "2026-03-02T12:55:00+01:00"]),
        ("0 0 8-18/4 * * *", ["2026-03-02T16:00:00+01:00", "2026-03-03T08:00:00+01:00", "2026-03-03T12:00:00+01:00"]),
        ("0 0 8,20 * * *", ["2026-03-02T20:00:00+01:00", "2026-03-03T08:00:00+01:00", "2026-03-03T20:00:00+01:00"]),
        ("0 0 0 * * SAT,SUN", day("2026-03-07", "2026-03-08", "2026-03-14")),
        ("0 0 0 * * FRI-SUN", day("2026-03-06", "2026-03-07", "2026-03-08")),
        ("0 0 0 * * 0", day("2026-03-08", "2026-03-15", "2026-03-22")),
        ("0 0 0 * * 7", day("2026-03-08", "2026-03-15", "2026-03-22")),
        ("0 0 0 1 JAN,jul *", day("2026-07-01", "2027-01-01", "2027-07-01")),
        ("0 0 0 31 * *", ["2026-03-31T00:00:00+02:00", *day("2026-05-31", "2026-07-31")]),
        ("0 0 0 L 2 *", day("2027-02-28", "2028-02-29", "2029-02-28")),
        ("0 0 0 L-3 2 *", day("2027-02-25", "2028-02-26", "2029-02-25")),
        ("0 0 0 LW 5-8 *", day("2026-05-29", "2026-06-30", "2026-07-31")),
        # 15 August 2026 is a Saturday, 15 November a Sunday, 1 August a Saturday.
        ("0 0 0 15W 8,11 *", day("2026-08-14", "2026-11-16", "2027-08-16")),
        ("0 0 0 1W 8 *", day("2026-08-03", "2027-08-02", "2028-08-01")),
        ("0 0 0 31W 5 *", day("2026-05-29", "2027-05-31", "2028-05-31")),
        ("0 0 0 * 4 FRIL", day("2026-04-24", "2027-04-30", "2028-04-28")),
        ("0 0 0 * 4 5L", day("2026-04-24", "2027-04-30", "2028-04-28")),
        ("0 0 0 * 6 MON#1", day("2026-06-01", "2027-06-07", "2028-06-05")),
        ("0 0 0 * 6 1#5", day("2026-06-29", "2031-06-30", "2036-06-30")),
        ("0 0 0 13 * FRI", day("2026-03-13", "2026-11-13", "2027-08-13")),  # a day must fit both fields
        ("0 0 0 29 2 MON", day("2044-02-29", "2072-02-29")),
        ("@daily", day("2026-03-03", "2026-03-04", "2026-03-05")),
        ("@weekly", day("2026-03-08", "2026-03-15", "2026-03-22")),
        ("@YEARLY", day("2027-01-01", "2028-01-01", "2029-01-01")),
    ],
)
def test_what_fits(text: str, expected: list[str]) -> None:
    assert times(text, "2026-03-02T12:00:00", len(expected)) == expected


@pytest.mark.parametrize(
    ("text", "since", "expected"),
    [
        # The clock moves from 02:00 to 03:00: what it skips is due an hour later by the clock.
        ("0 30 2 * * *", "2026-03-28T12:00", ["2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"]),
        (
            "0 0/30 2,3 * * *",
            "2026-03-29T00:00",
            ["2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00", "2026-03-30T02:00:00+02:00"],
        ),
        (
            "0 0/30 2 * * *",
            "2026-03-29T03:00:00+02:00",
            ["2026-03-29T03:30:00+02:00", "2026-03-30T02:00:00+02:00"],
        ),
        ("0 30 * * * *", "2026-03-29T01:00", ["2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00"]),
        # The clock moves from 03:00 back to 02:00: once, the first time, but every hour is every hour.
        ("0 30 2 * * *", "2026-10-24T12:00", ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]),
        ("0 30 2 * * *", "2026-10-25T02:10:00+01:00", ["2026-10-26T02:30:00+01:00"]),
        (
            "0 30 * * * *",
            "2026-10-25T01:45",
            ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00"],
        ),
        ("@daily", "2026-10-24T12:00", ["2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"]),
    ],
)
def test_clocks_that_change(text: str, since: str, expected: list[str]) -> None:
    assert times(text, since, len(expected)) == expected


@given(
    text=st.sampled_from(["0 0/15 * * * *", "7 */20 * * * *", "0 10 2 * * *", "0 0/30 1-3 * * *", "0 59 2 L * *"]),
    hours=st.floats(0, 212 * 24),
)
def test_no_time_is_left_out(text: str, hours: float) -> None:
    """Looked up from any moment, the next time is that which looking up from the day before leads to."""
    moment = datetime(2026, 3, 28, tzinfo=UTC) + timedelta(hours=hours)
    cron = cron_from(text)
    at: datetime | None = moment - timedelta(days=1)
    while at is not None and at <= moment:
        at = cron.following(at, STOCKHOLM)
    assert cron.following(moment, STOCKHOLM) == at


def test_quarters_are_quarters_through_the_year() -> None:
    at, found = datetime(2026, 3, 28, tzinfo=UTC), []
    for _ in range(300):
        following = cron_from("0 */15 * * * *").following(at, STOCKHOLM)
        assert following is not None
        at = following
        found.append(at)
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(minutes=15)}


@pytest.mark.parametrize(
    "text",
    [
        "0 9 * * MON",
        "0 0 9 * * MON 2027",
        "0 0 9 * *",
        "@reboot",
        "@every 5m",
        "60 0 0 * * *",
        "0 60 0 * * *",
        "0 0 24 * * *",
        "0 0 0 0 * *",
        "0 0 0 32 * *",
        "0 0 0 * 13 *",
        "0 0 0 * FOO *",
        "0 0 0 * * 8",
        "0 0 0 * * MON#6",
        "0 0 0 * * L",
        "0 0 0 W * *",
        "0 0 0 0W * *",
        "0 0 0 99W * *",
        "0 0 0 L-99 * *",
        "0 0 0 * * MON#",
        "? 0 0 * * *",
        "*/0 * * * * *",
        "5-1 * * * * *",
        "1-2-3 * * * * *",
        "1,,2 * * * * *",
        "-1 * * * * *",
        "0 0 0 30 2 *",
        "0 0 0 31W 2 *",
        "١ 0 0 * * *",
        "0 0 0 * * " + "1," * 200 + "9",
        "9" * 5_000 + " 0 0 * * *",
    ],
)
def test_what_is_no_cron(text: str) -> None:
    assert is_cron(text)
    with pytest.raises(ExpressionError):
        cron_from(text)


@pytest.mark.parametrize("macro", MACROS)
def test_every_macro_is_read(macro: str) -> None:
    assert is_cron(macro)
    assert cron_from(macro) == cron_from(macro)
