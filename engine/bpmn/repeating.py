"""ISO 8601 durations, and repeating intervals: `R/P1D`, `R3/2027-01-31T08:00/P1M`, `R/2027-01-01/2027-02-01`.

Days, months and years are counted on the local calendar and clock, hours, minutes and seconds in elapsed time. 31
January and one month is the last of February (XSD 1.0 appendix E). A repeating interval counts every round from where
it began, so 31 January and P1M goes on to 28 February and 31 March, and a day keeps its local clock across summer time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.errors import ExpressionError

_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=.)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
_CYCLE = re.compile(r"R(?P<count>\d*)(?:/(?P<start>[^P/][^/]*))?/(?P<rest>[^/]+)", re.ASCII)
_LONGEST_TEXT = 100  # characters; int() of more digits than that is work for nothing
_LAST_YEAR = 9_999
_SHORTEST_CYCLE = timedelta(seconds=1)  # what fires more often is never done
_MOST_ROUNDS = 1_000_000
CYCLE_SAMPLES = "R3/PT1H, R/P1D for without end, or R3/2027-01-31T08:00:00/P1M"


@dataclass(frozen=True, slots=True)
class Duration:
    """months and days of the local calendar, elapsed time beside them. None is negative."""

    months: int
    days: int
    elapsed: timedelta

    @property
    def longest(self) -> timedelta:
        """No single one takes longer than this, summer time left aside."""
        return timedelta(days=self.months * 31 + self.days) + self.elapsed

    def after(self, start: datetime, zone: ZoneInfo, times: int = 1) -> datetime:
        """start and so many of these durations; aware, UTC. OverflowError beyond the calendar."""
        if not (self.months or self.days):
            return start.astimezone(UTC) + self.elapsed * times
        local = start.astimezone(zone).replace(tzinfo=None)
        year, month = divmod(local.year * 12 + local.month - 1 + self.months * times, 12)
        if year > _LAST_YEAR:
            raise OverflowError("beyond the calendar")
        last = monthrange(year, month + 1)[1]
        moved = local.replace(year=year, month=month + 1, day=min(local.day, last)) + timedelta(days=self.days * times)
        return moved.replace(tzinfo=zone).astimezone(UTC) + self.elapsed * times


def duration_from(text: str) -> Duration:
    """The duration a text says. Raises ExpressionError, also for a negative one: no timer runs backwards."""
    match = _DURATION.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        if text.startswith("-") and _DURATION.fullmatch(text[1:]):
            raise ExpressionError(f"{text!r} lies in the past; a timer needs a duration forward in time")
        raise ExpressionError(f"{text!r} is not an ISO duration such as PT4H or P14D, forward in time")
    parts = {name: float(value) if name == "seconds" else int(value) for name, value in match.groupdict("0").items()}
    months, days = int(parts["months"]) + 12 * int(parts["years"]), int(parts["days"]) + 7 * int(parts["weeks"])
    try:
        elapsed = timedelta(hours=parts["hours"], minutes=parts["minutes"], seconds=parts["seconds"])
        found = Duration(months, days, elapsed)
        fits = found.longest < timedelta.max
    except OverflowError:
        fits = False
    if not fits:
        raise ExpressionError(f"{text!r} is longer than the calendar")
    return found


def add_duration(start: datetime, text: str, zone: ZoneInfo) -> datetime:
    """start and an ISO duration, which may be zero but not negative; aware, UTC. Raises ExpressionError."""
    duration = duration_from(text)
    try:
        return duration.after(start, zone)
    except OverflowError as error:
        raise ExpressionError(f"{text!r} from {start.date()} lies beyond the calendar") from error


def moment(value: str, zone: ZoneInfo) -> datetime:
    """The point in time that an ISO date, or date and time, names; aware, UTC. A local time that the change to summer
    time skips is as much later as the clock moved, one that comes twice is the first (RFC 5545 §3.3.5)."""
    day = calendar_day(value)
    if day is not None:
        try:
            return datetime.combine(day, time(0), zone).astimezone(UTC)
        except OverflowError as error:
            raise ExpressionError(f"{value!r} lies beyond the calendar") from error
    text, _, name = value.partition("@")
    try:
        parsed = datetime.fromisoformat(text)
        local = ZoneInfo(name) if name else zone
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError) as error:
        raise ExpressionError(f"{value!r} is not an ISO date such as 2026-10-31, or 2026-10-31T12:00:00") from error


def calendar_day(value: str) -> date | None:
    """The date, when the text is one and nothing more."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ExpressionError(f"{value!r} is not a date of the calendar") from error


@dataclass(frozen=True, slots=True)
class Repeating:
    """A repeating interval. count: how many rounds, None for without end; start: when the first round is due, None
    when the first is one duration after the timer was armed."""

    text: str
    count: int | None
    start: datetime | None
    duration: Duration

    def first(self, now: datetime, zone: ZoneInfo) -> tuple[datetime, int | None]:
        """The first round that is due from now on, and how many rounds there are from it on. With a start the rounds
        are fixed in time: those before now are gone and count. ExpressionError when all are."""
        if self.start is None:
            return self._round(now, 1, zone), self.count
        number = self._first_round(self.start, now, zone, 0) if self.start < now else 0
        if self.count is not None and number >= self.count:
            raise ExpressionError(f"every round of {self.text!r} lies in the past")
        return self._round(self.start, number, zone), None if self.count is None else self.count - number

    def following(self, previous: datetime, anchor: datetime, zone: ZoneInfo) -> datetime:
        """The round after the one that was due at previous. anchor: when the timer was armed."""
        origin = self.start or anchor
        number = self._first_round(origin, previous + timedelta.resolution, zone, 1)
        return self._round(origin, number, zone)

    def _first_round(self, origin: datetime, earliest: datetime, zone: ZoneInfo, least: int) -> int:
        number = max(least, (earliest - origin) // self.duration.longest - 1)
        while self._round(origin, number, zone) < earliest:
            number += 1
        return number

    def _round(self, origin: datetime, number: int, zone: ZoneInfo) -> datetime:
        try:
            return self.duration.after(origin, zone, number) if number else origin.astimezone(UTC)
        except OverflowError as error:
            raise ExpressionError(f"{self.text!r} lies beyond the calendar") from error


def repeating_from(text: str, zone: ZoneInfo) -> Repeating:
    """Read a repeating interval. Raises ExpressionError that says what is wrong with it."""
    match = _CYCLE.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        raise ExpressionError(f"{text!r} is not a cycle such as {CYCLE_SAMPLES}")
    count = int(match["count"]) if match["count"] else None
    if count == 0:
        raise ExpressionError(f"{text!r} never fires")
    if count is not None and count > _MOST_ROUNDS:
        raise ExpressionError(f"{text!r} has more than {_MOST_ROUNDS} rounds; a cycle without end begins with R/")
    start = moment(match["start"], zone) if match["start"] else None
    if match["rest"].startswith(("P", "-")):
        duration = duration_from(match["rest"])
    elif start is not None:
        duration = _between(start, moment(match["rest"], zone), zone, text)
    else:
        raise ExpressionError(f"{text!r} is not a cycle such as {CYCLE_SAMPLES}")
    if not (duration.months or duration.days or duration.elapsed):
        raise ExpressionError(f"a cycle needs a duration longer than zero, not {text!r}")
    if duration.longest < _SHORTEST_CYCLE:
        raise ExpressionError(f"a cycle needs a duration of a second or more, not {text!r}")
    return Repeating(text, count, start, duration)


def _between(start: datetime, end: datetime, zone: ZoneInfo, text: str) -> Duration:
    """The interval from start to end: whole days of the local calendar, the rest in elapsed time."""
    if end <= start:
        raise ExpressionError(f"{text!r} ends before it begins")
    local_start, local_end = (each.astimezone(zone).replace(tzinfo=None) for each in (start, end))
    days = max(0, (local_end - local_start).days)
    whole = Duration(0, days, timedelta())
    return Duration(0, days, max(timedelta(), end - whole.after(start, zone)))
