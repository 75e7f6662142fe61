"""Numbers as people in the Nordic countries and in England write them, exact."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

DIGITS_LIMIT = 15
"""Significant digits that survive a journey through JSON unchanged (IEEE 754 double)."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS_SIGN = "\N{MINUS SIGN}"
_WRITTEN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_SPACES = dict.fromkeys(map(ord, " \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"))


class NotANumber(ValueError):
    """The text is not a number in plain notation."""


class NumberTooLong(ValueError):
    """The number has more significant digits than can be kept exactly."""


def read_number(raw: Any) -> Decimal:
    """The number meant by `1 234,5`, `1234.5`, `−3` or a JSON number. Raises NotANumber, NumberTooLong."""
    text = repr(raw) if isinstance(raw, float) else str(raw)
    if len(text) > 60:
        raise NumberTooLong(text[:60])
    text = text.translate(_SPACES).replace(MINUS_SIGN, "-").replace(",", ".")
    if isinstance(raw, float | Decimal):
        return _bounded(Decimal(text))
    if not _WRITTEN.fullmatch(text):
        raise NotANumber(text)
    return _bounded(Decimal(text))


def _bounded(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise NotANumber(str(number))
    significant = number.normalize()
    if len(significant.as_tuple().digits) > DIGITS_LIMIT or abs(significant.adjusted()) > DIGITS_LIMIT:
        raise NumberTooLong(str(number))
    return number


def write_number(number: Decimal | int | float, locale: str, digits: int | None = None, *, grouped: bool = True) -> str:
    """The number for people: `−1 234,5` in Swedish, `−1,234.5` in English. digits: decimals to show, all when None;
    grouped: with thousands apart, which input fields do without."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite():
        return "–"
    text = f"{exact:,.{digits}f}" if digits is not None else f"{exact.normalize():,f}"
    # Four digits stay together where no decimals were asked for: such a number is as often a year.
    if not grouped or (digits is None and abs(exact) < 10_000):
        text = text.replace(",", "")
    if locale != "en":
        text = text.replace(",", NO_BREAK_SPACE).replace(".", ",")
    return text.replace("-", MINUS_SIGN) if grouped else text
