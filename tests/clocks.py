"""Clocks that stand where a test needs them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from engine.clock import Clock, system_now

ZONE = ZoneInfo("Europe/Stockholm")


def clock_on(day: date) -> Clock:
    """Noon of the day, where people live; it goes on from there."""
    return Clock(datetime.combine(day, time(12), ZONE) - system_now(), ZONE)
