"""What FEEL costs: reading an expression for the first time, evaluating it, one cell of a decision table, and a whole
table."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from xml.sax.saxutils import escape

from engine.dmn import compile_decisions
from engine.feel import compile_expression, compile_unary_tests

SOURCE = (
    'if amount > limit and status in ("green", "yellow") then round half up(amount * 1.25, 2) else limit + {number}'
)
VARIABLES = {"amount": 1250.5, "limit": 1000, "status": "green"}
RUNS = 2000
RULES = 100
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def measure() -> dict[str, float]:
    """feel_cold_us, feel_warm_us, feel_test_us and decision_us, in microseconds."""
    expression = compile_expression(SOURCE.format(number=0))
    test = compile_unary_tests("[1000..2000), > 5000")
    decisions = compile_decisions(_table(), {})
    return {
        "feel_cold_us": _microseconds(lambda number: compile_expression(_unlike(number)).evaluate(VARIABLES)),
        "feel_warm_us": _microseconds(lambda _: expression.evaluate(VARIABLES)),
        "feel_test_us": _microseconds(lambda _: test.evaluate(1250.5, VARIABLES)),
        "decision_us": _microseconds(lambda _: decisions.evaluate("decide", {**VARIABLES, "status": "last"})),
    }


def _unlike(number: int) -> str:
    """An expression that has not been read before."""
    return SOURCE.format(number=number + 1)


def _table() -> bytes:
    """A table of two inputs in which only the last rule holds."""
    rules = "".join(_rule(f"[{number}..{number + 1})", '"green", "yellow"', number) for number in range(RULES - 1))
    inputs = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in ("amount", "status")
    )
    table = f'<decisionTable hitPolicy="UNIQUE">{inputs}<output/>{rules}{_rule("> 1000", "-", RULES)}</decisionTable>'
    decision = f'<decision id="decide" name="decide"><variable name="decide"/>{table}</decision>'
    return f'<definitions xmlns="{DMN}" namespace="urn:bench" name="bench">{decision}</definitions>'.encode()


def _rule(amount: str, status: str, output: int) -> str:
    tests = "".join(f"<inputEntry><text>{escape(each)}</text></inputEntry>" for each in (amount, status))
    return f"<rule>{tests}<outputEntry><text>{output}</text></outputEntry></rule>"


def _microseconds(run: Callable[[int], object]) -> float:
    times = []
    for number in range(RUNS):
        started = time.perf_counter()
        run(number)
        times.append((time.perf_counter() - started) * 1e6)
    return median(times)
