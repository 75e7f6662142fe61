"""When timers are due: calendars, clocks that change, and texts that are no times."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.bpmn.due import Due, TimerKind, due, next_due
from engine.bpmn.repeating import add_duration, moment
from engine.errors import ExpressionError

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WINTER = datetime(2026, 1, 31, 11, 0, tzinfo=UTC)  # 12:00 in Stockholm


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=STOCKHOLM).astimezone(UTC)


def rounds(text: str, now: datetime, most: int) -> list[datetime]:
    """When a cycle that is armed now fires."""
    found: Due | None = due(TimerKind.CYCLE, text, now, STOCKHOLM)
    times: list[datetime] = []
    while found is not None and len(times) < most:
        times.append(found.at)
        found = next_due(text, found, now, STOCKHOLM)
    return times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-31", local(2026, 10, 31)),
        ("2026-07-01T12:00:00", local(2026, 7, 1, 12)),
        ("2026-07-01T12:00", local(2026, 7, 1, 12)),
        ("2026-07-01T12:00:00Z", datetime(2026, 7, 1, 12, tzinfo=UTC)),
        ("2026-07-01T12:00:00+02:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T12:00:00@Europe/Helsinki", datetime(2026, 7, 1, 9, tzinfo=UTC)),
        # The clock moves from 02:00 to 03:00 on 29 March, and from 03:00 back to 02:00 on 25 October.
        ("2026-03-29T02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25T02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_moments(text: str, expected: datetime) -> None:
    assert moment(text, STOCKHOLM) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-02-30",
        "0001-01-01",
        "0001-01-01T00:00",
        "2026-13-01",
        "12:00",
        "2026-07-01T25:00",
        "2026-07-01T12:00@Mars/Olympus",
        "2026-07-01T12:00@../../etc/passwd",
        "P1D",
        "R/P1D",
        "0 0 9 * * MON",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ExpressionError):
        moment(text, STOCKHOLM)


def test_a_date_that_has_passed_is_due_at_once() -> None:
    assert due(TimerKind.DATE, "2020-01-01", WINTER, STOCKHOLM) == Due(local(2020, 1, 1), 1)


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
    "text",
    [
        "",
        "P",
        "PT",
        "P1H",
        "1D",
        "P-1D",
        "P1.5D",
        "PT1H30",
        "P99999Y",
        "PT99999999999H",
        "P" + "9" * 5_000 + "D",
        "P9999999999D",
        "P99999999999M",
        "P١D",
    ],
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ExpressionError):
        add_duration(WINTER, text, STOCKHOLM)


def test_a_duration_back_in_time_is_refused_by_name() -> None:
    with pytest.raises(ExpressionError, match="lies in the past"):
        due(TimerKind.DURATION, "-P1D", WINTER, STOCKHOLM)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Every round is counted from the beginning, so a short month does not shorten those after it.
        ("R3/P1M", [local(2026, 2, 28, 12), local(2026, 3, 31, 12), local(2026, 4, 30, 12)]),
        ("R2/P1Y1M", [local(2027, 2, 28, 12), local(2028, 3, 31, 12)]),
        ("R2/P30D", [local(2026, 3, 2, 12), local(2026, 4, 1, 12)]),
        ("R2/PT720H", [local(2026, 3, 2, 12), local(2026, 4, 1, 13)]),
        ("R1/P1D", [local(2026, 2, 1, 12)]),
        (
            "R3/2027-01-31T08:00:00/P1M",
            [local(2027, 1, 31, 8), local(2027, 2, 28, 8), local(2027, 3, 31, 8)],
        ),
        ("R2/2027-01-31/P1M", [local(2027, 1, 31), local(2027, 2, 28)]),
        # Of a start in the past those rounds that are over count.
        ("R3/2025-12-31T08:00:00/P1M", [local(2026, 2, 28, 8)]),
        ("R2/2026-01-31T12:00:00/P1D", [local(2026, 1, 31, 12), local(2026, 2, 1, 12)]),
        # Start and end: the interval between them, in days of the calendar and time beside them.
        ("R2/2026-03-01/2026-04-01", [local(2026, 3, 1), local(2026, 4, 1)]),
        (
            "R3/2026-03-28T02:30/2026-03-29T04:30",
            [local(2026, 3, 28, 2, 30), local(2026, 3, 29, 4, 30), local(2026, 3, 30, 4, 30)],
        ),
    ],
)
def test_rounds_of_a_repeating_interval(text: str, expected: list[datetime]) -> None:
    assert rounds(text, WINTER, 5) == expected


def test_a_cycle_without_end() -> None:
    assert due(TimerKind.CYCLE, "R/PT1H", WINTER, STOCKHOLM).left is None
    assert rounds("R/2020-02-29/P1Y", WINTER, 3) == [local(2026, 2, 28), local(2027, 2, 28), local(2028, 2, 29)]
    assert rounds("R/0001-01-01T00:00:00Z/PT1S", WINTER, 1) == [WINTER]


def test_a_day_keeps_its_clock_through_the_night_when_the_clock_changes() -> None:
    before = local(2026, 3, 27, 2, 30)
    assert rounds("R3/P1D", before, 3) == [
        local(2026, 3, 28, 2, 30),
        local(2026, 3, 29, 3, 30),  # 02:30 does not exist
        local(2026, 3, 30, 2, 30),
    ]
    assert rounds("R2/P1D", local(2026, 10, 24, 2, 30), 2) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # the first 02:30 of two
        local(2026, 10, 26, 2, 30),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("R0/PT1H", "never fires"),
        ("R3/PT0S", "longer than zero"),
        ("R/PT0.999S", "a second or more"),
        ("R/2026-01-01T00:00:00/2026-01-01T00:00:00.5", "a second or more"),
        ("R99999999999999999999/PT1H", "more than 1000000 rounds"),
        ("R/2020-01-01T00:00:00/P9999999999D", "longer than the calendar"),
        ("R/0001-01-01/P1D", "beyond the calendar"),
        ("R3/2026-01-01/PT0S", "longer than zero"),
        ("R3/-P1D", "lies in the past"),
        ("PT1H", "not a cycle"),
        ("R3", "not a cycle"),
        ("R-1/PT1H", "not a cycle"),
        ("R3/P1D/2027-01-01", "not a cycle"),
        ("R3//PT1H", "not a cycle"),
        ("R/2027-01-01", "not a cycle"),
        ("R/2027-02-30/P1D", "not a date"),
        ("R/tomorrow/P1D", "not an ISO date"),
        ("R/2027-02-01/2027-01-01", "ends before"),
        ("R2/2025-01-01/P1D", "in the past"),
        ("R/9999-12-31/P1Y", "beyond the calendar"),
        ("", "not a cycle"),
        ("R" + "9" * 5_000 + "/P1D", "not a cycle"),
    ],
)
def test_what_is_no_cycle(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError, match=reason):
        rounds(text, WINTER, 2)


@pytest.mark.parametrize("value", [None, 5, True, ["2026-01-01"]])
@pytest.mark.parametrize("kind", TimerKind)
def test_what_is_no_text(kind: TimerKind, value: object) -> None:
    with pytest.raises(ExpressionError):
        due(kind, value, WINTER, STOCKHOLM)
