"""The table, the figures for machines, and what falls short of what is promised."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.conformance.measure import Measured
from tests.conformance.models import EXECUTED, READ, REFUSED, WRONG, Outcome
from tests.conformance.stand_ins import sentences
from tests.conformance.suites import EXECUTABLE_UNLESS_DENIED

WRITTEN = Path(__file__).resolve().parents[2] / "var" / "conformance.json"
ENGINES = ("activiti", "bpmn-elements", "camunda7", "flowable", "jbpm", "zeebe")
EXECUTE = 0.90
DMN_VALUES = 0.96


def figures(measured: Measured) -> dict[str, Any]:
    """What is written for machines."""
    models = {
        suite: {
            "total": counts[EXECUTED] + counts[REFUSED] + counts[WRONG],
            "executed": counts[EXECUTED],
            "refused": counts[REFUSED],
            "wrong": counts[WRONG],
        }
        for suite, counts in by_suite(measured.outcomes).items()
    }
    return {
        "models": models,
        "scenarios": {"passed": _without_problem(measured.scenarios), "total": len(measured.scenarios)},
        "traces": {"matched": _without_problem(measured.traces), "total": len(measured.traces)},
        "dmn_tck": dict(measured.dmn_tck),
    }


def write(measured: Measured) -> None:
    """Write `var/conformance.json`."""
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(json.dumps(figures(measured), indent=2) + "\n", "utf-8")


def shortfalls(measured: Measured) -> list[str]:
    """In words, everything that is wrong or less than promised. What a folder of suites lacks is not asked for."""
    found = [
        f"{_path(measured, outcome)} is wrong: {outcome.reasons[0]}"
        for outcome in measured.outcomes
        if outcome.result == WRONG
    ]
    found += [f"Scenario {name}: {why}" for name, why in measured.scenarios.items() if why is not None]
    found += [f"Trace {name}: {why}" for name, why in measured.traces.items() if why is not None]
    found += [f"Round trip of {path}: {why}" for path, why in measured.changed.items()]
    found += [f"Random process {seed}: {why}" for seed, why in measured.random.items() if why]
    executed, judged = engines(measured.outcomes)
    if judged and executed < EXECUTE * judged:
        found.append(f"{executed} of {judged} models of engines execute, {EXECUTE:.0%} are promised")
    tck = measured.dmn_tck
    if tck.get("total_value") and tck["passed_value"] < DMN_VALUES * tck["total_value"]:
        found.append(f"DMN TCK: {tck['passed_value']} of {tck['total_value']}, {DMN_VALUES:.0%} are promised")
    return found


def engines(outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """How many models of the engines' own tests execute, of how many that have an executable process."""
    counts = Counter(outcome.result for outcome in outcomes if outcome.model.suite.startswith(ENGINES))
    return counts[EXECUTED], counts[EXECUTED] + counts[REFUSED] + counts[WRONG]


def by_suite(outcomes: Iterable[Outcome]) -> dict[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        counts[outcome.model.suite][outcome.result] += 1
    return dict(counts)


def show(measured: Measured, *, verbose: bool) -> None:
    """Print everything. verbose: also why models were refused, and which are faulty."""
    print(f"{'suite':<30}{'models':>8}{'execute':>9}{'refused':>9}{'wrong':>7}{'read only':>11}")
    for suite, counts in by_suite(measured.outcomes).items():
        numbers = [counts[result] for result in (EXECUTED, REFUSED, WRONG, READ)]
        print(f"{suite:<30}{sum(numbers):>8}{numbers[0]:>9}{numbers[1]:>9}{numbers[2]:>7}{numbers[3]:>11}")
    executed, judged = engines(measured.outcomes)
    figured = figures(measured)
    tck = Counter(figured["dmn_tck"])
    returned, right = measured.deployed - len(measured.changed), sum(not why for why in measured.random.values())
    print(f"\nEngines' own tests: {executed} of {judged} execute ({_share(executed, judged)}), the others are refused")
    print(f"Scenarios: {figured['scenarios']['passed']} of {figured['scenarios']['total']}")
    print(f"Traces: {figured['traces']['matched']} of {figured['traces']['total']}")
    print(f"DMN TCK: {tck['passed']} of {tck['total']}; of a value, {tck['passed_value']} of {tck['total_value']}")
    print(f"Round trip: {returned} of {measured.deployed} diagrams that need no stand-ins come back byte for byte")
    print(f"Random processes: {right} of {len(measured.random)} come out right")
    if verbose:
        _show_refusals(measured.outcomes)
    _show_stand_ins(measured.outcomes)
    for shortfall in shortfalls(measured):
        print(f"! {shortfall.splitlines()[0]}")


def _show_refusals(outcomes: Iterable[Outcome]) -> None:
    reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        if outcome.result == REFUSED:
            without_names = {re.sub(r"'[^']*'", "…", reason.partition(": ")[2]) for reason in outcome.reasons}
            reasons[outcome.model.suite].update(without_names)
    for suite, counts in reasons.items():
        print(f"\n{suite}: models refused, by reason")
        for reason, number in counts.most_common():
            print(f"{number:>6}  {reason}")


def _show_stand_ins(outcomes: Iterable[Outcome]) -> None:
    needed = Counter(name for outcome in outcomes for name in outcome.stood_in)
    print(
        "\nIn models of other engines this stands in for what only they understand"
        f" (unless denied, processes of {', '.join(EXECUTABLE_UNLESS_DENIED)} are executable):"
    )
    for name, sentence in sentences().items():
        print(f"{needed[name]:>6} models  {sentence}")
    print("        tests/conformance/drive.py says how tasks, timers, messages and conditions are brought about.")


def _without_problem(found: Mapping[str, str | None]) -> int:
    return sum(problem is None for problem in found.values())


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none there"


def _path(measured: Measured, outcome: Outcome) -> Path:
    return outcome.model.path.relative_to(measured.suites)
