"""Numbers as people write and read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.numbers import NotANumber, NumberTooLong, read_number, write_number

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("text", "number"),
    [("1 234,5", "1234.5"), (f"1{NBSP}234", "1234"), ("+4", "4"), ("−2,50", "-2.50"), ("7,", "7"), (" 3 ", "3")],
)
def test_a_written_number_is_read(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "-", ",", "1,2,3", "1.2,3", "12a", "0x1", "1e3", "1_0", "٣", "½"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        read_number(text)


def test_more_digits_than_json_keeps_are_refused() -> None:
    with pytest.raises(NumberTooLong):
        read_number("1234567890,1234567")


@pytest.mark.parametrize(
    ("number", "locale", "digits", "text"),
    [
        (Decimal("-12345.5"), "sv", None, f"−12{NBSP}345,5"),
        (Decimal("-12345.5"), "en", None, "−12,345.5"),
        (2215.5, "sv", 1, f"2{NBSP}215,5"),
        (455, "sv", 1, "455,0"),
        (2027, "sv", None, "2027"),
        (0.1, "sv", None, "0,1"),
        (1e-7, "sv", None, "0,0000001"),
    ],
)
def test_a_number_is_written_for_people(number: Decimal, locale: str, digits: int | None, text: str) -> None:
    assert write_number(number, locale, digits) == text


def test_a_number_in_an_input_has_no_spaces() -> None:
    assert write_number(Decimal("12345.5"), "sv", grouped=False) == "12345,5"
    assert read_number(write_number(Decimal("-12345.5"), "sv", grouped=False)) == Decimal("-12345.5")
