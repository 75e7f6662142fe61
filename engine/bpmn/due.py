"""When a timer is due: ISO 8601 texts against business time and the municipality's zone.

FEEL's dates and durations reach this module as the ISO texts they are in JSON. A date means 00:00 local time of that
day. A local time means the municipality's zone. Days, months and years are counted on the local calendar and clock,
hours, minutes and seconds in elapsed time; 31 January and one month is the last of February (XSD 1.0 appendix E).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.errors import ExpressionError

DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
CYCLE = re.compile(r"R(\d*)/(P.+)")
FAR = 10_000  # years; what lies beyond cannot be written as a date


class TimerKind(StrEnum):
    """The three ways BPMN writes a time."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Due:
    """at: aware, UTC; left: how often it fires from now on, None for without end."""

    at: datetime
    left: int | None


def due(timer: TimerKind, value: object, now: datetime, zone: ZoneInfo) -> Due:
    """When a timer that is armed now fires first. Raises ExpressionError."""
    if not isinstance(value, str):
        raise ExpressionError(f"a timer needs a date, a time or a duration, not {value!r}")
    if timer is TimerKind.DATE:
        return Due(moment(value, zone), 1)
    if timer is TimerKind.DURATION:
        return Due(add_duration(now, value, zone), 1)
    match = CYCLE.fullmatch(value)
    if match is None:
        raise ExpressionError(f"{value!r} is not a cycle such as R3/PT1H, or R/P1D for without end")
    left = int(match[1]) if match[1] else None
    if left == 0:
        raise ExpressionError(f"{value!r} never fires")
    return Due(_later(now, match[2], zone), left)


def next_due(value: object, previous: datetime, zone: ZoneInfo) -> datetime:
    """When a cycle that has fired as of `previous` fires again; value: the cycle's text."""
    match = CYCLE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ExpressionError(f"{value!r} is not a cycle such as R3/PT1H, or R/P1D for without end")
    return _later(previous, match[2], zone)


def moment(value: str, zone: ZoneInfo) -> datetime:
    """The point in time that an ISO date, or date and time, names; aware, UTC."""
    day = calendar_day(value)
    if day is not None:
        return datetime.combine(day, time(0), zone).astimezone(UTC)
    text, _, name = value.partition("@")
    try:
        parsed = datetime.fromisoformat(text)
        local = ZoneInfo(name) if name else zone
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError, ZoneInfoNotFoundError) as error:
        raise ExpressionError(f"{value!r} is not an ISO date such as 2026-10-31, or 2026-10-31T12:00:00") from error


def calendar_day(value: str) -> date | None:
    """The date, when the text is one and nothing more."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ExpressionError(f"{value!r} is not a date of the calendar") from error


def add_duration(start: datetime, duration: str, zone: ZoneInfo) -> datetime:
    """start and an ISO duration, which may be zero but not negative; aware, UTC."""
    match = DURATION.fullmatch(duration)
    if match is None:
        raise ExpressionError(f"{duration!r} is not an ISO duration such as PT4H or P14D, forward in time")
    parts = {name: float(value) if name == "seconds" else int(value) for name, value in match.groupdict("0").items()}
    local = start.astimezone(zone)
    months = local.month - 1 + int(parts["months"]) + 12 * int(parts["years"])
    year, month = local.year + months // 12, months % 12 + 1
    try:
        if year >= FAR:
            raise OverflowError("year out of range")
        moved = local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1]))
        moved += timedelta(days=parts["days"], weeks=parts["weeks"])
        elapsed = timedelta(hours=parts["hours"], minutes=parts["minutes"], seconds=parts["seconds"])
        return moved.astimezone(UTC) + elapsed
    except OverflowError as error:
        raise ExpressionError(f"{duration!r} from {start.date()} lies beyond the calendar") from error


def _later(start: datetime, duration: str, zone: ZoneInfo) -> datetime:
    moved = add_duration(start, duration, zone)
    if moved <= start:
        raise ExpressionError(f"a cycle needs a duration longer than zero, not {duration!r}")
    return moved
