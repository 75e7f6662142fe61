"""Dates, times and durations: read from ISO 8601 text, and what FEEL asks of their zones (DMN 1.5 §10.3.2.3.4–7)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.far import FarDate, FarDateTime, at_time, far_date
from engine.feel.values import Months

MICROSECOND = timedelta(microseconds=1)
_MICROSECOND_DIGITS = 6
_WIDEST_OFFSET = timedelta(hours=18)
_LONGEST_DURATION = 60
#: A time of day in a zone with summer time has no date of its own; it is read as on this day (standard time).
_DAY_FOR_OFFSETS = date(2000, 1, 1)

_DATE = r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)"
_TIME = r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z0-9_+\-/]+)?"
_DATE_TEXT = re.compile(_DATE + r"\Z", re.ASCII)
_TIME_TEXT = re.compile(_TIME + r"\Z", re.ASCII)
_DATE_AND_TIME_TEXT = re.compile(_DATE + "T" + _TIME + r"\Z", re.ASCII)
_MONTHS_TEXT = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?\Z", re.ASCII)
_DAYS_TEXT = re.compile(
    r"(-)?P(?=[\dT])(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?\Z", re.ASCII
)


@lru_cache(maxsize=512)
def zone_from(text: str) -> tzinfo:
    """The zone of `Z`, `+01:00` or `@Europe/Stockholm`; ValueError where there is none such."""
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(text) from error
    hours, minutes, seconds = (*(int(part) for part in text[1:].split(":")), 0)[:3]
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if offset > _WIDEST_OFFSET or minutes > 59 or seconds > 59:
        raise ValueError(text)
    return timezone(-offset if text.startswith("-") else offset)


def _microseconds(fraction: str | None) -> int:
    return int((fraction or "0")[:_MICROSECOND_DIGITS].ljust(_MICROSECOND_DIGITS, "0"))


def _time_of(hour: str, minute: str, second: str, fraction: str | None, zone: str | None) -> time:
    return time(int(hour), int(minute), int(second), _microseconds(fraction), zone_from(zone) if zone else None)


def calendar_date(year: int, month: int, day: int) -> date | FarDate:
    """The date of these parts, in any year of XML Schema's calendar; ValueError where there is none such."""
    return date(year, month, day) if 1 <= year <= date.max.year else far_date(year, month, day)


def date_from(text: str) -> date | FarDate | None:
    """The date of `2026-03-02`, None when it is no date."""
    match = _DATE_TEXT.match(text)
    if match is None:
        return None
    try:
        return calendar_date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def time_from(text: str) -> time | None:
    """The time of `08:30:00`, with fraction and zone if given; None when it is no time."""
    match = _TIME_TEXT.match(text.removeprefix("T"))
    if match is None:
        return None
    try:
        return _time_of(match[1], match[2], match[3], match[4], match[5])
    except ValueError:
        return None


def date_and_time(day: date | FarDate, clock: time) -> datetime | FarDateTime:
    """The day at this time."""
    return at_time(day, clock) if isinstance(day, FarDate) else datetime.combine(day, clock)


def date_and_time_from(text: str) -> datetime | FarDateTime | None:
    """The date and time of `2026-03-02T08:30:00`; a date alone is its midnight; None when it is neither."""
    match = _DATE_AND_TIME_TEXT.match(text)
    if match is None:
        day = date_from(text)
        return None if day is None else date_and_time(day, time())
    year, month, dayof, hour, minute, second, fraction, zone = match.groups()
    try:
        day = calendar_date(int(year), int(month), int(dayof))
        if (hour, minute, second) == ("24", "00", "00") and isinstance(day, date):
            return datetime.combine(day + timedelta(days=1), _time_of("00", "00", "00", None, zone))
        return date_and_time(day, _time_of(hour, minute, second, fraction, zone))
    except (ValueError, OverflowError):
        return None


def duration_from(text: str) -> timedelta | Months | None:
    """The duration of `P1Y6M` (years and months) or `P2DT3H` (days and time); None when it is neither."""
    if len(text) > _LONGEST_DURATION:
        return None
    try:
        match = _MONTHS_TEXT.match(text)
        if match is not None:
            count = int(match[2] or 0) * 12 + int(match[3] or 0)
            return Months(-count if match[1] else count)
        match = _DAYS_TEXT.match(text)
        return None if match is None else _days_from(match)
    except OverflowError:
        return None


def _days_from(match: re.Match[str]) -> timedelta:
    span = timedelta(
        days=int(match[2] or 0),
        hours=int(match[3] or 0),
        minutes=int(match[4] or 0),
        seconds=int(match[5] or 0),
        microseconds=_microseconds(match[6]),
    )
    return -span if match[1] else span


def literal_from(text: str) -> date | time | datetime | timedelta | Months | FarDate | FarDateTime | None:
    """What `@"…"` means; None when the text is nothing temporal."""
    if text.lstrip("-").startswith("P"):
        return duration_from(text)
    if _DATE_AND_TIME_TEXT.match(text):
        return date_and_time_from(text)
    return date_from(text) or time_from(text)


def offset_of(value: time | datetime | FarDateTime) -> timedelta | None:
    """How far its zone lies from UTC, None for a local time."""
    if value.tzinfo is None:
        return None
    if isinstance(value, time):
        return datetime.combine(_DAY_FOR_OFFSETS, value).utcoffset()
    return value.utcoffset()


def zone_name(value: time | datetime | FarDateTime) -> str | None:
    """`Europe/Stockholm`; None for a local time or a bare offset."""
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def instant(value: datetime) -> datetime:
    """The same moment in UTC; a local date and time as it is."""
    return value if value.tzinfo is None else value.astimezone(UTC)


def since_midnight(value: time) -> timedelta:
    """Time since midnight, UTC for a time with a zone."""
    return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond) - (
        offset_of(value) or timedelta()
    )


def add_months(day: date, months: int) -> date | None:
    """The date (or date and time) so many months on, on the last day of a shorter month; None out of the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        if number > day.day:
            continue
        try:
            return day.replace(year=year, month=month + 1, day=number)
        except (ValueError, OverflowError):
            continue
    return None
