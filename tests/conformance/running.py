"""Runs every process of a model from each of its starts, in every way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.bpmn import Program
from engine.bpmn.vocabulary import Node, bpmn, kind, referenced, text
from tests.conformance.cases import Trouble
from tests.conformance.drive import ATTEMPTS, STEPS, WAYS, Driver, Problem, Way
from tests.conformance.stand_ins import awaited_conditions
from tests.conformance.starting import starting_variables
from tests.conformance.turns import Turns
from tests.conformance.world import World


@dataclass(frozen=True, slots=True)
class Running:
    """A diagram that runs. root: as the engine has normalised it."""

    root: Node
    program: Program


def problems_of(model: Running, called: Sequence[Running]) -> Iterator[str]:
    """What goes wrong in a model, and in the ones it calls when it calls them."""
    attempts = list(range(ATTEMPTS))
    for process in model.program.processes.values():
        for start in _starts(model.program, process.id):
            for way in WAYS:
                problem = _run([model, *called], process.id, start, way, attempts)
                if problem is not None:
                    yield f"{process.id} from {start or 'its start'}: {problem.reason}"


def _run(
    models: Sequence[Running], process_id: str, start: str | None, way: Way, attempts: list[int]
) -> Problem | None:
    """One run, with other choices where the first ones lead nowhere: the model's author would know which to make.
    attempts: in the order in which they are made; what has led to an end comes first the next time."""
    problem = None
    for attempt in list(attempts):
        problem = _attempt(models, process_id, start, way, attempt)
        if problem is None or not problem.chosen:
            attempts.sort(key=lambda each: each != attempt)
            break
    return problem


def _attempt(models: Sequence[Running], process_id: str, start: str | None, way: Way, attempt: int) -> Problem | None:
    given: dict[str, Any] = {}
    for model in reversed(models):
        given |= starting_variables(model.root, prefer_default=attempt % 2 == 1)
    conditions = [text(each) for model in models for each in awaited_conditions(model.root)]
    root = models[0].root
    trouble = Trouble(_caught(root, "error"), _caught(root, "escalation")) if way.trouble else None
    turns = Turns(attempt).function
    world = World((model.program for model in models), (turns,), lambda decision, variables: None, trouble, STEPS)
    world.start(process_id, start, **given)
    return Driver(world, way, conditions, attempt).run()


def _caught(root: Node, what: str) -> list[str]:
    """A code for every event that catches an error, or an escalation."""
    found = []
    for definition in root.iter(bpmn(f"{what}EventDefinition")):
        event = definition.getparent()
        if event is not None and kind(event) in ("boundaryEvent", "startEvent"):
            declared = referenced(definition, what)
            names = () if declared is None else (declared.get(f"{what}Code"), declared.get("name"), declared.get("id"))
            found.append(next((name for name in names if name), "any"))
    return found


def _starts(program: Program, process_id: str) -> list[str | None]:
    events = [event.element_id for event in program.processes[process_id].event_starts]
    plain = [
        info
        for info in program.elements(process_id).values()
        if info.kind == "startEvent" and info.parent_scope is None and info.id not in events
    ]
    return [None, *events] if plain or not events else list(events)
