"""Regular expressions, within a time limit (DMN 1.5 §10.3.4.3; XPath flavour, XML Schema part 2 appendix F)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import regex

from engine.errors import ExpressionError
from engine.feel.builtins.signature import built_in
from engine.feel.scope import Run

_LONGEST_PATTERN = 500
_LONGEST_SECONDS = 0.25
_TOO_SLOW = "A regular expression takes too long on this text"
_FLAGS = {"i": regex.IGNORECASE | regex.FULLCASE, "s": regex.DOTALL, "m": regex.MULTILINE, "x": regex.VERBOSE}
_REFERENCE = regex.compile(r"\\(.)|\$(\d)", regex.DOTALL)
_NOT_XPATH = regex.compile(r"\(\?[^:]")
_BLOCK = regex.compile(r"\\([pP])\{Is(\w+)\}")


@lru_cache(maxsize=512)
def _pattern(text: str, flags: str) -> regex.Pattern[str] | None:
    """The compiled pattern, None for one that XPath does not allow (DMN says null then)."""
    if len(text) > _LONGEST_PATTERN or not set(flags) <= _FLAGS.keys() or _NOT_XPATH.search(text):
        return None
    combined = regex.VERSION1
    for flag in flags:
        combined |= _FLAGS[flag]
    # What XPath writes differently: subtraction of character classes, name characters, Unicode blocks.
    text = text.replace("-[", "--[").replace(r"\i", r"[\p{L}_:]").replace(r"\c", r"[\p{L}\p{N}_:.\-]")
    text = _BLOCK.sub(r"\\\1{In\2}", text)
    try:
        return regex.compile(text, combined)
    except regex.error:
        return None


def _timeout(run: Run) -> float:
    return min(_LONGEST_SECONDS, run.budget.seconds_left())


@built_in("matches(input: string, pattern: string, flags?: string)", run=True)
def matches(run: Run, text: str, pattern: str, flags: str | None) -> bool | None:
    """Whether the pattern matches somewhere in the text."""
    compiled = _pattern(pattern, flags or "")
    if compiled is None:
        return None
    try:
        return compiled.search(text, timeout=_timeout(run)) is not None
    except TimeoutError as error:
        raise ExpressionError(_TOO_SLOW) from error


@built_in("replace(input: string, pattern: string, replacement: string, flags?: string)", run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    """The text with every match replaced; `$1` in the replacement is the first group."""
    compiled = _pattern(pattern, flags or "")
    if compiled is None:
        return None
    budget = run.budget

    def replaced(match: regex.Match[str]) -> str:
        def referenced(reference: regex.Match[str]) -> str:
            if reference[1]:
                return str(reference[1])
            group = int(reference[2])
            return (match[group] or "") if group <= match.re.groups else ""

        result = _REFERENCE.sub(referenced, replacement)
        budget.hold(len(result))
        return str(result)

    try:
        return str(compiled.sub(replaced, text, timeout=_timeout(run)))
    except TimeoutError as error:
        raise ExpressionError(_TOO_SLOW) from error


@built_in("split(string: string, delimiter: string)", run=True)
def split(run: Run, text: str, delimiter: str) -> list[str] | None:
    """The parts between matches of the delimiter pattern."""
    compiled = _pattern(delimiter, "")
    if compiled is None or not delimiter:
        return None
    parts: list[str] = []
    begin = 0
    for match in _found(run, compiled, text):
        parts.append(text[begin : match.start()])
        begin = match.end()
    return [*parts, text[begin:]]


@built_in("extract(string: string, pattern: string)", run=True)
def extract(run: Run, text: str, pattern: str) -> list[str] | None:
    """All matches of the pattern (Camunda)."""
    compiled = _pattern(pattern, "")
    return None if compiled is None else [str(match[0]) for match in _found(run, compiled, text)]


def _found(run: Run, pattern: regex.Pattern[str], text: str) -> list[Any]:
    try:
        found = list(pattern.finditer(text, timeout=_timeout(run)))
    except TimeoutError as error:
        raise ExpressionError(_TOO_SLOW) from error
    run.budget.spend(len(found))
    return found
