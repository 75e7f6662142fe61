"""Runs everything that a folder of suites has, in two processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tests.conformance import dmn_tck, models, round_trip, scenarios, traces
from tests.conformance import suites as found
from tests.conformance.models import Outcome
from tests.conformance.suites import Model
from tests.engine.bpmn.test_random_processes import fault

PROCESSES = 2
RANDOM = 1_000  # processes that are drawn at random, each with an answer worked out beside it


@dataclass(frozen=True, slots=True)
class Measured:
    """outcomes: of all models; scenarios and traces: what went wrong in each, None when nothing did; deployed: how
    many diagrams were put to use; changed: why some of them did not come back as they were; random: what went
    wrong with the random process of this seed, empty when nothing did."""

    suites: Path
    outcomes: tuple[Outcome, ...]
    scenarios: Mapping[str, str | None] = field(default_factory=dict)
    traces: Mapping[str, str | None] = field(default_factory=dict)
    dmn_tck: Mapping[str, int] = field(default_factory=dict)
    deployed: int = 0
    changed: Mapping[Path, str] = field(default_factory=dict)
    random: Mapping[int, str] = field(default_factory=dict)


def measure(suites: Path) -> Measured:
    """Everything."""
    outcomes = judge_all(found.models(suites))
    with get_context("forkserver").Pool(PROCESSES) as pool:
        random = dict(enumerate(pool.map(fault, range(RANDOM), chunksize=50)))
    deployed = diagrams(outcomes)
    return Measured(
        suites=suites,
        outcomes=tuple(outcomes),
        scenarios={each.id: scenarios.problem(each) for each in found.scenarios(suites)},
        traces={each.name: traces.problem(each) for each in traces.traces(suites)},
        dmn_tck=dmn_tck.run(suites).counts,
        deployed=len(deployed),
        changed=round_trip.round_trip(deployed),
        random=random,
    )


def diagrams(outcomes: Iterable[Outcome]) -> dict[Path, bytes]:
    """What is put to use for the round trip, by model."""
    return {outcome.model.path: outcome.deployed for outcome in outcomes if outcome.deployed is not None}


def judge_all(by_suite: Mapping[str, Iterable[Model]]) -> list[Outcome]:
    """What comes of every model, in order."""
    work = [(model, near) for group in by_suite.values() for model, near in _with_neighbours(list(group))]
    with get_context("forkserver").Pool(PROCESSES) as pool:
        return pool.starmap(models.judge, work, chunksize=8)


def _with_neighbours(group: list[Model]) -> Iterable[tuple[Model, dict[str, Path]]]:
    """Each model with the files of its suite that have other processes; of several files with the same process the one
    in the nearest folder."""
    by_process: dict[str, list[Path]] = {}
    for model in group:
        for process_id in models.processes_of(model):
            by_process.setdefault(process_id, []).append(model.path)
    for model in group:
        yield (
            model,
            {name: _nearest(model.path, paths) for name, paths in by_process.items()},
        )


def _nearest(path: Path, others: list[Path]) -> Path:
    return max(others, key=lambda other: (sum(a == b for a, b in zip(path.parts, other.parts, strict=False)), other))
