"""Points and intervals to one another (DMN 1.5 §10.3.4.10, table 78); a point counts as the interval of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.errors import ExpressionError
from engine.feel import temporal, tree
from engine.feel.builtins.signature import built_in
from engine.feel.comparison import order
from engine.feel.parsing import Spellings, parse_expression
from engine.feel.values import Range

_INTERVAL = re.compile(r"\s*([\[\](])(.*)\.\.(.*)([\]\[)])\s*", re.DOTALL)
_LITERAL_FUNCTIONS: dict[str, Callable[[str], Any]] = {
    "date": temporal.date_from,
    "time": temporal.time_from,
    "date and time": temporal.date_and_time_from,
    "duration": temporal.duration_from,
}
_LITERAL_SPELLINGS = Spellings(_LITERAL_FUNCTIONS)
_NO_VARIABLES = Spellings()


class _NoOrderError(ValueError):
    """The end points have no order: the built-in is null."""


def _interval(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value, True, True)


def _order(one: Any, other: Any) -> int:
    position = order(one, other)
    if position is None:
        raise _NoOrderError
    return position


def _before(one: Range, other: Range) -> bool:
    position = _order(one.high, other.low)
    return position < 0 or (position == 0 and not (one.high_included and other.low_included))


def _starts_no_later(one: Range, other: Range) -> bool:
    position = _order(one.low, other.low)
    return position < 0 or (position == 0 and (one.low_included or not other.low_included))


def _ends_no_earlier(one: Range, other: Range) -> bool:
    position = _order(one.high, other.high)
    return position > 0 or (position == 0 and (one.high_included or not other.high_included))


def _same_start(one: Range, other: Range) -> bool:
    return _order(one.low, other.low) == 0 and one.low_included == other.low_included


def _same_end(one: Range, other: Range) -> bool:
    return _order(one.high, other.high) == 0 and one.high_included == other.high_included


def _meets(one: Range, other: Range) -> bool:
    return one.high_included and other.low_included and _order(one.high, other.low) == 0


def _overlap(one: Range, other: Range) -> bool:
    return not _before(one, other) and not _before(other, one)


def _overlaps_before(one: Range, other: Range) -> bool:
    starts_earlier = _starts_no_later(one, other) and not _same_start(one, other)
    return _overlap(one, other) and starts_earlier and _ends_no_earlier(other, one)


def _includes(one: Range, other: Range) -> bool:
    return _starts_no_later(one, other) and _ends_no_earlier(one, other)


def _relation(name: str, says: str, holds: Callable[[Range, Range], bool]) -> None:
    parameters = "(range1: range, range2: range)", "(point1: any, point2: any)"
    mixed = "(point: any, range: range)", "(range: range, point: any)"

    def relation(one: Any, other: Any) -> bool:
        return holds(_interval(one), _interval(other))

    relation.__doc__ = f"Whether the first {says}."
    built_in(*(name + text for text in (*parameters, *mixed)))(relation)


def _relation_of_ranges(name: str, says: str, holds: Callable[[Range, Range], bool]) -> None:
    def relation(one: Range, other: Range) -> bool:
        return holds(one, other)

    relation.__doc__ = f"Whether the first {says}."
    built_in(f"{name}(range1: range, range2: range)")(relation)


_relation("before", "ends before the other begins", _before)
_relation("after", "begins after the other has ended", lambda one, other: _before(other, one))
_relation_of_ranges("meets", "ends where the other begins", _meets)
_relation_of_ranges("met by", "begins where the other ends", lambda one, other: _meets(other, one))
_relation_of_ranges("overlaps", "has a point in common with the other", _overlap)
_relation_of_ranges("overlaps before", "begins earlier and ends inside the other", _overlaps_before)
_relation_of_ranges(
    "overlaps after", "begins inside the other and ends later", lambda one, other: _overlaps_before(other, one)
)
_relation("includes", "holds the whole of the other", _includes)
_relation("during", "lies within the other", lambda one, other: _includes(other, one))
_relation(
    "starts",
    "begins with the other and ends no later",
    lambda one, other: _same_start(one, other) and _ends_no_earlier(other, one),
)
_relation(
    "started by",
    "begins with the other and ends no earlier",
    lambda one, other: _same_start(one, other) and _ends_no_earlier(one, other),
)
_relation(
    "finishes",
    "ends with the other and begins no earlier",
    lambda one, other: _same_end(one, other) and _starts_no_later(other, one),
)
_relation(
    "finished by",
    "ends with the other and begins no later",
    lambda one, other: _same_end(one, other) and _starts_no_later(one, other),
)
_relation(
    "coincides", "is the other, end for end", lambda one, other: _same_start(one, other) and _same_end(one, other)
)


@built_in("range(from: string)")
def range_(text: str) -> Range | None:
    """The interval a text such as `[1..10)` says; its ends are literals. null when it says none."""
    match = _INTERVAL.fullmatch(text)
    if match is None:
        return None
    low, high = _end(match[2]), _end(match[3])
    low_included, high_included = match[1] == "[", match[4] == "]"
    if (low is None and (high is None or low_included)) or (high is None and high_included):
        return None
    if low is not None and high is not None and _order(low, high) > 0:
        return None
    return Range(low, high, low_included, high_included)


def _end(text: str) -> Any:
    if not text.strip():
        return None
    try:
        node = parse_expression(text, _NO_VARIABLES, (_LITERAL_SPELLINGS,))
    except ExpressionError as error:
        raise ValueError(text) from error
    value = _literal_value(node)
    if value is None:
        raise ValueError(text)
    return value


def _literal_value(node: tree.Node) -> Any:
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and len(node.arguments) == 1:
        read = _LITERAL_FUNCTIONS.get(node.function.name)
        argument = node.arguments[0]
        if read is not None and isinstance(argument, tree.Literal) and isinstance(argument.value, str):
            return read(argument.value)
    return None
