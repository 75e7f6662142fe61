"""Texts (DMN 1.5 §10.3.4.3)."""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal
from typing import Any
from uuid import uuid4

from engine.feel.builtins.signature import built_in
from engine.feel.scope import Run
from engine.feel.values import whole


@built_in("substring(string: string, start position: number, length?: number)")
def substring(string: str, start: Decimal, length: Decimal | None) -> str | None:
    """Characters from a position counted from 1, or from the end with -1."""
    position = whole(start)
    if not position or abs(position) > len(string) or (length is not None and length < 1):
        return None
    begin = position - 1 if position > 0 else len(string) + position
    return string[begin:] if length is None else string[begin : begin + int(length)]


@built_in("string length(string: string)")
def string_length(string: str) -> Decimal:
    """Number of characters."""
    return Decimal(len(string))


@built_in("upper case(string: string)")
def upper_case(string: str) -> str:
    """In capitals."""
    return string.upper()


@built_in("lower case(string: string)")
def lower_case(string: str) -> str:
    """In small letters."""
    return string.lower()


@built_in("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> str:
    """What stands before the first match; empty without one."""
    return string.split(match, 1)[0] if match and match in string else ""


@built_in("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> str:
    """What stands after the first match; empty without one."""
    if not match:
        return string
    return string.split(match, 1)[1] if match in string else ""


@built_in("contains(string: string, match: string)")
def contains(string: str, match: str) -> bool:
    """Whether match stands in the string."""
    return match in string


@built_in("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> bool:
    """Whether the string begins with match."""
    return string.startswith(match)


@built_in("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> bool:
    """Whether the string ends with match."""
    return string.endswith(match)


@built_in("string join(list: list, delimiter?: string, prefix?: string, suffix?: string)", run=True)
def string_join(
    run: Run, strings: list[Any], delimiter: str | None, prefix: str | None, suffix: str | None
) -> str | None:
    """The strings with the delimiter between them, nulls left out; null when an element is no string."""
    present = [string for string in strings if string is not None]
    if not all(isinstance(string, str) for string in present):
        return None
    between = delimiter or ""
    run.budget.hold(sum(len(string) + len(between) for string in present))
    return (prefix or "") + between.join(present) + (suffix or "")


@built_in("trim(string: string)")
def trim(string: str) -> str:
    """Without space at either end (Camunda)."""
    return string.strip()


@built_in("is blank(string: string)")
def is_blank(string: str) -> bool:
    """Whether it is empty or space only (Camunda)."""
    return not string.strip()


@built_in("uuid()")
def uuid() -> str:
    """A new random UUID (Camunda)."""
    return str(uuid4())


@built_in("to base64(value: string)")
def to_base64(value: str) -> str:
    """UTF-8 in Base64 (Camunda)."""
    return base64.b64encode(value.encode()).decode("ascii")


@built_in("from base64(value: string)")
def from_base64(value: str) -> str | None:
    """The UTF-8 text a Base64 text holds; null when it holds none (Camunda)."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
