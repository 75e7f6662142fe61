"""Dates, times of day, and both."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum
from typing import Any

from forms.fields.answer import Answer, Given, Rejected, single

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


class MomentKind(StrEnum):
    """The `subtype` of a form-js datetime."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


class Written(StrEnum):
    """The `timeSerializingFormat` of a form-js datetime: local time alone, local time with its distance from UTC, or
    UTC."""

    LOCAL = "no_timezone"
    OFFSET = "utc_offset"
    NORMALIZED = "utc_normalized"


_CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?"
SHAPES = {
    MomentKind.DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    MomentKind.TIME: re.compile(_CLOCK),
    MomentKind.DATETIME: re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_CLOCK}"),
}


class MomentAnswer(Answer):
    """A date or a time, as ISO 8601 text with seconds, as FEEL's date(), time() and date and time() read it. What is
    typed is local time. not_passed: a day before today is refused; interval: minutes that a time must be a multiple
    of; written: how the zone is kept."""

    def __init__(
        self,
        *,
        mandatory: bool = False,
        kind: MomentKind = MomentKind.DATE,
        not_passed: bool = False,
        interval: int | None = None,
        written: Written = Written.LOCAL,
    ) -> None:
        super().__init__(mandatory=mandatory)
        self.kind = kind
        self.not_passed = not_passed
        self.interval = interval
        self.written = written
        self.missing_code = f"required_{kind}"

    def read(self, given: Given) -> str:
        try:
            moment = local_moment(single(given.raw).strip(), self.kind, given.today, given.zone)
        except ValueError:
            raise Rejected(f"not_{self.kind}") from None
        if not isinstance(moment, time):
            day = moment.date() if isinstance(moment, datetime) else moment
            if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                raise Rejected("year", first=EARLIEST_YEAR, last=LATEST_YEAR)
        return self._text(moment, given)

    def take(self, value: Given) -> Any:
        answer = super().take(value)
        if answer is None:
            return None
        moment = local_moment(answer, self.kind, value.today, value.zone)
        if self.not_passed and not isinstance(moment, time):
            day = moment.date() if isinstance(moment, datetime) else moment
            if day < value.today:
                raise Rejected("passed")
        if self.interval and isinstance(moment, time | datetime) and (moment.hour * 60 + moment.minute) % self.interval:
            raise Rejected("interval", minutes=self.interval)
        return answer

    def _text(self, moment: date | time | datetime, given: Given) -> str:
        if self.written == Written.LOCAL or not isinstance(moment, time | datetime):
            return moment.isoformat()
        local = moment if isinstance(moment, datetime) else datetime.combine(given.today, moment)
        aware = local.replace(tzinfo=given.zone)
        if aware.astimezone(UTC).astimezone(given.zone).replace(tzinfo=None) != local:
            raise Rejected(f"not_{self.kind}")  # the hour that is left out when summer time begins
        if self.written == Written.NORMALIZED:
            text = aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
        else:
            text = aware.isoformat()
        return text if isinstance(moment, datetime) else text.partition("T")[2]


def local_moment(text: str, kind: MomentKind, today: date, zone: tzinfo) -> date | time | datetime:
    """The local date or time that a text means, however its zone is kept. today: the date whose summer or winter time
    a time of day has. Raises ValueError."""
    if not SHAPES[kind].fullmatch(text):
        raise ValueError(text)
    if kind == MomentKind.DATE:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text if kind == MomentKind.DATETIME else f"{today.isoformat()}T{text}")
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(zone).replace(tzinfo=None)
        except OverflowError:
            raise ValueError(text) from None
    return moment if kind == MomentKind.DATETIME else moment.time()
