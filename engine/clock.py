"""Two times. Business time drives due dates, timers and what the pages show, and can be moved;
system time drives leases, back-off, sessions and rate limits, and is never moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.calendar import SWEDISH, WorkCalendar

END_OF_DAY = time(23, 59)


def system_now() -> datetime:
    """The machine's time, aware, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Business time of one municipality. offset: how far it lies from system time; zone: where people live; calendar:
    when they work."""

    offset: timedelta
    zone: ZoneInfo
    calendar: WorkCalendar = SWEDISH

    def now(self) -> datetime:
        """Business time, aware, UTC."""
        return system_now() + self.offset

    def today(self) -> date:
        """The date in the municipality's zone."""
        return self.now().astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """Midnight, local time, with which `day` begins, as UTC."""
        return self.at(day, time())

    def at(self, day: date, local: time) -> datetime:
        """A time of day, local, as UTC."""
        return datetime.combine(day, local, self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """When a task due on `day` is due: 23:59 local time, as UTC (domain/calendar)."""
        return self.at(day, END_OF_DAY)
