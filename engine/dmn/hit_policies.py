"""What a decision table gives when one, several or no rules apply (DMN 1.5 §8.2.10 and §8.2.11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.errors import ExpressionError
from engine.feel.builtins import BUILT_INS
from engine.feel.comparison import equal
from engine.feel.scope import Closure, Scope


@dataclass(frozen=True, slots=True)
class Hits:
    """The rules that apply: their numbers from 1, and what each gives."""

    numbers: tuple[int, ...]
    results: list[Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The output columns. finish: converts and checks a result; orders: gives the output values, the best first."""

    names: tuple[str, ...]
    finish: tuple[Callable[[Any, Scope], Any], ...]
    orders: tuple[Closure | None, ...]
    defaults: tuple[Closure | None, ...]

    def of(self, cells: Sequence[Closure], scope: Scope) -> Any:
        """What a rule gives: a value, or a context when the table has several outputs."""
        values = [finish(cell(scope), scope) for cell, finish in zip(cells, self.finish, strict=True)]
        return values[0] if len(self.names) == 1 else dict(zip(self.names, values, strict=True))

    def default(self, scope: Scope) -> Any:
        """What the table gives when no rule applies; None when it does not say."""
        if all(each is None for each in self.defaults):
            return None
        values = [each(scope) if each is not None else None for each in self.defaults]
        return values[0] if len(self.names) == 1 else dict(zip(self.names, values, strict=True))

    def ranked(self, results: list[Any], scope: Scope) -> list[Any]:
        """The results by their outputs' order: the first output decides, then the next. Equals keep their places."""
        # Null where the values could not be read, which `load_decisions` lets pass.
        orders = [(each(scope) if each is not None else None) or [] for each in self.orders]
        budget = scope.run.budget

        def rank(result: Any) -> list[int]:
            values = [result] if len(self.names) == 1 else [result[name] for name in self.names]
            return [
                next((at for at, each in enumerate(order) if equal(value, each, budget) is True), len(order))
                for value, order in zip(values, orders, strict=True)
            ]

        budget.spend(len(results) * sum(map(len, orders)) + 1)
        return sorted(results, key=rank)


Policy = Callable[[Hits, Answer, Scope], Any]


def _unique(hits: Hits, answer: Answer, scope: Scope) -> Any:
    if len(hits.numbers) > 1:
        raise ExpressionError(f"{_rules(hits)} apply at once, and the hit policy UNIQUE lets only one")
    return hits.results[0] if hits.results else answer.default(scope)


def _any(hits: Hits, answer: Answer, scope: Scope) -> Any:
    if any(equal(each, hits.results[0], scope.run.budget) is not True for each in hits.results):
        raise ExpressionError(f"{_rules(hits)} apply at once with different results; the hit policy is ANY")
    return hits.results[0] if hits.results else answer.default(scope)


def _rules(hits: Hits) -> str:
    *some, last = map(str, hits.numbers)
    return f"Rules {', '.join(some)} and {last}"


def _first(hits: Hits, answer: Answer, scope: Scope) -> Any:
    return hits.results[0] if hits.results else answer.default(scope)


def _priority(hits: Hits, answer: Answer, scope: Scope) -> Any:
    return answer.ranked(hits.results, scope)[0] if hits.results else answer.default(scope)


def _all(hits: Hits, answer: Answer, scope: Scope) -> Any:
    if hits.results:
        return hits.results
    default = answer.default(scope)
    return [] if default is None else default


def _output_order(hits: Hits, answer: Answer, scope: Scope) -> Any:
    return answer.ranked(hits.results, scope) if hits.results else _all(hits, answer, scope)


def _count(hits: Hits, answer: Answer, scope: Scope) -> Any:
    default = answer.default(scope)
    return default if default is not None and not hits.results else Decimal(len(hits.results))


def _aggregated(function: str) -> Policy:
    def settle(hits: Hits, answer: Answer, scope: Scope) -> Any:
        return BUILT_INS[function].invoke(scope.run, [hits.results]) if hits.results else answer.default(scope)

    return settle


POLICIES: dict[str, Policy] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _all,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _all,
    "COLLECT SUM": _aggregated("sum"),
    "COLLECT MIN": _aggregated("min"),
    "COLLECT MAX": _aggregated("max"),
    "COLLECT COUNT": _count,
}
