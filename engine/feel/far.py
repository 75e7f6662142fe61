"""Dates beyond the years 1 to 9999 that Python has: XML Schema's calendar goes on to 999,999,999 either way.

The calendar repeats itself every 400 years, days of the week included, so a far date is a near one and how many times
400 years lie between. There is a year 0 (ISO 8601), before it -1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import total_ordering

_YEARS = 400
_NEAR = 2_000  # near dates lie in the years 2000 to 2399
_LAST_YEAR = 999_999_999


class _Far:
    """near: a date, or date and time, in the years 2000 to 2399; cycles: how many times 400 years later this one is."""

    __slots__ = ()

    near: date
    cycles: int

    @property
    def year(self) -> int:
        """May be negative."""
        return self.near.year + _YEARS * self.cycles

    @property
    def month(self) -> int:
        return self.near.month

    @property
    def day(self) -> int:
        return self.near.day

    def isoweekday(self) -> int:
        """1 for Monday to 7."""
        return self.near.isoweekday()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and (self.cycles, self.near) == (other.cycles, other.near)

    def __lt__(self, other: _Far | date) -> bool:
        # What is not far lies between what is far back and what is far ahead.
        return (self.cycles, self.near) < (other.cycles, other.near) if isinstance(other, type(self)) else self.year < 1

    def __hash__(self) -> int:
        return hash((self.near, self.cycles))


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class FarDate(_Far):
    """A day."""

    near: date
    cycles: int

    def isoformat(self) -> str:
        """Four digits of the year or more, as XML Schema writes it."""
        return f"{'-' * (self.year < 0)}{abs(self.year):04}-{self.month:02}-{self.day:02}"


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class FarDateTime(_Far):
    """A day and a time of it."""

    near: datetime
    cycles: int

    @property
    def hour(self) -> int:
        return self.near.hour

    @property
    def minute(self) -> int:
        return self.near.minute

    @property
    def second(self) -> int:
        return self.near.second

    @property
    def microsecond(self) -> int:
        return self.near.microsecond

    @property
    def tzinfo(self) -> tzinfo | None:
        return self.near.tzinfo

    def utcoffset(self) -> timedelta | None:
        """Of its zone, as it is in the near year."""
        return self.near.utcoffset()

    def date(self) -> FarDate:
        """Without the time."""
        return FarDate(self.near.date(), self.cycles)

    def timetz(self) -> time:
        """Without the date."""
        return self.near.timetz()

    def local(self) -> FarDateTime:
        """Without the zone."""
        return FarDateTime(self.near.replace(tzinfo=None), self.cycles)

    def in_utc(self) -> FarDateTime:
        """The same moment; a local date and time as it is."""
        return self if self.tzinfo is None else _normal(self.near.astimezone(UTC), self.cycles)


def far_date(year: int, month: int, day: int) -> FarDate:
    """The date of a year outside 1 to 9999. ValueError where there is none such."""
    cycles, within = divmod(year - _NEAR, _YEARS)
    near = date(_NEAR + within, month, day)
    if 1 <= year <= date.max.year or abs(year) > _LAST_YEAR:
        raise ValueError(year)
    return FarDate(near, cycles)


def at_time(day: FarDate, clock: time) -> FarDateTime:
    """The day at this time."""
    return FarDateTime(datetime.combine(day.near, clock), day.cycles)


def _normal(near: datetime, cycles: int) -> FarDateTime:
    shift = (near.year - _NEAR) // _YEARS
    return FarDateTime(near.replace(year=near.year - shift * _YEARS), cycles + shift)
