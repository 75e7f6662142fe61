"""Reads the day to which a demonstration is moved."""

from __future__ import annotations

from datetime import date

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


def read_day(text: str) -> date | None:
    """The day, None unless it is an ISO date within the calendar's reach."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None
