"""Whatever is written: a value, or ExpressionError, within the budget. Sixty seconds in CI, two seconds elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from lxml import etree

from engine.errors import ExpressionError
from engine.feel import Budget, Expression, check_types, compile_expression, compile_unary_tests, to_json
from tests.engine.feel.evaluating import NOW, STOCKHOLM
from tests.engine.feel.generating import NAMES, Generator

SECONDS = 30 if os.environ.get("CI") else 1
KIT = Path(__file__).parents[4] / "shared" / "suites" / "dmn-tck"
OWN = (
    'if year between 2026 and 2030 then {a: [1, 2][item > 1], b: date("2026-10-31") + duration("P1D")} else null',
    'every row in xs satisfies row.a in ([1..5], > 10) and not(matches(row.b, "^[a-z]+$", "i"))',
    "sort(for a in 1..9, b in a..9 return {s: a * b}, function(x, y) x.s < y.s)[1].s",
    'string join(split("a;b;c", ";"), ", ") + string(@"PT1H30M") + replace("abc", "(b)", "[$1]")',
)


def sources_of_the_kit() -> Iterator[str]:
    for path in sorted(KIT.glob("compliance-level-*/*.dmn")):
        for text in etree.parse(path).getroot().iter("{*}text"):
            yield text.text or ""


def known_sources() -> list[str]:
    return sorted({*OWN, *sources_of_the_kit()})


def within(seed: int) -> Iterator[Generator]:
    """Generators, one after another, until the time is over."""
    end = monotonic() + SECONDS
    while monotonic() < end:
        yield Generator(seed)
        seed += 1


def budget() -> Budget:
    return Budget(steps=20_000, size=20_000)


def evaluated(expression: Expression, variables: dict[str, Any]) -> Any:
    """The value, ready for JSON; the budget that was given says itself whether it was kept."""
    spent = budget()
    value = expression.evaluate(variables, budget=spent, now=NOW, zone=STOCKHOLM)
    assert spent.steps >= 0
    assert spent.seconds_left() > 0
    with suppress(ExpressionError):  # a function, or a number of more digits than JSON has
        to_json(value, spent)
    return value


def test_whatever_is_written_is_refused_or_runs_within_its_budget() -> None:
    known = known_sources()
    for generator in within(1_000_000):
        source = generator.random.choice(
            (
                generator.scraps,
                generator.noise,
                generator.nested,
                lambda: generator.mutated(generator.random.choice(known)),  # noqa: B023
                lambda: generator.mutated(generator.expression(2)),  # noqa: B023
            )
        )()
        with suppress(ExpressionError):
            evaluated(compile_expression(source, names=frozenset(NAMES)), generator.variables())
        with suppress(ExpressionError):
            tests = compile_unary_tests(source, names=frozenset(NAMES))
            check_types(tests)
            spent = budget()
            tests.evaluate(generator.value(2), generator.variables(), budget=spent, now=NOW, zone=STOCKHOLM)
            assert spent.steps >= 0


def test_every_expression_of_the_grammar_gives_a_value_or_overspends() -> None:
    for generator in within(2_000_000):
        try:
            expression = compile_expression(generator.expression(4), names=frozenset(NAMES))
        except ExpressionError:
            continue
        never_true = len(check_types(expression, condition=True)) > len(check_types(expression))
        with suppress(ExpressionError):
            value = evaluated(expression, generator.variables())
            assert not (never_true and isinstance(value, bool)), expression.source
