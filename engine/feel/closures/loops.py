"""`for`, `some`, `every`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.closures.compiling import Lexical, closure_of, compiles
from engine.feel.scope import Closure, Scope
from engine.feel.values import DECIMAL128, Range, whole

_PARTIAL = "partial"
_LAST_WHOLE = 10**DECIMAL128.prec


@dataclass(frozen=True, slots=True)
class _Loop:
    """One iterator: its name, and what gives its elements."""

    name: str
    source: Closure
    end: Closure | None

    def elements(self, scope: Scope) -> Iterable[Any] | None:
        """What it runs over; None when that cannot be run over."""
        first = self.source(scope)
        if self.end is not None:
            return _steps(first, self.end(scope))
        if isinstance(first, Range):
            return _inside(first)
        if first is None or isinstance(first, list):
            return first
        return [first]


class _NothingToRunOver(Exception):
    """An inner iterator met null."""


def _compiled(iterators: tuple[tree.Iterator, ...], lexical: Lexical) -> tuple[list[_Loop], Lexical]:
    loops = []
    for iterator in iterators:
        source = closure_of(iterator.source, lexical)
        end = closure_of(iterator.end, lexical) if iterator.end is not None else None
        loops.append(_Loop(iterator.name, source, end))
        lexical = lexical.inner(iterator.name)
    return loops, lexical


def _scopes(loops: list[_Loop], at: int, scope: Scope) -> Iterator[Scope]:
    """A scope for every combination of elements, the last iterator fastest."""
    loop = loops[at]
    elements = loop.elements(scope)
    if elements is None:
        raise _NothingToRunOver
    budget = scope.run.budget
    last = at == len(loops) - 1
    for element in elements:
        budget.spend()
        inner = Scope({loop.name: element}, scope, scope.run)
        if last:
            yield inner
        else:
            yield from _scopes(loops, at + 1, inner)


@compiles(tree.For)
def for_(node: tree.For, lexical: Lexical) -> Closure:
    """The list of results; null when an iterator runs over null. `partial` is the list so far."""
    loops, innermost = _compiled(node.iterators, lexical)
    own_partial = any(iterator.name == _PARTIAL for iterator in node.iterators)
    innermost.names.add(_PARTIAL)
    result = closure_of(node.result, innermost)
    with_partial = _PARTIAL in innermost.used and not own_partial

    def collect(scope: Scope) -> list[Any] | None:
        results: list[Any] = []
        budget = scope.run.budget
        try:
            for inner in _scopes(loops, 0, scope):
                if with_partial:
                    budget.spend(len(results))
                    inner.values = {**inner.values, _PARTIAL: list(results)}
                results.append(result(inner))
        except _NothingToRunOver:
            return None
        budget.hold(len(results))
        return results

    return collect


@compiles(tree.Quantified)
def quantified(node: tree.Quantified, lexical: Lexical) -> Closure:
    """Whether some, or every, combination satisfies; null if undecided."""
    loops, innermost = _compiled(node.iterators, lexical)
    condition = closure_of(node.condition, innermost)
    decides = node.some
    otherwise = not decides

    def decide(scope: Scope) -> bool | None:
        result: bool | None = otherwise
        try:
            for inner in _scopes(loops, 0, scope):
                value = condition(inner)
                if value is decides:
                    return not otherwise
                if value is not otherwise:
                    result = None
        except _NothingToRunOver:
            return None
        return result

    return decide


def _inside(interval: Range) -> Iterable[Any] | None:
    elements = _steps(interval.low, interval.high)
    if elements is None:
        return None
    return (
        element
        for element in elements
        if (interval.low_included or element != interval.low) and (interval.high_included or element != interval.high)
    )


def _steps(first: Any, last: Any) -> Iterable[Any] | None:
    """Whole numbers or days from first to last, downwards if last is less; lazily, so that the budget can stop it."""
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        # Beyond 34 digits the next whole number cannot be told from this one.
        begin, end = (whole(bound) if abs(bound) < _LAST_WHOLE else None for bound in (first, last))
        if begin is None or end is None:
            return None
        step = 1 if end >= begin else -1
        return map(Decimal, range(begin, end + step, step))
    if type(first) is date and type(last) is date:
        days = (last - first).days
        step = 1 if days >= 0 else -1
        return (first + timedelta(days=day) for day in range(0, days + step, step))
    return None
