"""When timers are due: calendars, clocks that change, and texts that are no times."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.bpmn.due import TimerKind, add_duration, due, moment, next_due
from engine.errors import ExpressionError

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WINTER = datetime(2026, 1, 31, 11, 0, tzinfo=UTC)  # 12:00 in Stockholm


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-31", local(2026, 10, 31)),
        ("2026-07-01T12:00:00", local(2026, 7, 1, 12)),
        ("2026-07-01T12:00", local(2026, 7, 1, 12)),
        ("2026-07-01T12:00:00Z", datetime(2026, 7, 1, 12, tzinfo=UTC)),
        ("2026-07-01T12:00:00+02:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T12:00:00@Europe/Helsinki", datetime(2026, 7, 1, 9, tzinfo=UTC)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert moment(text, STOCKHOLM) == expected


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-02-30", "2026-13-01", "12:00", "2026-07-01T25:00", "2026-07-01T12:00@Mars/Olympus"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ExpressionError):
        moment(text, STOCKHOLM)


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        ("PT0S", local(2026, 1, 31, 12)),
        ("PT90M", local(2026, 1, 31, 13, 30)),
        ("PT0.5S", WINTER.replace(microsecond=500_000)),
        ("P1M", local(2026, 2, 28, 12)),
        ("P1Y1M", local(2027, 2, 28, 12)),
        ("P25M", local(2028, 2, 29, 12)),
        ("P2W", local(2026, 2, 14, 12)),
        ("P1MT1H", local(2026, 2, 28, 13)),
        ("P60D", local(2026, 4, 1, 12)),
        ("PT1440H", local(2026, 4, 1, 13)),
    ],
)
def test_months_end_with_their_last_day_and_days_keep_the_local_clock(duration: str, expected: datetime) -> None:
    assert add_duration(WINTER, duration, STOCKHOLM) == expected


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1H", "1D", "-P1D", "P-1D", "P1.5D", "PT1H30", "P99999Y", "PT99999999999H"]
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ExpressionError):
        add_duration(WINTER, text, STOCKHOLM)


def test_cycles_count_from_the_time_that_was_due() -> None:
    first = due(TimerKind.CYCLE, "R3/P1M", WINTER, STOCKHOLM)
    assert (first.at, first.left) == (local(2026, 2, 28, 12), 3)
    assert next_due("R3/P1M", first.at, STOCKHOLM) == local(2026, 3, 28, 12)
    assert due(TimerKind.CYCLE, "R/PT1H", WINTER, STOCKHOLM).left is None


@pytest.mark.parametrize(
    "text", ["R0/PT1H", "R3/PT0S", "PT1H", "R3", "R-1/PT1H", "R3/2026-01-01/PT1H", "0 0 * * *", ""]
)
def test_what_is_no_cycle(text: str) -> None:
    with pytest.raises(ExpressionError):
        due(TimerKind.CYCLE, text, WINTER, STOCKHOLM)


@pytest.mark.parametrize("value", [None, 5, True, ["2026-01-01"]])
def test_what_is_no_text(value: object) -> None:
    with pytest.raises(ExpressionError):
        due(TimerKind.DATE, value, WINTER, STOCKHOLM)
