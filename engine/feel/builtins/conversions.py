"""From one kind of value to another (DMN 1.5 §10.3.4.1)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from engine.feel import temporal
from engine.feel.builtins.signature import built_in
from engine.feel.far import FarDate, FarDateTime
from engine.feel.scope import Run
from engine.feel.text import text_of
from engine.feel.values import DECIMAL128, Months, whole

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?", re.ASCII)
_WIDEST_OFFSET = timedelta(hours=18)


@built_in("string(from: any)", run=True)
def string(run: Run, value: Any) -> str:
    """The value as text."""
    return text_of(value, run.budget)


@built_in("number(from: number)")
def number(value: Decimal) -> Decimal:
    """The number itself."""
    return value


@built_in("number(from: string, grouping separator?: string, decimal separator?: string)")
def number_from(text: str, grouping: str | None, decimal: str | None) -> Decimal | None:
    """The number a text says; null when it says none."""
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        return None
    if grouping is not None:
        if grouping == decimal:
            return None
        text = text.replace(grouping, "")
    if decimal is not None:
        text = text.replace(decimal, ".")
    return DECIMAL128.create_decimal(text) if _NUMBER.fullmatch(text) else None


@built_in("date(from: string)")
def date_from(text: str) -> date | FarDate | None:
    """The date of `2026-03-02`."""
    return temporal.date_from(text)


@built_in("date(from: any date)")
def date_of(value: date | FarDate | FarDateTime) -> date | FarDate:
    """The date of a date and time."""
    return temporal.calendar_date(value.year, value.month, value.day)


@built_in("date(year: number, month: number, day: number)")
def date_with(year: Decimal, month: Decimal, day: Decimal) -> date | FarDate | None:
    """The date of these parts."""
    parts = [part for part in map(whole, (year, month, day)) if part is not None]
    return temporal.calendar_date(*parts) if len(parts) == 3 else None


@built_in("time(from: string)")
def time_from(text: str) -> time | None:
    """The time of `08:30:00`."""
    return temporal.time_from(text)


@built_in("time(from: time)")
def time_itself(value: time) -> time:
    """The time itself."""
    return value


@built_in("time(from: any date)")
def time_of(value: date | FarDate | FarDateTime) -> time:
    """The time of a date and time; of a date, its midnight, UTC."""
    return value.timetz() if isinstance(value, (datetime, FarDateTime)) else time(tzinfo=UTC)


@built_in("time(hour: number, minute: number, second: number, offset?: days duration)")
def time_with(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> time | None:
    """The time of these parts."""
    hours, minutes = whole(hour), whole(minute)
    if hours is None or minutes is None or (offset is not None and abs(offset) > _WIDEST_OFFSET):
        return None
    micros = int(second % 1 * 1_000_000)
    return time(hours, minutes, int(second), micros, None if offset is None else timezone(offset))


@built_in("date and time(from: string)")
def date_and_time_from(text: str) -> datetime | FarDateTime | None:
    """The date and time of `2026-03-02T08:30:00`."""
    return temporal.date_and_time_from(text)


@built_in("date and time(from: any date)")
def date_and_time_of(value: date | FarDate | FarDateTime) -> datetime | FarDateTime:
    """The date and time itself; of a date, its midnight, UTC."""
    if isinstance(value, (datetime, FarDateTime)):
        return value
    return temporal.date_and_time(value, time(tzinfo=UTC))


@built_in("date and time(date: any date, time: time)")
def date_and_time_with(day: date | FarDate | FarDateTime, clock: time) -> datetime | FarDateTime:
    """The day at this time."""
    return temporal.date_and_time(temporal.calendar_date(day.year, day.month, day.day), clock)


@built_in("date and time(date: date and time, timezone: string)")
def date_and_time_in(value: datetime, zone: str) -> datetime:
    """The same moment in another zone; a local one is taken to be UTC (Camunda)."""
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    named = zone if zone == "Z" or zone.startswith(("+", "-", "@")) else f"@{zone}"
    return moment.astimezone(temporal.zone_from(named))


@built_in("duration(from: string)")
def duration_from(text: str) -> timedelta | Months | None:
    """The duration of `P1Y6M` or `P2DT3H`."""
    return temporal.duration_from(text)


@built_in("duration(from: duration)")
def duration_itself(value: timedelta | Months) -> timedelta | Months:
    """The duration itself."""
    return value


@built_in("years and months duration(from: any date, to: any date)")
def months_between(begin: date | FarDate | FarDateTime, end: date | FarDate | FarDateTime) -> Months:
    """Whole months from one date to the other."""
    months = (end.year - begin.year) * 12 + end.month - begin.month
    if months > 0 and end.day < begin.day:
        months -= 1
    elif months < 0 and end.day > begin.day:
        months += 1
    return Months(months)
