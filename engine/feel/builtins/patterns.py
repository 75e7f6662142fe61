"""Regular expressions, within a time limit (DMN 1.5 §10.3.4.3)."""

from __future__ import annotations

from typing import Any

import regex

from engine.errors import ExpressionError
from engine.feel.builtins.signature import built_in
from engine.feel.scope import Run
from engine.feel.xpath_patterns import compiled_pattern, replacement_of

_LONGEST_SECONDS = 0.25
_TOO_SLOW = "A regular expression takes too long on this text"


def _timeout(run: Run) -> float:
    return min(_LONGEST_SECONDS, run.budget.seconds_left())


def _search(run: Run, pattern: regex.Pattern[str], text: str) -> bool:
    try:
        return pattern.search(text, timeout=_timeout(run)) is not None
    except TimeoutError as error:
        raise ExpressionError(_TOO_SLOW) from error


@built_in("matches(input: string, pattern: string, flags?: string)", run=True)
def matches(run: Run, text: str, pattern: str, flags: str | None) -> bool | None:
    """Whether the pattern matches somewhere in the text."""
    compiled = compiled_pattern(pattern, flags or "")
    return None if compiled is None else _search(run, compiled, text)


@built_in("replace(input: string, pattern: string, replacement: string, flags?: string)", run=True)
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    """The text with every match replaced; `$1` in the replacement is the first group. null for a pattern that matches
    the empty text (XPath F&O §5.6.4)."""
    compiled = compiled_pattern(pattern, flags or "")
    if compiled is None or _search(run, compiled, ""):
        return None
    pieces = replacement_of(replacement, compiled.groups)
    if pieces is None:
        return None
    budget = run.budget

    def replaced(match: regex.Match[str]) -> str:
        result = "".join(piece if isinstance(piece, str) else match[piece] or "" for piece in pieces)
        budget.hold(len(result))
        return result

    try:
        return str(compiled.sub(replaced, text, timeout=_timeout(run)))
    except TimeoutError as error:
        raise ExpressionError(_TOO_SLOW) from error


@built_in("split(string: string, delimiter: string)", run=True)
def split(run: Run, text: str, delimiter: str) -> list[str] | None:
    """The parts between matches of the delimiter pattern; null for one that matches the empty text."""
    compiled = compiled_pattern(delimiter, "")
    if compiled is None or _search(run, compiled, ""):
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
    compiled = compiled_pattern(pattern, "")
    return None if compiled is None else [str(match[0]) for match in _found(run, compiled, text)]


def _found(run: Run, pattern: regex.Pattern[str], text: str) -> list[Any]:
    try:
        found = list(pattern.finditer(text, timeout=_timeout(run)))
    except TimeoutError as error:
        raise ExpressionError(_TOO_SLOW) from error
    run.budget.spend(len(found))
    return found
