"""Settings are read from the environment, and what cannot be meant is refused."""

from __future__ import annotations

import pytest

from engine.calendar import SWEDISH, Country, WorkCalendar
from engine.errors import SettingsRefused
from webapp.settings import Settings, read_settings

SECRET = "x" * 32


def test_the_default_secret_is_refused_outside_the_demonstration() -> None:
    with pytest.raises(SettingsRefused, match="YEARWHEEL_SECRET_KEY"):
        read_settings({})
    assert read_settings({"YEARWHEEL_DEMO": "1"}).demo
    assert not read_settings({"YEARWHEEL_SECRET_KEY": SECRET}).demo


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingsRefused, match="32"):
        read_settings({"YEARWHEEL_SECRET_KEY": "short"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YEARWHEEL_PORT", "eighty"),
        ("YEARWHEEL_PORT", "-1"),
        ("YEARWHEEL_WORKER_IN_SERVE", "perhaps"),
        ("YEARWHEEL_SMTP_SECURITY", "some"),
        ("YEARWHEEL_ZONE", "Europe/Älvhamn"),
        ("YEARWHEEL_ZONE", "../../etc/passwd"),
        ("YEARWHEEL_PROT", "8000"),
        ("YEARWHEEL_COUNTRY", "IS"),
        ("YEARWHEEL_STOPS", "midsummer"),
        ("YEARWHEEL_STOPS", "06-25..08-32"),
        ("YEARWHEEL_STOPS", "01-01..12-31"),
        ("YEARWHEEL_HALF_DAYS", "4-30"),
        ("YEARWHEEL_HALF_DAYS", "easter"),
        ("YEARWHEEL_BRIDGE_DAYS", "some"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsRefused, match=name):
        read_settings({"YEARWHEEL_SECRET_KEY": SECRET, name: value})


def test_a_mail_password_never_travels_in_clear() -> None:
    with pytest.raises(SettingsRefused, match="encrypted"):
        Settings(demo=True, smtp_user="arshjulet", smtp_security="none")


def test_values_get_their_types() -> None:
    settings = read_settings(
        {"YEARWHEEL_SECRET_KEY": SECRET, "YEARWHEEL_PORT": "81", "YEARWHEEL_WORKER_IN_SERVE": "no", "PATH": "/bin"}
    )
    assert (settings.port, settings.worker_in_serve, settings.zone_info.key) == (81, False, "Europe/Stockholm")


@pytest.mark.parametrize(
    ("given", "secure"),
    [
        ({"demo": True}, False),
        ({"demo": True, "base_url": "https://demo.example"}, True),
        ({"demo": True, "host": "0.0.0.0"}, True),
        ({"secret_key": SECRET}, True),
    ],
)
def test_cookies_travel_unencrypted_only_in_a_demonstration_on_this_machine(
    given: dict[str, object], secure: bool
) -> None:
    assert Settings(**given).secure_cookies is secure  # type: ignore[arg-type]


def test_the_calendar_is_that_of_the_country_and_what_the_municipality_has_chosen() -> None:
    assert Settings(demo=True).calendar == SWEDISH
    given = {"COUNTRY": "NO", "STOPS": "none", "HALF_DAYS": "12-23, easter-4", "BRIDGE_DAYS": "1", "DEMO": "1"}
    calendar = read_settings({f"YEARWHEEL_{name}": value for name, value in given.items()}).calendar
    assert calendar == WorkCalendar(Country.NORWAY, stops=(), half_days=("12-23", "easter-4"), bridge_days=True)
