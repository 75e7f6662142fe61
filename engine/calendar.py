"""Working days, stops and statutory dates of one municipality. Dates only, no times; nothing here ever changes.

Sources of the rules of each country: docs/reference/calendar.md. Dates outside `FIRST_YEAR`–`LAST_YEAR` raise
ValueError, because no holidays are known for them.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from holidays import country_holidays

FIRST_YEAR = 1990
LAST_YEAR = 2099
MAX_STEP = 10_000
MAX_DAYS_IN_STOPS = 183
ELECTION_INTERVAL = 4
SATURDAY = 5
LEAP_YEAR = 2000
ONE_DAY = timedelta(days=1)
MONTH_AND_DAY = re.compile(r"(\d\d)-(\d\d)")
BESIDE_FEAST = re.compile(r"(easter|midsummer|all-saints)([+-]\d{1,2})")


class Country(StrEnum):
    SWEDEN = "SE"
    NORWAY = "NO"
    FINLAND = "FI"
    DENMARK = "DK"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What a country's law and usage add to its public holidays. eves: days off that are no public holidays,
    written as half days are; eves_count: whether they move a last day as holidays do; shifts: whether the law moves a
    last day that falls on a day off; election_year: one of the years of municipal elections, every fourth."""

    eves: tuple[str, ...] = ()
    eves_count: bool = True
    shifts: bool = True
    half_days: tuple[str, ...] = ()
    election_year: int


# SE lag 1989:253, lag 1930:173 2 § · NO helligdagsloven 2 §, domstolloven 149 § · FI laki 150/1930 5 §, whose eves are
# among the library's holidays · DK 24 December by the municipal agreements; no statute that moves last days in general.
_RULES: Mapping[Country, _Rules] = {
    Country.SWEDEN: _Rules(
        eves=("midsummer-1", "12-24", "12-31"), half_days=("01-05", "easter-3", "04-30", "all-saints-1"),
        election_year=2026,
    ),
    Country.NORWAY: _Rules(half_days=("easter-4", "12-24", "12-31"), election_year=2027),
    Country.FINLAND: _Rules(election_year=2025),
    Country.DENMARK: _Rules(
        eves=("12-24",), eves_count=False, shifts=False, half_days=("05-01", "06-05", "12-31"), election_year=2025
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stop:
    """A part of every year in which nothing new is asked that the law does not ask for. first, last: month and day,
    both within; one that ends before it begins goes over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __contains__(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


SUMMER_STOP = Stop((6, 25), (8, 10))
CHRISTMAS_STOP = Stop((12, 22), (1, 6))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When a municipality works. stops: parts of the year; half_days: each as `04-30`, or so many days from a feast,
    `easter-3`, `all-saints-1`; they are working days all the same; None for those usual in the country; bridge_days:
    whether nobody works on a day between two days off."""

    country: Country = Country.SWEDEN
    stops: tuple[Stop, ...] = (SUMMER_STOP, CHRISTMAS_STOP)
    half_days: tuple[str, ...] | None = None
    bridge_days: bool = False

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, and neither public holiday nor an eve that the country takes off, nor a bridge day."""
        return day not in _days_off(self.country, day.year, self.bridge_days) and day.weekday() < SATURDAY

    def is_half_day(self, day: date) -> bool:
        """Whether it is a working day on which people go home early."""
        written = _RULES[self.country].half_days if self.half_days is None else self.half_days
        return day in _dates(written, day.year) and self.is_working_day(day)

    def in_stop(self, day: date) -> bool:
        """Whether the day lies in a stop."""
        return any(day in stop for stop in self.stops)

    def after_stop(self, day: date) -> date:
        """The day itself when it lies in no stop, else the first working day after the stop."""
        if not self.in_stop(day):
            return day
        while self.in_stop(day) or not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_day_on_or_before(self, day: date) -> date:
        """The day itself, or the nearest working day before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def working_day_on_or_after(self, day: date) -> date:
        """The day itself, or the nearest working day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that lies `count` working days after `day`, before it when count is negative.

        The day itself is not counted and need not be a working day; 0 gives it back unchanged.
        Raises ValueError for more than `MAX_STEP` days.
        """
        if abs(count) > MAX_STEP:
            raise ValueError(f"{count} working days is further than {MAX_STEP}")
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def legal_latest(self, day: date) -> date:
        """Until when an act whose last day is `day` is still in time; the day itself where no statute moves it. For
        information only: whether the shift helps a collective decision such as KL 11:10 is uncertain, so plans use
        `plan_latest`. Bridge days are the municipality's own and move nothing."""
        if _RULES[self.country].shifts:
            while day.weekday() >= SATURDAY or day in _legal_days_off(self.country, day.year):
                day += ONE_DAY
        return day

    def plan_latest(self, day: date) -> date:
        """The working day by which something with the last day `day` is planned to be done."""
        return self.working_day_on_or_before(day)

    def is_election_year(self, year: int) -> bool:
        """Whether the councils of all municipalities are elected in this calendar year (regeringsformen 3:3, valgloven,
        kuntalaki, kommunal- og regionalvalgloven). In Sweden, the budget of the year after takes another way."""
        return (year - _RULES[self.country].election_year) % ELECTION_INTERVAL == 0


SWEDISH = WorkCalendar()


def read_stops(text: str) -> tuple[Stop, ...]:
    """Stops as a setting writes them: `06-25..08-10, 12-22..01-06`; `none` is none. Raises ValueError that says what to
    write."""
    stops = []
    for each in _parts(text):
        first, dots, last = each.partition("..")
        if not dots:
            raise ValueError(f"{each!r} is no stop; write the first and the last day, such as 06-25..08-10")
        stops.append(Stop(_month_and_day(first.strip()), _month_and_day(last.strip())))
    year = (date(LEAP_YEAR, 1, 1) + timedelta(days=number) for number in range(366))
    if sum(any(day in stop for stop in stops) for day in year) > MAX_DAYS_IN_STOPS:
        raise ValueError("the stops are longer than half a year; nobody would be told of anything")
    return tuple(stops)


def read_half_days(text: str) -> tuple[str, ...] | None:
    """Half days as a setting writes them: `04-30, easter-3`; `usual` is those usual in the country, given as None, and
    `none` is none. Raises ValueError that says what to write."""
    if text.strip() == "usual":
        return None
    for each in (found := _parts(text)):
        if not BESIDE_FEAST.fullmatch(each):
            _month_and_day(each)
    return found


@cache
def public_holidays(country: Country, year: int) -> frozenset[date]:
    """The public holidays of a year that have a name of their own, Sundays or not."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"no holidays are known for the year {year}")
    if country in (Country.SWEDEN, Country.NORWAY):  # elsewhere the library knows no other Sundays
        return frozenset(country_holidays(country.value, years=[year], include_sundays=False))
    return frozenset(country_holidays(country.value, years=[year]))


@cache
def _legal_days_off(country: Country, year: int) -> frozenset[date]:
    """Days that move a last day, but for Saturdays and Sundays."""
    rules = _RULES[country]
    return public_holidays(country, year) | (_dates(rules.eves, year) if rules.eves_count else frozenset())


@cache
def _days_off(country: Country, year: int, bridge_days: bool) -> frozenset[date]:
    off = public_holidays(country, year) | _dates(_RULES[country].eves, year)
    if not bridge_days:
        return off

    def is_off(day: date) -> bool:
        # New Year's Day is off everywhere; of New Year's Eve nobody asks from the other year.
        return day.weekday() >= SATURDAY or day in off or day.year != year

    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return off | {day for day in days if day.year == year and is_off(day - ONE_DAY) and is_off(day + ONE_DAY)}


@cache
def _dates(written: tuple[str, ...], year: int) -> frozenset[date]:
    """The days of a year that are written so; 29 February only where there is one."""
    found = set()
    for each in written:
        if beside := BESIDE_FEAST.fullmatch(each):
            found.add(_FEASTS[beside[1]](year) + timedelta(days=int(beside[2])))
        elif each != "02-29" or isleap(year):
            found.add(date(year, *_month_and_day(each)))
    return frozenset(found)


def _easter(year: int) -> date:
    spring = (day for day in public_holidays(Country.SWEDEN, year) if day.month in (3, 4))
    return next(day for day in spring if day.weekday() == SATURDAY + 1)


def _saturday_from(month: int, day: int) -> Callable[[int], date]:
    def saturday(year: int) -> date:
        first = date(year, month, day)
        return first + timedelta(days=(SATURDAY - first.weekday()) % 7)

    return saturday


_FEASTS: Mapping[str, Callable[[int], date]] = {
    "easter": _easter, "midsummer": _saturday_from(6, 20), "all-saints": _saturday_from(10, 31),
}  # fmt: skip


def _parts(text: str) -> tuple[str, ...]:
    return () if text.strip() == "none" else tuple(part for each in text.split(",") if (part := each.strip()))


def _month_and_day(text: str) -> tuple[int, int]:
    match = MONTH_AND_DAY.fullmatch(text)
    try:
        if match is not None:
            day = date(LEAP_YEAR, int(match[1]), int(match[2]))
            return day.month, day.day
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no day of the year; write month and day, such as 04-30")
