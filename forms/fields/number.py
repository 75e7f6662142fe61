"""Numbers: counts, percentages, money."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from engine.feel import to_json
from forms.fields.answer import Answer, Given, Rejected, single
from forms.numbers import NotANumber, NumberTooLong, read_number


class NumberAnswer(Answer):
    """A number, read as Decimal and kept exactly. lowest, highest: bounds, both allowed; digits: decimals at most;
    step: what it must be a multiple of; as_text: the answer is a text of digits instead of a JSON number."""

    missing_code = "required_number"

    def __init__(
        self,
        *,
        mandatory: bool = False,
        lowest: Decimal | None = None,
        highest: Decimal | None = None,
        digits: int | None = None,
        step: Decimal | None = None,
        as_text: bool = False,
    ) -> None:
        self.digits = digits
        self.as_text = as_text
        checks = [_written_within(digits)] if digits is not None else []
        if step is not None:
            checks.append(_multiple_of(step))
        if lowest is not None:
            checks.append(_at_least(lowest))
        if highest is not None:
            checks.append(_at_most(highest))
        super().__init__(mandatory=mandatory, validate=checks)

    def read(self, given: Given) -> Any:
        raw = given.raw
        try:
            number = read_number(raw if isinstance(raw, float | Decimal) else single(raw).strip())
            return f"{number:f}" if self.as_text else to_json(number)
        except NotANumber:
            raise Rejected("not_number") from None
        except NumberTooLong:
            raise Rejected("number_too_long") from None

    def check_limits(self, answer: Any, given: Given) -> None:
        if (lowest := given.limit("lowest")) is not None:
            _at_least(lowest)(answer)
        if (highest := given.limit("highest")) is not None:
            _at_most(highest)(answer)


def _multiple_of(step: Decimal) -> Callable[[Any], None]:
    def check(answer: Any) -> None:
        number = read_number(answer)
        below = (number / step).to_integral_value(ROUND_FLOOR) * step
        if number != below:
            raise Rejected("step", below=below, above=below + step)

    return check


def _written_within(digits: int) -> Callable[[Any], None]:
    def check(answer: Any) -> None:
        number = read_number(answer)
        if number != round(number, digits):
            raise Rejected("not_whole") if digits == 0 else Rejected("decimals", digits=digits)

    return check


def _at_least(limit: Decimal) -> Callable[[Any], None]:
    def check(answer: Any) -> None:
        if read_number(answer) < limit:
            raise Rejected("lowest", limit=limit)

    return check


def _at_most(limit: Decimal) -> Callable[[Any], None]:
    def check(answer: Any) -> None:
        if read_number(answer) > limit:
            raise Rejected("highest", limit=limit)

    return check
