"""What FEEL costs: reading an expression for the first time, evaluating it, and one cell of a decision table."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from engine.feel import compile_expression, compile_unary_tests

SOURCE = (
    'if amount > limit and status in ("green", "yellow") then round half up(amount * 1.25, 2) else limit + {number}'
)
VARIABLES = {"amount": 1250.5, "limit": 1000, "status": "green"}
RUNS = 2000


def measure() -> dict[str, float]:
    """feel_cold_us, feel_warm_us and feel_test_us, in microseconds."""
    expression = compile_expression(SOURCE.format(number=0))
    test = compile_unary_tests("[1000..2000), > 5000")
    return {
        "feel_cold_us": _microseconds(lambda number: compile_expression(_unlike(number)).evaluate(VARIABLES)),
        "feel_warm_us": _microseconds(lambda _: expression.evaluate(VARIABLES)),
        "feel_test_us": _microseconds(lambda _: test.evaluate(1250.5, VARIABLES)),
    }


def _unlike(number: int) -> str:
    """An expression that has not been read before."""
    return SOURCE.format(number=number + 1)


def _microseconds(run: Callable[[int], object]) -> float:
    times = []
    for number in range(RUNS):
        started = time.perf_counter()
        run(number)
        times.append((time.perf_counter() - started) * 1e6)
    return median(times)
