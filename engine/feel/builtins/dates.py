"""The calendar and the clock (DMN 1.5 §10.3.4.7 and §10.3.4.8)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal

from engine.feel.builtins.signature import built_in
from engine.feel.scope import Run
from engine.feel.text import iso_text
from engine.feel.values import Months, whole

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@built_in("now()", run=True)
def now(run: Run) -> datetime:
    """Business time, in the municipality's zone."""
    return run.moment()


@built_in("today()", run=True)
def today(run: Run) -> date:
    """The date of business time, in the municipality's zone."""
    return run.moment().date()


@built_in("day of week(date: date)")
def day_of_week(day: date) -> str:
    """`Monday` to `Sunday`."""
    return _DAYS[day.weekday()]


@built_in("day of year(date: date)")
def day_of_year(day: date) -> Decimal:
    """1 to 366."""
    return Decimal(day.timetuple().tm_yday)


@built_in("week of year(date: date)")
def week_of_year(day: date) -> Decimal:
    """The ISO 8601 week, 1 to 53."""
    return Decimal(day.isocalendar().week)


@built_in("month of year(date: date)")
def month_of_year(day: date) -> str:
    """`January` to `December`."""
    return _MONTHS[day.month - 1]


@built_in("last day of month(date: date)")
def last_day_of_month(day: date) -> date:
    """The last date of the day's month (Camunda)."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


@built_in("cycle(interval: duration)")
def cycle(interval: timedelta | Months) -> str:
    """The ISO 8601 cycle of a timer that fires without end, `R/P1D` (Camunda)."""
    return f"R/{iso_text(interval)}"


@built_in("cycle(repetitions: number, interval: duration)")
def cycle_of(repetitions: Decimal, interval: timedelta | Months) -> str | None:
    """The ISO 8601 cycle of a timer that fires so many times, `R3/P1D`; null for a number that is none (Camunda)."""
    count = whole(repetitions)
    return None if count is None or count < 0 else f"R{count}/{iso_text(interval)}"
