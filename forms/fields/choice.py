"""Choosing: one of several, some of several, yes or no."""

from __future__ import annotations

from typing import Any

from forms.fields.answer import Answer, Given, Rejected, several, single
from forms.options import option_text

TICKED = frozenset({"true", "on", "1", "yes"})


class OneOf(Answer):
    """One of the options; the answer is the option's own value."""

    missing_code = "required_choice"

    def read(self, given: Given) -> Any:
        chosen = _text(given.raw)
        for option in given.options:
            if option.text == chosen:
                return option.value
        raise Rejected("choice")


class SomeOf(Answer):
    """Any number of the options, in the order in which they are offered."""

    missing_code = "required_choices"

    def empty(self) -> list[Any]:
        return []

    def is_blank(self, raw: Any) -> bool:
        return not [item for item in several(raw) if item != ""]

    def read(self, given: Given) -> list[Any]:
        chosen = {option_text(item) for item in several(given.raw) if item != ""}
        if chosen - {option.text for option in given.options}:
            raise Rejected("choice")
        return [option.value for option in given.options if option.text in chosen]


class Ticked(Answer):
    """A box that is ticked or not. mandatory: it must be ticked."""

    nothing = False
    missing_code = "required_tick"

    def is_blank(self, raw: Any) -> bool:
        return single(raw).strip().lower() not in TICKED

    def read(self, given: Given) -> bool:
        return not self.is_blank(given.raw)


def _text(raw: Any) -> str:
    return option_text(raw) if isinstance(raw, int | float) else single(raw)
