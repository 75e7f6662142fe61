"""Business time as the municipality's clock shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.calendar import SWEDISH, Country, WorkCalendar
from engine.clock import Clock
from engine.db import Database
from engine.run import Runner
from tests.webapp.conftest import ports

ZONE = ZoneInfo("Europe/Stockholm")


def test_times_of_a_day_are_local_in_summer_and_winter() -> None:
    clock = Clock(timedelta(), ZONE)
    assert clock.start_of(date(2027, 1, 15)) == datetime(2027, 1, 14, 23, tzinfo=UTC)
    assert clock.end_of(date(2027, 7, 15)) == datetime(2027, 7, 15, 21, 59, tzinfo=UTC)
    assert clock.at(date(2027, 7, 15), time(8)) == datetime(2027, 7, 15, 6, tzinfo=UTC)


def test_a_clock_works_as_sweden_does_unless_it_is_told_otherwise(sqlite_database: Database) -> None:
    assert Clock(timedelta(), ZONE).calendar == SWEDISH
    norwegian = WorkCalendar(Country.NORWAY)
    with Runner(sqlite_database, ports(), ZONE, norwegian).read() as (_, clock):
        assert clock.calendar == norwegian
