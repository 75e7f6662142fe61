"""The values of FEEL (DMN 1.5 §10.3.2) and the Python types that carry them.

number Decimal · string str · boolean bool · null None · list list · context dict · date, time, date and time from
`datetime` · days and time duration timedelta · years and months duration Months · range Range · function Function.
Values are never changed once made; built-ins copy.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, DivisionByZero, InvalidOperation, Overflow
from decimal import Context as DecimalContext
from typing import TYPE_CHECKING, Any

from engine.feel.far import FarDate, FarDateTime

if TYPE_CHECKING:
    from engine.feel.scope import Run
    from engine.feel.types import Type

#: IEEE 754-2008 decimal128, the numbers of FEEL (DMN 1.5 §10.3.2.3.1).
DECIMAL128 = DecimalContext(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, Overflow, DivisionByZero]
)


_MOST_MONTHS = 12 * 999_999_999


@dataclass(frozen=True, slots=True)
class Months:
    """A years and months duration, as months. OverflowError beyond the years that XML Schema's calendar has."""

    count: int

    def __post_init__(self) -> None:
        if abs(self.count) > _MOST_MONTHS:
            raise OverflowError("too many months")


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. low, high: end points, None where it is open without end."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool


class Function(ABC):
    """Anything an expression can call. type: what is known of its parameters and result."""

    __slots__ = ()
    type: Type | None = None

    @abstractmethod
    def invoke(self, run: Run, arguments: Sequence[Any]) -> Any:
        """The result for arguments by position."""

    @abstractmethod
    def invoke_named(self, run: Run, arguments: Mapping[str, Any]) -> Any:
        """The result for arguments by parameter name."""

    @abstractmethod
    def takes(self, count: int) -> bool:
        """Whether so many arguments by position are right."""


NUMBER = "number"
STRING = "string"
BOOLEAN = "boolean"
NULL = "null"
LIST = "list"
CONTEXT = "context"
DATE = "date"
TIME = "time"
DATE_AND_TIME = "date and time"
DAYS_DURATION = "days and time duration"
MONTHS_DURATION = "years and months duration"
RANGE = "range"
FUNCTION = "function"

#: What the Python types of values are called.
KINDS: dict[type, str] = {
    Decimal: NUMBER,
    str: STRING,
    bool: BOOLEAN,
    type(None): NULL,
    list: LIST,
    dict: CONTEXT,
    date: DATE,
    time: TIME,
    datetime: DATE_AND_TIME,
    FarDate: DATE,
    FarDateTime: DATE_AND_TIME,
    timedelta: DAYS_DURATION,
    Months: MONTHS_DURATION,
    Range: RANGE,
}


def kind_of(value: Any) -> str:
    """The FEEL name of the value's kind."""
    return KINDS.get(type(value), FUNCTION)


def whole(number: Decimal) -> int | None:
    """The number as an int when it has no fraction, otherwise None."""
    return int(number) if number == number.to_integral_value() else None
