"""Dates, times of day, and both."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from forms.fields.answer import Answer, Given, Rejected, single

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


class MomentKind(StrEnum):
    """The `subtype` of a form-js datetime."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


SHAPES = {
    MomentKind.DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    MomentKind.TIME: re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?"),
    MomentKind.DATETIME: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?"),
}


class MomentAnswer(Answer):
    """A date or a local time, as ISO 8601 text with seconds, as FEEL's date(), time() and date and time() read it.
    not_passed: a day before today is refused."""

    def __init__(
        self, *, mandatory: bool = False, kind: MomentKind = MomentKind.DATE, not_passed: bool = False
    ) -> None:
        super().__init__(mandatory=mandatory)
        self.kind = kind
        self.not_passed = not_passed
        self.missing_code = f"required_{kind}"

    def read(self, given: Given) -> str:
        text = single(given.raw).strip()
        if not SHAPES[self.kind].fullmatch(text):
            raise Rejected(f"not_{self.kind}")
        try:
            moment = self._moment(text)
        except ValueError:
            raise Rejected(f"not_{self.kind}") from None
        if not isinstance(moment, time):
            day = moment.date() if isinstance(moment, datetime) else moment
            if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                raise Rejected("year", first=EARLIEST_YEAR, last=LATEST_YEAR)
        return moment.isoformat()

    def take(self, value: Given) -> Any:
        answer = super().take(value)
        is_day = answer is not None and self.kind is not MomentKind.TIME
        if self.not_passed and is_day and date.fromisoformat(answer[:10]) < value.today:
            raise Rejected("passed")
        return answer

    def _moment(self, text: str) -> date | time | datetime:
        match self.kind:
            case MomentKind.DATE:
                return date.fromisoformat(text)
            case MomentKind.TIME:
                return time.fromisoformat(text)
            case MomentKind.DATETIME:
                return datetime.fromisoformat(text)
