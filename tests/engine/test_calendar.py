"""Test vectors of the domain's calendar rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.calendar import (
    MAX_STEP,
    add_working_days,
    is_election_year,
    is_working_day,
    legal_latest,
    plan_latest,
    public_holidays,
    working_day_on_or_after,
    working_day_on_or_before,
)


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
    assert holiday in public_holidays(holiday.year)
    assert not is_working_day(holiday)


def test_a_year_has_thirteen_named_holidays() -> None:
    assert {len(public_holidays(year)) for year in range(2026, 2030)} == {13}


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
    assert legal_latest(day) == latest


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
    assert plan_latest(day) == latest


@pytest.mark.parametrize("eve", [date(2026, 6, 19), date(2027, 6, 25), date(2026, 12, 24), date(2026, 12, 31)])
def test_the_three_eves_are_no_working_days(eve: date) -> None:
    assert eve.weekday() < 5
    assert not is_working_day(eve)


@pytest.mark.parametrize("day", [date(2027, 3, 25), date(2026, 4, 30), date(2026, 6, 5)])
def test_maundy_thursday_and_other_half_days_are_working_days(day: date) -> None:
    assert is_working_day(day)


def test_nearest_working_day() -> None:
    assert working_day_on_or_before(date(2026, 4, 6)) == date(2026, 4, 2)
    assert working_day_on_or_after(date(2026, 4, 3)) == date(2026, 4, 7)
    assert working_day_on_or_before(date(2027, 1, 1)) == date(2026, 12, 30)
    assert working_day_on_or_after(date(2026, 12, 31)) == date(2027, 1, 4)


def test_add_working_days() -> None:
    assert add_working_days(date(2026, 4, 1), 2) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 7), -2) == date(2026, 4, 1)
    assert add_working_days(date(2026, 4, 4), 1) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 4), 0) == date(2026, 4, 4)


def test_add_working_days_goes_back_where_it_came_from() -> None:
    day = date(2026, 1, 2)
    while day.year < 2028:
        assert add_working_days(add_working_days(day, 7), -7) == working_day_on_or_before(day)
        day += timedelta(days=1)


def test_steps_and_years_are_bounded() -> None:
    with pytest.raises(ValueError, match="further than"):
        add_working_days(date(2026, 1, 1), MAX_STEP + 1)
    with pytest.raises(ValueError, match="no holidays are known"):
        is_working_day(date(9999, 12, 31))


def test_election_years() -> None:
    assert [year for year in range(2020, 2036) if is_election_year(year)] == [2022, 2026, 2030, 2034]
