"""Variables that make an expression come out as wanted: what the author of a model would have started it with.

Nothing is known of the variables but their names, so values are tried: those that the expression itself mentions, and a
few of every type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice, product
from typing import Any
from zoneinfo import ZoneInfo

from engine.errors import ExpressionError
from engine.feel import Expression, compile_expression, to_json

TRIED = 5_000  # combinations; what needs more is left to fail
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
TEXT = re.compile(r'"([^"\\]*)"')
TIMES = {"timeDate": "2026-03-03T08:00:00", "timeDuration": "PT1H", "timeCycle": "R3/PT1H"}
ANY_TYPE: tuple[Any, ...] = (True, False, 1, "text", [1, 2, 3], *TIMES.values())
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NO_FUNCTIONS: Mapping[str, tuple[int, int]] = {}


def compiled(source: str) -> Expression | None:
    """A FEEL expression, with or without '='; None when it is not FEEL."""
    try:
        return compile_expression(source.strip().removeprefix("=").strip())
    except ExpressionError:
        return None


def variables_for(
    source: str, wanted: Callable[[Any], bool], known: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """Variables, as JSON has them, beside those that are known, with which the FEEL gives something wanted; None when
    trying finds none."""
    expression, known = compiled(source), known or {}
    if expression is None:
        return None
    paths = [path for name in sorted(expression.names - known.keys()) for path in _paths(source, name)]
    values = [*_mentioned(source), *ANY_TYPE]
    for chosen in islice(product(values, repeat=len(paths)), TRIED):
        found: dict[str, Any] = {}
        for path, value in zip(paths, chosen, strict=True):
            _put(found, path, value)
        try:
            result = expression.evaluate({**known, **found}, now=NOW, zone=ZoneInfo("Europe/Stockholm"))
            if wanted(to_json(result)):
                return found
        except ExpressionError:
            continue
    return None


def is_true(value: Any) -> bool:
    return value is True


def is_time(kind: str) -> Callable[[Any], bool]:
    """Whether a value is a text such as a timer of this kind needs."""
    return lambda value: isinstance(value, str) and value[:1] == TIMES[kind][:1]


def _paths(source: str, name: str) -> list[list[str]]:
    found = re.findall(rf"(?<![\w.\"]){re.escape(name)}((?:\.\w+)*)", source)
    return [[name, *path.split(".")[1:]] for path in sorted(set(found))] or [[name]]


def _mentioned(source: str) -> Iterator[Any]:
    for text in dict.fromkeys(TEXT.findall(source)):
        yield text
        yield [text]
    for number in dict.fromkeys(NUMBER.findall(source)):
        value = float(number) if "." in number else int(number)
        yield from (value, value + 1, value - 1)


def _put(context: dict[str, Any], path: list[str], value: Any) -> None:
    *outer, last = path
    for name in outer:
        inner = context.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        context = inner
    context[last] = value
