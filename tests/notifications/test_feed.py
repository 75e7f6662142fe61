"""A calendar that calendar programs can read: parsed back with a library that others wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.feed import Entry, write_calendar

ZONE = ZoneInfo("Europe/Stockholm")
OPENED = datetime(2026, 3, 2, 8, tzinfo=UTC)
TITLES = st.text(st.characters(codec="utf-8"), min_size=1)


def entry(title: str = "Granska", due: datetime | date = date(2026, 10, 30)) -> Entry:
    return Entry(number="n-1", title=title, address="https://a.example/tasks/n-1", due=due, changed=OPENED)


def written(*entries: Entry, name: str = "Årshjulet") -> str:
    return write_calendar(entries, name=name, domain="a.example", zone=ZONE)


def read(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_a_calendar_says_what_it_is() -> None:
    calendar = icalendar.Calendar.from_ical(written())
    assert calendar["VERSION"] == "2.0"
    assert calendar["X-WR-CALNAME"] == "Årshjulet"
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in written()


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (datetime(2026, 10, 30, 22, 59, tzinfo=UTC), date(2026, 10, 30)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_what_is_due_at_a_days_end_is_a_whole_day(due: datetime | date, day: date) -> None:
    [event] = read(written(entry(due=due)))
    assert event["DTSTART"].dt == day
    assert (event["DTEND"].dt - day).days == 1
    assert event["UID"] == "n-1@a.example"
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == OPENED
    assert event["TRANSP"] == "TRANSPARENT"


def test_what_is_due_at_a_time_is_a_moment_in_utc() -> None:
    due = datetime(2026, 10, 30, 13, tzinfo=ZONE)
    [event] = read(written(entry(due=due)))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (datetime(2026, 10, 30, 11, 30, tzinfo=UTC), due.astimezone(UTC))


def test_no_line_is_too_long_and_no_letter_is_torn_apart() -> None:
    text = written(entry("Å" * 500), entry("😀;,\\" * 60), name="ö" * 200)
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert [event["SUMMARY"] for event in read(text)] == ["Å" * 500, "😀;,\\" * 60]


@pytest.mark.parametrize(
    "title", ["a\r\nEND:VEVENT\r\nATTENDEE:x", "a\nb", "a;b,c\\d", "\x00\x07", "a\u2028b", "a\x85b"]
)
def test_a_title_stays_a_title(title: str) -> None:
    [event] = read(written(entry(title)))
    assert set(event.keys()) == set(read(written(entry()))[0].keys())


@given(TITLES)
def test_any_title_comes_back_as_it_is_read(title: str) -> None:
    [event] = read(written(entry(title)))
    seen = "".join(each if each.isprintable() or each in "\r\n" else " " for each in title)
    assert str(event["SUMMARY"]) == seen.replace("\r\n", "\n").replace("\r", "\n")
