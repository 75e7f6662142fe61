"""Time and state of a case stay in proportion to what waits in it, however long it has run and however large it is.

Every step is what a completion asks of the kernel: load the state, complete the task that has waited longest, save the
state. A moment of a case is bytes, so the same step can be taken again and again: early and late ones take turns, and
their medians count.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks import processes
from engine.bpmn import Environment, Execution, Known, Program, UserTaskOpened, compile_diagram
from webapp.memory import keep_what_is_loaded

BLOCKS = 20
TASKS = 1000
ROUNDS = 1000
EARLY = 10  # the round, or task, that late ones are held against
FEW, MANY = 1_000, 10_000
FIELDS = {f"field_{number}": f"value number {number}" for number in range(20)}
PAIRS = 40
NOTHING = Known(form_keys=frozenset(), process_ids=frozenset(), task_types=frozenset(), functions={})
ENVIRONMENT = Environment({}, datetime(2026, 3, 2, 8, tzinfo=UTC), ZoneInfo("Europe/Stockholm"))


def measure() -> dict[str, float]:
    """What benchmarks.figures lists of the kernel: whole runs, and the worst of their ratios."""
    keep_what_is_loaded()  # as in a process that serves
    runs = {
        "blocks_s": _run(processes.blocks(BLOCKS), 2 * BLOCKS, early=1),
        "sequence_s": _run(processes.sequence(TASKS), TASKS, early=EARLY),
        "rounds_s": _run(processes.rounds(), 2 * ROUNDS, early=2 * EARLY - 1),
    }
    few, many = _children(FEW), _children(MANY)
    few_ms, many_ms = _milliseconds(few.moment, many.moment)
    ratios = [many_ms / few_ms, many.seconds / few.seconds]
    return {
        "kernel_step_ms": min(run.early_ms for run in runs.values()),
        **{key: run.seconds for key, run in runs.items()},
        "children_open_s": many.seconds,
        "children_step_ms": many_ms,
        "kernel_time_ratio": max(run.late_ms / run.early_ms for run in runs.values()),
        "children_time_ratio": max(ratios) * FEW / MANY,
        "kernel_state_ratio": max(
            *(run.late_bytes / run.early_bytes for run in runs.values()),
            len(many.moment.state) / len(few.moment.state) * FEW / MANY,
        ),
    }


@dataclass(frozen=True)
class Moment:
    """A case between two steps. waiting: tokens of its open tasks, oldest first."""

    program: Program
    state: bytes
    waiting: tuple[UUID, ...]

    @classmethod
    def start(cls, program: Program, variables: Mapping[str, Any]) -> Moment:
        """A case that has just started."""
        return cls._after(program, Execution.start(program, processes.ID, variables, ENVIRONMENT), ())

    def next(self) -> Moment:
        """The case after one more step."""
        execution = Execution.restore(self.program, processes.ID, self.state, ENVIRONMENT)
        execution.complete(self.waiting[0], {"field_1": "another value"})
        return self._after(self.program, execution, self.waiting[1:])

    @classmethod
    def _after(cls, program: Program, execution: Execution, waiting: tuple[UUID, ...]) -> Moment:
        opened = [effect.token for effect in execution.effects if isinstance(effect, UserTaskOpened)]
        return cls(program, execution.dump(), (*waiting, *opened))


@dataclass(frozen=True)
class Run:
    """A whole run, and a step of it early and late. seconds: of all its steps."""

    seconds: float
    early_ms: float
    late_ms: float
    early_bytes: int
    late_bytes: int


def _run(bpmn: bytes, steps: int, early: int) -> Run:
    """early: how many steps lie behind the early one; behind the late one, in a like place, all but three."""
    moments = [Moment.start(compile_diagram(bpmn, NOTHING), {**FIELDS, "round": 0, "rounds": ROUNDS})]
    started = time.perf_counter()
    while moments[-1].waiting:
        moments.append(moments[-1].next())
    seconds = time.perf_counter() - started
    if len(moments) != steps + 1 or moments[-1].state:
        raise RuntimeError(f"the case took {len(moments) - 1} steps instead of {steps}")
    first, last = moments[early], moments[steps - 3]
    return Run(seconds, *_milliseconds(first, last), len(first.state), len(last.state))


@dataclass(frozen=True)
class Children:
    """Many tasks that wait at once. seconds: until they did."""

    moment: Moment
    seconds: float


def _children(count: int) -> Children:
    program = compile_diagram(processes.children(), NOTHING)
    started = time.perf_counter()
    moment = Moment.start(program, {**FIELDS, "people": count})
    return Children(moment, time.perf_counter() - started)


def _milliseconds(one: Moment, other: Moment) -> tuple[float, float]:
    """What a step takes from each of two moments; medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(PAIRS):
        for moment, taken in zip((one, other), times, strict=True):
            started = time.perf_counter()
            moment.next()
            taken.append((time.perf_counter() - started) * 1000)
    return median(times[0]), median(times[1])
