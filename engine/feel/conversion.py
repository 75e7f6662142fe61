"""Between JSON and FEEL: the edge where numbers change their shape and money stays exact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.errors import ExpressionError
from engine.feel.budget import Budget
from engine.feel.text import iso_text, range_text
from engine.feel.values import DECIMAL128, KINDS, Function, Range

DEEPEST_VALUE = 100
_FEEL_ALREADY = frozenset(KINDS.keys() - {Decimal, list, dict})
_TEMPORAL = _FEEL_ALREADY - {str, bool, type(None), Range}
_WIDEST_INTEGER = 2**63
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_EXACT_INTEGER = 10**DECIMAL128.prec


def to_feel(value: Any, depth: int = 0) -> Any:
    """A JSON or Python value as FEEL has it.

    int and Decimal become numbers of 34 digits, a float the number its shortest text says (0.1 is 0.1), mappings
    contexts, lists and tuples lists. ExpressionError for anything else, and for nesting deeper than 100.
    """
    kind = type(value)
    if kind in _FEEL_ALREADY:
        return value
    if kind is int:
        return Decimal(value) if -_EXACT_INTEGER < value < _EXACT_INTEGER else _number(value)
    if depth > DEEPEST_VALUE:
        raise ExpressionError("A value is nested too deeply")
    if kind is dict:
        # Asking here spares a call for every text in a list of thousands of people.
        return {
            str(key): entry if type(entry) in _FEEL_ALREADY else to_feel(entry, depth + 1)
            for key, entry in value.items()
        }
    if kind is list or kind is tuple:
        return [to_feel(element, depth + 1) for element in value]
    return _rarer(value, depth)


def _rarer(value: Any, depth: int) -> Any:
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, float):
        return _number(repr(value))
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Mapping):
        return {str(key): to_feel(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, Function):
        return value
    raise ExpressionError(f"A value of type {type(value).__name__} cannot stand in an expression")


def _number(value: int | str | Decimal) -> Decimal:
    try:
        number = DECIMAL128.create_decimal(value)
    except ArithmeticError as error:
        raise ExpressionError("A number is too large for an expression") from error
    if not number.is_finite():
        raise ExpressionError("A number is not finite")
    return number


def to_json(value: Any, budget: Budget | None = None) -> Any:
    """A FEEL value ready for JSON.

    A whole number becomes int; any other becomes float if the float says the same number again, otherwise
    ExpressionError. Dates, times and durations become ISO text, an interval its text; a function is refused. Half a
    character (a lone surrogate), which UTF-8 cannot hold, becomes U+FFFD. Lists may share elements, so the budget
    bounds what is written out.
    """
    return _json(value, budget or Budget(), 0)


def _json(value: Any, budget: Budget, depth: int) -> Any:
    kind = type(value)
    if kind is str:
        return _whole_characters(value)
    if kind is bool or value is None:
        return value
    if kind is Decimal:
        return _json_number(value)
    if depth > DEEPEST_VALUE:
        raise ExpressionError("A value is nested too deeply")
    if kind is list:
        budget.spend(len(value) + 1)
        return [_json(element, budget, depth + 1) for element in value]
    if kind is dict:
        budget.spend(len(value) + 1)
        return {_whole_characters(key): _json(entry, budget, depth + 1) for key, entry in value.items()}
    if kind is Range:
        return _whole_characters(range_text(value, budget))
    if kind in _TEMPORAL:
        return iso_text(value)
    raise ExpressionError("A function cannot be stored")


def _whole_characters(text: str) -> str:
    return text if text.isascii() else _LONE_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _json_number(number: Decimal) -> int | float:
    if number == number.to_integral_value() and abs(number) < _WIDEST_INTEGER:
        return int(number)
    nearest = float(number)
    if Decimal(repr(nearest)) != number:
        raise ExpressionError(f"The number {number} has more digits than can be stored exactly; round it")
    return nearest
