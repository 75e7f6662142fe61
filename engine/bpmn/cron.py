"""Cron texts as Zeebe and Spring read them: six fields, seconds first, `0 0 9 * * MON`, or a macro, `@daily`.

    second  minute  hour  day of month  month  day of week

`*` every · `1,15` several · `1-5` from to · `*/15`, `5/15`, `8-18/2` in steps · `JAN`, `MON` names. A day of the month
may also be `L` the last, `L-3` three before it, `15W` the working day (Monday to Friday) nearest to the 15th in that
month, `LW` the last working day; a day of the week `5L` or `FRIL` the month's last Friday, `MON#1` its first Monday.
Sunday is 0 and 7. `?` says the same as `*` for a day. A day must fit both fields, as in Spring; Unix's five fields,
where one is enough, and Quartz's seventh, the year, are refused.

Fields speak of the local clock. A time that the change to summer time skips is due as much later as the clock moved,
one that comes twice is due the first time (RFC 5545 §3.3.5). Where every hour fits, both hours count.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.errors import ExpressionError

MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_ITEM = re.compile(r"(?:\*|(?P<low>\w+)(?:-(?P<high>\w+))?)(?:/(?P<step>\d+))?", re.ASCII)
_DAY_OF_MONTH = re.compile(r"L(?:-(?P<before>\d{1,2}))?|(?P<last>LW)|(?P<nearest>\d{1,2})W", re.ASCII)
_DAY_OF_WEEK = re.compile(r"(?P<day>\w+?)(?:(?P<last>L)|#(?P<number>[1-5]))", re.ASCII)
_A_DAY = timedelta(days=1)
_YEARS = 50  # 29 February on a certain day of the week comes round within 40

DayTest = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Cron:
    """One cron text: the seconds, minutes and hours that fit, in ascending order, the months, and tests of which a day
    must pass one of days and one of weekdays."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    days: tuple[DayTest, ...]
    weekdays: tuple[DayTest, ...]

    def following(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """The first time after the moment; None when there is none within 50 years. Both are aware, the time UTC."""
        now = moment.astimezone(UTC)
        offsets = {(now + away).astimezone(zone).utcoffset() or timedelta() for away in (-_A_DAY, _A_DAY)}
        # Near a change of the clock the local time is looked up with the offsets before and after it.
        found = [at for offset in offsets if (at := self._with_offset(now, offset, zone)) is not None and at > now]
        return min(found, default=None)

    def _with_offset(self, now: datetime, offset: timedelta, zone: ZoneInfo) -> datetime | None:
        local = self._local_after((now + offset).replace(tzinfo=None))
        if local is None:
            return None
        second_time = (local - offset).replace(tzinfo=UTC)
        if len(self.hours) == 24 and second_time.astimezone(zone).replace(tzinfo=None) == local:
            return second_time
        return local.replace(tzinfo=zone).astimezone(UTC)

    def _local_after(self, local: datetime) -> datetime | None:
        at = local.replace(microsecond=0) + timedelta(seconds=1)
        day, last = at.date(), min(at.year + _YEARS, date.max.year - 1)
        clock: time | None = self._clock_from(at.time())
        while day.year <= last:
            if day.month not in self.months:
                day, clock = _next_month(day), self._clock_from(time())
            elif clock is not None and self._fits(day):
                return datetime.combine(day, clock)
            else:
                day, clock = day + _A_DAY, self._clock_from(time())
        return None

    def _fits(self, day: date) -> bool:
        return any(fits(day) for fits in self.days) and any(fits(day) for fits in self.weekdays)

    def _clock_from(self, earliest: time) -> time | None:
        for hour in self.hours:
            if hour < earliest.hour:
                continue
            for minute in self.minutes:
                if (hour, minute) < (earliest.hour, earliest.minute):
                    continue
                for second in self.seconds:
                    if (found := time(hour, minute, second)) >= earliest:
                        return found
        return None


def is_cron(text: str) -> bool:
    """Whether the text is meant as cron: a macro, or several words."""
    return text.startswith("@") or " " in text


@lru_cache(maxsize=256)
def cron_from(text: str) -> Cron:
    """Read a cron text. Raises ExpressionError that says what is wrong with it."""
    fields = MACROS.get(text.lower(), text).upper().split()
    if text.startswith("@") and text.lower() not in MACROS:
        raise ExpressionError(f"{text!r} is no cron macro; there are {', '.join(MACROS)}")
    if len(fields) != 6:
        raise ExpressionError(f"{text!r} has {len(fields)} fields; cron has six, seconds first, such as 0 0 9 * * MON")
    second, minute, hour, day, month, weekday = fields
    cron = Cron(
        seconds=_numbers(second, "second", range(60)),
        minutes=_numbers(minute, "minute", range(60)),
        hours=_numbers(hour, "hour", range(24)),
        months=frozenset(_numbers(month, "month", range(1, 13), _MONTHS)),
        days=tuple(_day_of_month(item) for item in ("*" if day == "?" else day).split(",")),
        weekdays=tuple(_day_of_week(item) for item in ("*" if weekday == "?" else weekday).split(",")),
    )
    if cron.following(datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo("UTC")) is None:
        raise ExpressionError(f"{text!r} names a day that never comes")
    return cron


def _numbers(field: str, what: str, allowed: range, names: Sequence[str] = ()) -> tuple[int, ...]:
    found: set[int] = set()
    for item in field.split(","):
        match = _ITEM.fullmatch(item)
        step = int(match["step"] or 1) if match is not None else 0
        if match is None or not step:
            raise ExpressionError(f"{item!r} is no {what} of a cron text")
        if match["low"] is None:
            found.update(allowed[::step])
            continue
        low = _number(match["low"], what, allowed, names)
        # A step after a single number goes on to the end: 5/15 is 5, 20, 35, 50.
        high = _number(match["high"], what, allowed, names) if match["high"] else allowed[-1] if match["step"] else low
        if low > high:
            raise ExpressionError(f"{item!r} runs backwards in a cron text")
        found.update(range(low, high + 1, step))
    return tuple(sorted(found))


def _number(text: str, what: str, allowed: range, names: Sequence[str]) -> int:
    number = names.index(text) if text in names else int(text) if text.isdecimal() and len(text) < 3 else -1
    if number not in allowed:
        raise ExpressionError(f"{text!r} is no {what} of a cron text")
    return number


def _day_of_month(item: str) -> DayTest:
    match = _DAY_OF_MONTH.fullmatch(item)
    if match is None:
        numbers = frozenset(_numbers(item, "day of the month", range(1, 32)))
        return lambda day: day.day in numbers
    if match["last"]:
        return lambda day: day.day == _nearest_working_day(day, _length(day))
    if match["nearest"]:
        wanted = _number(match["nearest"], "day of the month", range(1, 32), ())
        return lambda day: wanted <= _length(day) and day.day == _nearest_working_day(day, wanted)
    before = int(match["before"] or 0)
    return lambda day: day.day == _length(day) - before


def _day_of_week(item: str) -> DayTest:
    match = _DAY_OF_WEEK.fullmatch(item)
    if match is None:
        numbers = frozenset(number % 7 for number in _numbers(item, "day of the week", range(8), _DAYS))
        return lambda day: day.isoweekday() % 7 in numbers
    wanted = _number(match["day"], "day of the week", range(8), _DAYS) % 7
    if match["last"]:
        return lambda day: day.isoweekday() % 7 == wanted and day.day + 7 > _length(day)
    number = int(match["number"])
    return lambda day: day.isoweekday() % 7 == wanted and (day.day - 1) // 7 + 1 == number


def _nearest_working_day(month: date, wanted: int) -> int:
    """The day of this month, Monday to Friday, that lies nearest."""
    weekday = month.replace(day=wanted).isoweekday()
    if weekday == 6:
        return wanted - 1 if wanted > 1 else wanted + 2
    if weekday == 7:
        return wanted + 1 if wanted < _length(month) else wanted - 2
    return wanted


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _next_month(day: date) -> date:
    return day.replace(day=1) + timedelta(days=_length(day))
