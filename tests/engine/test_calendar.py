"""Test vectors of the calendar rules of four countries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.calendar import (
    MAX_STEP,
    SWEDISH,
    Country,
    Stop,
    WorkCalendar,
    public_holidays,
    read_half_days,
    read_stops,
)

NORWEGIAN, FINNISH, DANISH = (WorkCalendar(each) for each in (Country.NORWAY, Country.FINLAND, Country.DENMARK))


@pytest.mark.parametrize(
    "holiday",
    [
        date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16), date(2029, 4, 1),  # Easter Sunday
        date(2026, 5, 14), date(2027, 5, 6), date(2028, 5, 25), date(2029, 5, 10),  # Ascension
        date(2026, 6, 20), date(2027, 6, 26), date(2028, 6, 24), date(2029, 6, 23),  # Midsummer Day
        date(2026, 10, 31), date(2027, 11, 6), date(2028, 11, 4), date(2029, 11, 3),  # All Saints
        date(2026, 1, 1), date(2026, 1, 6), date(2026, 5, 1), date(2026, 6, 6), date(2026, 12, 25), date(2026, 12, 26),
    ],
)  # fmt: skip
def test_public_holidays(holiday: date) -> None:
    assert holiday in public_holidays(Country.SWEDEN, holiday.year)
    assert not SWEDISH.is_working_day(holiday)


def test_a_year_has_thirteen_named_holidays() -> None:
    assert {len(public_holidays(Country.SWEDEN, year)) for year in range(2026, 2030)} == {13}


@pytest.mark.parametrize(
    ("day", "latest"),
    [
        (date(2026, 4, 15), date(2026, 4, 15)),
        (date(2027, 4, 15), date(2027, 4, 15)),
        (date(2028, 4, 15), date(2028, 4, 18)),
        (date(2029, 4, 15), date(2029, 4, 16)),
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2027, 6, 30), date(2027, 6, 30)),
        (date(2028, 6, 30), date(2028, 6, 30)),
        (date(2029, 6, 30), date(2029, 7, 2)),
        (date(2026, 10, 31), date(2026, 11, 2)),
        (date(2027, 10, 31), date(2027, 11, 1)),
        (date(2028, 10, 31), date(2028, 10, 31)),
        (date(2029, 10, 31), date(2029, 10, 31)),
    ],
)
def test_legal_latest(day: date, latest: date) -> None:
    assert SWEDISH.legal_latest(day) == latest


@pytest.mark.parametrize(
    ("day", "latest"),
    [
        (date(2026, 10, 31), date(2026, 10, 30)),
        (date(2027, 10, 31), date(2027, 10, 29)),
        (date(2028, 10, 31), date(2028, 10, 31)),
        (date(2029, 10, 31), date(2029, 10, 31)),
        (date(2028, 4, 15), date(2028, 4, 13)),  # Easter Saturday; Good Friday before it
    ],
)
def test_plan_latest(day: date, latest: date) -> None:
    assert SWEDISH.plan_latest(day) == latest


@pytest.mark.parametrize("eve", [date(2026, 6, 19), date(2027, 6, 25), date(2026, 12, 24), date(2026, 12, 31)])
def test_the_three_eves_are_no_working_days(eve: date) -> None:
    assert eve.weekday() < 5
    assert not SWEDISH.is_working_day(eve)


@pytest.mark.parametrize("day", [date(2027, 3, 25), date(2026, 4, 30), date(2026, 6, 5)])
def test_maundy_thursday_and_other_half_days_are_working_days(day: date) -> None:
    assert SWEDISH.is_working_day(day)


def test_nearest_working_day() -> None:
    assert SWEDISH.working_day_on_or_before(date(2026, 4, 6)) == date(2026, 4, 2)
    assert SWEDISH.working_day_on_or_after(date(2026, 4, 3)) == date(2026, 4, 7)
    assert SWEDISH.working_day_on_or_before(date(2027, 1, 1)) == date(2026, 12, 30)
    assert SWEDISH.working_day_on_or_after(date(2026, 12, 31)) == date(2027, 1, 4)


def test_add_working_days() -> None:
    assert SWEDISH.add_working_days(date(2026, 4, 1), 2) == date(2026, 4, 7)
    assert SWEDISH.add_working_days(date(2026, 4, 7), -2) == date(2026, 4, 1)
    assert SWEDISH.add_working_days(date(2026, 4, 4), 1) == date(2026, 4, 7)
    assert SWEDISH.add_working_days(date(2026, 4, 4), 0) == date(2026, 4, 4)


def test_add_working_days_goes_back_where_it_came_from() -> None:
    day = date(2026, 1, 2)
    while day.year < 2028:
        assert SWEDISH.add_working_days(SWEDISH.add_working_days(day, 7), -7) == SWEDISH.working_day_on_or_before(day)
        day += timedelta(days=1)


def test_steps_and_years_are_bounded() -> None:
    with pytest.raises(ValueError, match="further than"):
        SWEDISH.add_working_days(date(2026, 1, 1), MAX_STEP + 1)
    with pytest.raises(ValueError, match="no holidays are known"):
        SWEDISH.is_working_day(date(9999, 12, 31))


@pytest.mark.parametrize(
    ("calendar", "years"),
    [(SWEDISH, [2022, 2026, 2030]), (NORWEGIAN, [2023, 2027, 2031]), (FINNISH, [2021, 2025, 2029]),
     (DANISH, [2021, 2025, 2029])],
)  # fmt: skip
def test_election_years(calendar: WorkCalendar, years: list[int]) -> None:
    assert [year for year in range(2020, 2032) if calendar.is_election_year(year)] == years


@pytest.mark.parametrize(
    ("calendar", "off"),
    [
        (NORWEGIAN, [(1, 1), (3, 25), (3, 26), (3, 29), (5, 6), (5, 17)]),  # 17 May and Whit Monday fall together
        (FINNISH, [(1, 1), (1, 6), (3, 26), (3, 29), (5, 6), (6, 25), (12, 6), (12, 24)]),
        (DANISH, [(1, 1), (3, 25), (3, 26), (3, 29), (5, 6), (5, 17), (12, 24)]),
        (SWEDISH, [(1, 1), (1, 6), (3, 26), (3, 29), (5, 6), (6, 25), (12, 24), (12, 31)]),
    ],
)
def test_the_days_off_of_2027_from_monday_to_friday(calendar: WorkCalendar, off: list[tuple[int, int]]) -> None:
    year = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    found = [(day.month, day.day) for day in year if day.weekday() < 5 and not calendar.is_working_day(day)]
    assert found == off


def test_great_prayer_day_is_a_working_day_in_denmark_from_2024_on() -> None:
    assert not DANISH.is_working_day(date(2023, 5, 5))
    assert DANISH.is_working_day(date(2024, 4, 26))


def test_eves_that_only_some_countries_take_off() -> None:
    new_years_eve, midsummer_eve = date(2026, 12, 31), date(2026, 6, 19)
    assert [each.is_working_day(new_years_eve) for each in (SWEDISH, NORWEGIAN, FINNISH, DANISH)] == [
        False, True, True, True,
    ]  # fmt: skip
    assert [each.is_working_day(midsummer_eve) for each in (SWEDISH, NORWEGIAN, FINNISH, DANISH)] == [
        False, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "day", "latest"),
    [
        (NORWEGIAN, date(2027, 5, 15), date(2027, 5, 18)),  # a Saturday before Whit Sunday, Whit Monday and 17 May
        (NORWEGIAN, date(2027, 12, 24), date(2027, 12, 24)),  # a working day in law, though short
        (FINNISH, date(2026, 6, 19), date(2026, 6, 22)),  # Midsummer Eve
        (FINNISH, date(2026, 12, 6), date(2026, 12, 7)),
        (FINNISH, date(2027, 12, 31), date(2027, 12, 31)),  # New Year's Eve is no exception in Finland
        (DANISH, date(2027, 5, 15), date(2027, 5, 15)),  # no statute moves last days in general
        (WorkCalendar(bridge_days=True), date(2026, 5, 15), date(2026, 5, 15)),
    ],
)
def test_legal_latest_where_a_statute_moves_it(calendar: WorkCalendar, day: date, latest: date) -> None:
    assert calendar.legal_latest(day) == latest


def test_bridge_days() -> None:
    friday = date(2026, 5, 15)  # after Ascension
    bridged = WorkCalendar(bridge_days=True)
    assert SWEDISH.is_working_day(friday)
    assert not bridged.is_working_day(friday)
    assert bridged.plan_latest(friday) == date(2026, 5, 13)
    assert not bridged.is_working_day(date(2026, 1, 5))  # Monday before Twelfth Night
    assert not WorkCalendar(Country.NORWAY, bridge_days=True).is_working_day(date(2026, 1, 2))
    assert WorkCalendar(Country.FINLAND, bridge_days=True).is_working_day(date(2026, 12, 31))  # Thursday, then Friday


@pytest.mark.parametrize(
    ("calendar", "half"),
    [
        (SWEDISH, [(1, 5), (3, 25), (4, 30), (11, 5)]),
        (NORWEGIAN, [(3, 24), (12, 24), (12, 31)]),
        (FINNISH, []),
        (DANISH, [(12, 31)]),  # 1 May and 5 June are Saturdays in 2027
        (WorkCalendar(half_days=("02-29", "easter+1", "12-23")), [(12, 23)]),  # Easter Monday is off altogether
    ],
)
def test_half_days_of_2027(calendar: WorkCalendar, half: list[tuple[int, int]]) -> None:
    year = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    found = [day for day in year if calendar.is_half_day(day)]
    assert [(day.month, day.day) for day in found] == half
    assert all(calendar.is_working_day(day) for day in found)


def test_stops() -> None:
    inside = [date(2026, 6, 25), date(2026, 8, 10), date(2026, 12, 22), date(2026, 12, 31), date(2027, 1, 6)]
    outside = [date(2026, 6, 24), date(2026, 8, 11), date(2026, 12, 21), date(2027, 1, 7)]
    assert all(SWEDISH.in_stop(day) for day in inside)
    assert not any(SWEDISH.in_stop(day) for day in outside)
    assert not any(WorkCalendar(stops=()).in_stop(day) for day in inside)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 7, 1), date(2026, 8, 11)),
        (date(2029, 7, 1), date(2029, 8, 13)),  # 11 August is a Saturday
        (date(2026, 12, 24), date(2027, 1, 7)),
        (date(2026, 9, 6), date(2026, 9, 6)),  # a Sunday, but in no stop
    ],
)
def test_after_a_stop(day: date, after: date) -> None:
    assert SWEDISH.after_stop(day) == after


def test_settings_of_stops_and_half_days() -> None:
    assert read_stops("06-25..08-10, 12-22..01-06") == SWEDISH.stops
    assert read_stops(" 02-29 .. 03-01 ") == (Stop((2, 29), (3, 1)),)
    assert read_stops("none") == read_stops("") == ()
    assert read_half_days("none") == ()
    assert read_half_days("usual") is None
    assert read_half_days("04-30,easter-3, all-saints-1") == ("04-30", "easter-3", "all-saints-1")


@pytest.mark.parametrize("text", ["06-25", "6-25..08-10", "06-25..06-31", "01-01..12-31", "02-01..05-01, 06-01..10-01"])
def test_stops_that_nobody_can_mean_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|longer than half a year"):
        read_stops(text)


@pytest.mark.parametrize("text", ["easter", "christmas-1", "13-01", "04-31", "-"])
def test_half_days_that_nobody_can_mean_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write month and day"):
        read_half_days(text)
