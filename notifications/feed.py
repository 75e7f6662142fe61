"""A calendar as RFC 5545 has it. All times are UTC or whole days, so that no time zone has to be described."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.clock import END_OF_DAY

LINE_OCTETS = 75
REFRESHED = "PT1H"
TIMED = timedelta(minutes=30)
TEXT = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One date in a calendar. number: what it is known by for as long as it is there; due: a moment, or a whole day;
    changed: since when it is as it is."""

    number: str
    title: str
    address: str
    due: datetime | date
    changed: datetime


def write_calendar(entries: Iterable[Entry], *, name: str, domain: str, zone: ZoneInfo) -> str:
    """The whole calendar. name: what a calendar program calls it; zone: where the end of a day is."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yearwheel//Deadlines//SV", "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESHED}",
        f"X-PUBLISHED-TTL:{REFRESHED}",
    ]  # fmt: skip
    for entry in entries:
        lines += _event(entry, domain, zone)
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _event(entry: Entry, domain: str, zone: ZoneInfo) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.number}@{domain}"
    yield f"DTSTAMP:{_moment(entry.changed)}"
    yield f"LAST-MODIFIED:{_moment(entry.changed)}"
    yield from _when(entry.due, zone)
    yield f"SUMMARY:{_text(entry.title)}"
    yield f"URL:{entry.address}"
    yield f"DESCRIPTION:{_text(entry.address)}"
    yield "TRANSP:TRANSPARENT"  # what is due takes nobody's time
    yield "END:VEVENT"


def _when(due: datetime | date, zone: ZoneInfo) -> Iterator[str]:
    """A day when it is due at a day's end, else the half hour before."""
    if isinstance(due, datetime):
        local = due.astimezone(zone)
        if local.time().replace(second=0, microsecond=0) != END_OF_DAY:
            yield f"DTSTART:{_moment(due - TIMED)}"
            yield f"DTEND:{_moment(due)}"
            return
        due = local.date()
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """RFC 5545 §3.3.11. What no calendar may hold (§3.1, CONTROL) becomes a space."""
    seen = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each if each == "\n" or each.isprintable() else " " for each in seen).translate(TEXT)


def _fold(line: str) -> str:
    """RFC 5545 §3.1: no line is longer than 75 octets, and no character is torn apart."""
    parts, length, limit = [""], 0, LINE_OCTETS
    for character in line:
        octets = len(character.encode())
        if length + octets > limit:
            parts.append("")
            length, limit = 0, LINE_OCTETS - 1
        parts[-1] += character
        length += octets
    return "\r\n ".join(parts)
