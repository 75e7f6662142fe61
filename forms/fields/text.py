"""Text on one line or on many."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import regex

from forms.fields.answer import Answer, Given, Rejected, single

LINE_LIMIT = 1_000
TEXT_LIMIT = 20_000
PATTERN_SECONDS = 0.2
EMAIL = regex.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,190}\.[^@\s,;<>.]{2,}")
PHONE = regex.compile(r"\+?[0-9][0-9 ()/-]{4,24}")

# Control characters and halves of surrogate pairs: no database and no reader can do anything with them.
UNSAYABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LAYOUT = re.compile(r"[\t\n]")


class TextAnswer(Answer):
    """Text without control characters, trimmed. lines: may hold line breaks; shortest, longest: characters;
    pattern: a regular expression found somewhere in it, else pattern_words are told; kind: `email` or `phone`."""

    missing_code = "required_text"

    def __init__(
        self,
        *,
        mandatory: bool = False,
        lines: bool = False,
        shortest: int | None = None,
        longest: int | None = None,
        pattern: str | None = None,
        pattern_words: str = "",
        kind: str | None = None,
    ) -> None:
        self.lines = lines
        self.kind = kind
        self.longest = longest
        ceiling = TEXT_LIMIT if lines else LINE_LIMIT
        checks = [_at_most(min(longest, ceiling) if longest is not None else ceiling)]
        if shortest:
            checks.append(_at_least(shortest))
        if kind is not None:
            checks.append(_of_kind(kind))
        if pattern is not None:
            checks.append(_like(pattern, pattern_words))
        super().__init__(mandatory=mandatory, validate=checks)

    def read(self, given: Given) -> str:
        text = single(given.raw).replace("\r\n", "\n").replace("\r", "\n").strip()
        if UNSAYABLE.search(text) or (not self.lines and LAYOUT.search(text)):
            raise Rejected("control")
        return text

    def check_limits(self, answer: Any, given: Given) -> None:
        if (longest := given.limit("longest")) is not None:
            _at_most(int(longest))(answer)
        if (shortest := given.limit("shortest")) is not None:
            _at_least(int(shortest))(answer)


def _at_most(limit: int) -> Callable[[str], None]:
    def check(text: str) -> None:
        if len(text) > limit:
            raise Rejected("too_long", limit=limit, length=len(text))

    return check


def _at_least(limit: int) -> Callable[[str], None]:
    def check(text: str) -> None:
        if len(text) < limit:
            raise Rejected("too_short", limit=limit, length=len(text))

    return check


def _of_kind(kind: str) -> Callable[[str], None]:
    shape = EMAIL if kind == "email" else PHONE

    def check(text: str) -> None:
        if not shape.fullmatch(text):
            raise Rejected(kind)

    return check


def _like(pattern: str, words: str) -> Callable[[str], None]:
    shape = regex.compile(pattern)

    def check(text: str) -> None:
        # form-js tests a pattern with RegExp.test, which finds it anywhere; authors anchor it with ^ and $.
        try:
            found = shape.search(text, timeout=PATTERN_SECONDS)
        except TimeoutError:
            found = None
        if not found:
            raise Rejected("words", words=words) if words else Rejected("pattern")

    return check
