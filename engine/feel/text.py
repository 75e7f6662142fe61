"""Values as text: the built-in `string()`, and ISO 8601 for dates, times and durations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.budget import Budget
from engine.feel.far import FarDate, FarDateTime
from engine.feel.temporal import MICROSECOND, offset_of, zone_name
from engine.feel.values import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    DECIMAL128,
    FUNCTION,
    LIST,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    Months,
    Range,
    kind_of,
)


def number_text(number: Decimal) -> str:
    """Digits without exponent and without trailing zeros."""
    text = format(number.normalize(DECIMAL128), "f")
    return "0" if text == "-0" else text


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06}".rstrip("0") if microseconds else ""


def _zone_text(value: time | datetime | FarDateTime) -> str:
    name = zone_name(value)
    if name is not None:
        return f"@{name}"
    offset = offset_of(value)
    if offset is None:
        return ""
    if not offset:
        return "Z"
    seconds = int(offset.total_seconds())
    sign, seconds = ("-" if seconds < 0 else "+"), abs(seconds)
    rest = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}{rest}"


def time_text(value: time | datetime | FarDateTime) -> str:
    """`08:30:00` with fraction and zone."""
    clock = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    return clock + _fraction(value.microsecond) + _zone_text(value)


def date_and_time_text(value: datetime | FarDateTime) -> str:
    """`2026-03-02T08:30:00` with fraction and zone."""
    return f"{value.date().isoformat()}T{time_text(value)}"


def months_text(value: Months) -> str:
    """`P1Y6M`."""
    years, months = divmod(abs(value.count), 12)
    sign = "-" if value.count < 0 else ""
    return f"{sign}P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")


def days_text(value: timedelta) -> str:
    """`P2DT3H`."""
    total = value // MICROSECOND
    sign, total = ("-" if total < 0 else ""), abs(total)
    seconds, micros = divmod(total, 10**6)
    days, hours, minutes, seconds = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{_fraction(micros)}S" if seconds or micros else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


def iso_text(value: date | time | datetime | timedelta | Months | FarDate | FarDateTime) -> str:
    """A date, time, date and time or duration as ISO 8601 text."""
    if isinstance(value, (datetime, FarDateTime)):
        return date_and_time_text(value)
    if isinstance(value, (date, FarDate)):
        return value.isoformat()
    if isinstance(value, time):
        return time_text(value)
    return months_text(value) if isinstance(value, Months) else days_text(value)


def text_of(value: Any, budget: Budget, quoted: bool = False) -> str:
    """The value as `string()` gives it. quoted: texts in quotation marks, as inside lists and contexts."""
    kind = kind_of(value)
    if kind == STRING:
        budget.hold(len(value))
        return _quoted(value) if quoted else str(value)
    if kind == NUMBER:
        return number_text(value)
    if kind == BOOLEAN:
        return "true" if value else "false"
    if kind in (DATE, TIME, DATE_AND_TIME, DAYS_DURATION, MONTHS_DURATION):
        return iso_text(value)
    if kind == NULL:
        return "null"
    if kind == FUNCTION:
        return "function"
    return _compound_text(kind, value, budget)


def _compound_text(kind: str, value: Any, budget: Budget) -> str:
    if kind == RANGE:
        return range_text(value, budget)
    # Lists may share their elements, so a small value can have a text without end: every visit costs.
    budget.spend(len(value) + 1)
    if kind == LIST:
        return _held("[" + ", ".join([text_of(item, budget, quoted=True) for item in value]) + "]", budget)
    assert kind == CONTEXT
    entries = [f"{key}: {text_of(item, budget, quoted=True)}" for key, item in value.items()]
    return _held("{" + ", ".join(entries) + "}", budget)


def range_text(value: Range, budget: Budget) -> str:
    """`[1..10)`; an end without limit is null."""
    low, high = text_of(value.low, budget, quoted=True), text_of(value.high, budget, quoted=True)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _held(text: str, budget: Budget) -> str:
    budget.hold(len(text))
    return text
