"""The root of all fields: what is handed to them and how they refuse it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, missing

from forms.options import Option


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer is refused. code: a message of `forms.messages`; values: what the message names."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


class Rejected(ValidationError):
    """One fault, in the shape in which marshmallow collects them."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__([Fault(code, values)])
        self.code = code


@dataclass(frozen=True, slots=True)
class Given:
    """What was posted for a field that the reader could fill in. raw: as it came; options: what it may be chosen
    from; today, zone: the date on which and the zone in which it is answered; limits: those that depend on other
    answers, by name: `lowest`, `highest`, `shortest`, `longest` (numbers), `accept` (text), `multiple` (truth)."""

    raw: Any
    options: Sequence[Option] = ()
    today: date = date.min
    zone: tzinfo = UTC
    limits: Mapping[str, Any] = field(default_factory=dict)

    def limit(self, name: str) -> Decimal | None:
        """A limit that is a number, None when there is none."""
        value = self.limits.get(name)
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return Decimal(str(value)) if is_number else None


@dataclass(frozen=True, slots=True)
class Kept:
    """A value the system holds, which nobody could post: readonly, computed or hidden."""

    value: Any


class Handed(fields.Field[Any]):
    """A field that is handed Given or Kept, or nothing at all when the form did not ask."""

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """The answer, JSON-ready. Raises marshmallow's ValidationError with Faults as messages."""
        if value is missing:
            return missing
        return value.value if isinstance(value, Kept) else self.take(value)

    def take(self, value: Any) -> Any:
        """The answer to what was asked."""
        raise NotImplementedError


class Answer(Handed):
    """One question. mandatory: a blank answer is refused."""

    nothing: Any = None
    """The answer when nothing was filled in."""

    missing_code = "required"
    """The message when something should have been."""

    def __init__(self, *, mandatory: bool = False, validate: Sequence[Callable[[Any], None]] = ()) -> None:
        super().__init__(validate=list(validate))
        self.mandatory = mandatory

    def take(self, value: Given) -> Any:
        if self.is_blank(value.raw):
            if self.mandatory:
                raise Rejected(self.missing_code)
            return self.empty()
        answer = self.read(value)
        self._validate(answer)
        self.check_limits(answer, value)
        return answer

    def check_limits(self, answer: Any, given: Given) -> None:
        """Refuses an answer beyond the limits that depend on other answers. Raises Rejected."""

    def is_blank(self, raw: Any) -> bool:
        """Whether this means that nothing was filled in."""
        return not single(raw).strip()

    def empty(self) -> Any:
        """A fresh blank answer."""
        return self.nothing

    def read(self, given: Given) -> Any:
        """The answer that was meant, before limits are checked. Raises Rejected when it cannot be read."""
        raise NotImplementedError


def single(raw: Any) -> str:
    """The one text posted under a name; the last one, if a name was posted twice."""
    if isinstance(raw, list | tuple):
        raw = raw[-1] if raw else None
    if raw is None or isinstance(raw, dict | list | tuple):
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw)


def several(raw: Any) -> list[Any]:
    """Everything posted under a name."""
    if raw is None or raw == "":
        return []
    return list(raw) if isinstance(raw, list | tuple) else [raw]
