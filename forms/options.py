"""What a select, a radio group or a check list offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """value: what the answer becomes (text, number or truth value); label: what people read."""

    value: Any
    label: str

    @property
    def text(self) -> str:
        """The value as a browser posts it."""
        return option_text(self.value)


def option_text(value: Any) -> str:
    """How an option's value is written in a form; two values that are written alike are the same."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_options(items: Any) -> tuple[Option, ...]:
    """Options out of a list of `{label, value}` or of plain values; what is neither is left out."""
    if not isinstance(items, Iterable) or isinstance(items, str | bytes | Mapping):
        return ()
    found: dict[str, Option] = {}
    for item in items:
        option = _read_option(item)
        if option is not None:
            found.setdefault(option.text, option)
    return tuple(found.values())


def _read_option(item: Any) -> Option | None:
    if isinstance(item, Mapping):
        value = item.get("value")
        label = item.get("label")
        return Option(value, str(value if label is None else label)) if _is_plain(value) else None
    return Option(item, str(item)) if _is_plain(item) else None


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool) and value != ""
