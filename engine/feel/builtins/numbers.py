"""Numbers (DMN 1.5 §10.3.4.5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.feel.builtins.signature import built_in
from engine.feel.values import DECIMAL128, Months, whole

_WIDEST_SCALE = 6176
_NARROWEST_SCALE = -6111


def rounded(number: Decimal, scale: Decimal | None, mode: str) -> Decimal | None:
    """The number with so many decimals, fewer than none for tens and hundreds; null for a scale out of bounds."""
    decimals = whole(scale) if scale is not None else 0
    if decimals is None or not _NARROWEST_SCALE <= decimals <= _WIDEST_SCALE:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -decimals:
        return number
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=mode, context=DECIMAL128)


def _register_rounding(name: str, mode: str, way: str, needs_scale: bool = True) -> None:
    signatures = [f"{name}(n: number, scale: number)"]
    if not needs_scale:
        signatures.insert(0, f"{name}(n: number)")

    def rounding(number: Decimal, scale: Decimal | None = None) -> Decimal | None:
        return rounded(number, scale, mode)

    rounding.__doc__ = f"Rounded to so many decimals, {way}."
    built_in(*signatures)(rounding)


_register_rounding("decimal", ROUND_HALF_EVEN, "a half to the even neighbour")
_register_rounding("round up", ROUND_UP, "away from zero")
_register_rounding("round down", ROUND_DOWN, "towards zero")
_register_rounding("round half up", ROUND_HALF_UP, "a half away from zero")
_register_rounding("round half down", ROUND_HALF_DOWN, "a half towards zero")
_register_rounding("floor", ROUND_FLOOR, "down", needs_scale=False)
_register_rounding("ceiling", ROUND_CEILING, "up", needs_scale=False)


@built_in("abs(n: number)")
def abs_(number: Decimal) -> Decimal:
    """Without sign."""
    return DECIMAL128.abs(number)


@built_in("abs(n: duration)")
def abs_duration(duration: timedelta | Months) -> timedelta | Months:
    """Without sign."""
    return Months(abs(duration.count)) if isinstance(duration, Months) else abs(duration)


@built_in("modulo(dividend: number, divisor: number)")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The remainder, with the sign of the divisor; null by zero."""
    if not divisor:
        return None
    quotient = DECIMAL128.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return DECIMAL128.subtract(dividend, DECIMAL128.multiply(divisor, quotient))


@built_in("sqrt(number: number)")
def sqrt(number: Decimal) -> Decimal | None:
    """Square root; null below zero."""
    return None if number < 0 else DECIMAL128.sqrt(number)


@built_in("log(number: number)")
def log(number: Decimal) -> Decimal | None:
    """Natural logarithm; null from zero down."""
    return None if number <= 0 else DECIMAL128.ln(number)


@built_in("exp(number: number)")
def exp(number: Decimal) -> Decimal:
    """e to this power."""
    return DECIMAL128.exp(number)


@built_in("odd(number: number)")
def odd(number: Decimal) -> bool:
    """Whether it is an odd whole number."""
    integer = whole(number)
    return integer is not None and integer % 2 == 1


@built_in("even(number: number)")
def even(number: Decimal) -> bool:
    """Whether it is an even whole number."""
    integer = whole(number)
    return integer is not None and integer % 2 == 0
