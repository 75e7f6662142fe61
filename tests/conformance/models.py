"""One model that somebody else drew: it runs as BPMN says, or it is refused with a reason."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lxml import etree

from engine.bpmn import Program, compile_diagram, read_diagram
from engine.bpmn.vocabulary import Node, bpmn, kind, referenced, text
from engine.errors import InvalidDiagram
from tests.conformance.compiling import known_to, parsed, prepare
from tests.conformance.drive import ATTEMPTS, WAYS, Driver, Problem, Way
from tests.conformance.faulty import faults
from tests.conformance.stand_ins import awaited_conditions
from tests.conformance.starting import starting_variables
from tests.conformance.suites import Model
from tests.conformance.turns import Turns
from tests.conformance.world import Trouble, World

SECONDS = 20
EXECUTED, REFUSED, WRONG, READ = "executed", "refused", "wrong", "read"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a model. reasons: why it was refused, or what went wrong; faults: what is wrong with the model
    itself; stood_in: how often which stand-in was needed; deployed: what is put to use for the round trip, when
    it compiles without stand-ins: the file itself, or, of a model that is not executable, the file so marked; readable:
    it is BPMN at all."""

    model: Model
    result: str
    reasons: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    stood_in: Mapping[str, int] = field(default_factory=dict)
    deployed: bytes | None = None
    readable: bool = True


class TooSlowError(Exception):
    """The model took longer than it may."""


def judge(model: Model, neighbours: Mapping[str, Path]) -> Outcome:
    """Read, compile and run one model. neighbours: which file of the suite has which process."""
    original = model.path.read_bytes()
    wrong = tuple(faults(original))
    try:
        with _time_limit():
            return _judge(model, original, neighbours, wrong)
    except Exception as error:
        return Outcome(model, WRONG, (f"{type(error).__name__}: {error}",), wrong)


def processes_of(model: Model) -> list[str]:
    """Ids of the processes in a file that can be called."""
    root = parsed(model.path.read_bytes())
    return [process.get("id", "") for process in root.iter(bpmn("process"))] if root is not None else []


def _judge(model: Model, original: bytes, neighbours: Mapping[str, Path], wrong: tuple[str, ...]) -> Outcome:
    prepared, stood_in = prepare(original, model.unasked)
    try:
        diagram = read_diagram(prepared)
    except InvalidDiagram as refusal:
        return replace(_refused(model, refusal, wrong), readable=False)
    if not diagram.processes:
        return Outcome(model, READ, faults=wrong, deployed=_marked_executable(original))
    try:
        program = compile_diagram(prepared, known_to(prepared))
    except InvalidDiagram as refusal:
        return _refused(model, refusal, wrong)
    if wrong:
        return Outcome(model, WRONG, (f"not refused, though {'; '.join(wrong)}",), wrong, stood_in)
    programs = [program, *_called(model, program, neighbours)]
    problems = tuple(_run(diagram.root, programs, program))
    if problems:
        return Outcome(model, WRONG, problems, wrong, stood_in)
    return Outcome(model, EXECUTED, (), wrong, stood_in, None if stood_in else original)


def _marked_executable(original: bytes) -> bytes | None:
    root = parsed(original)
    if root is None:
        return None
    for process in root.iter(bpmn("process")):
        process.set("isExecutable", "true")
    marked = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    try:
        compile_diagram(marked, known_to(marked))
    except InvalidDiagram:
        return None
    return marked


def _refused(model: Model, refusal: InvalidDiagram, wrong: tuple[str, ...]) -> Outcome:
    reasons = tuple(f"{problem.element or 'file'}: {problem.reason}" for problem in refusal.problems)
    if any(not problem.reason or not problem.remedy for problem in refusal.problems):
        return Outcome(model, WRONG, ("refused without a reason", *reasons), wrong)
    return Outcome(model, REFUSED, reasons, wrong)


def _run(root: Node, programs: list[Program], program: Program) -> Iterator[str]:
    attempts = list(range(ATTEMPTS))
    for process in program.processes.values():
        for start in _starts(program, process.id):
            for way in WAYS:
                problem = _one_run(root, programs, process.id, start, way, attempts)
                if problem is not None:
                    yield f"{process.id} from {start or 'its start'}: {problem.reason}"


def _one_run(
    root: Node, programs: list[Program], process_id: str, start: str | None, way: Way, attempts: list[int]
) -> Problem | None:
    """One run, with other choices where the first ones lead nowhere: the model's author would know which to make.
    attempts: in the order in which they are made; what has led to an end comes first the next time."""
    conditions = [text(each) for each in awaited_conditions(root)]
    problem = None
    for attempt in list(attempts):
        trouble = Trouble(_caught(root, "error"), _caught(root, "escalation")) if way.trouble else None
        world = World(programs, (Turns(attempt).function,), lambda decision, variables: None, trouble)
        world.start(process_id, start, **starting_variables(root, prefer_default=attempt % 2 == 1))
        problem = Driver(world, way, list(conditions), attempt).run()
        if problem is None or not problem.chosen:
            attempts.sort(key=lambda each: each != attempt)
            break
    return problem


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


def _called(model: Model, program: Program, neighbours: Mapping[str, Path]) -> Iterator[Program]:
    """Programs of the processes that this one calls, and those call, as far as the suite has them and they compile."""
    seen, open_ = {model.path}, [program]
    while open_:
        for process_id in sorted(_calls(open_.pop())):
            path = neighbours.get(process_id)
            if path is None or path in seen:
                continue
            seen.add(path)
            try:
                prepared, _ = prepare(path.read_bytes(), model.unasked)
                called = compile_diagram(prepared, known_to(prepared))
            except InvalidDiagram:
                continue  # a call of it is answered as if it had ended
            open_.append(called)
            yield called


def _calls(program: Program) -> set[str]:
    return {
        info.called_process
        for process_id in program.processes
        for info in program.elements(process_id).values()
        if info.called_process
    }


@contextmanager
def _time_limit() -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TooSlowError(f"more than {SECONDS} s")

    # Of this process's own work: what else the machine does must not make a model wrong.
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
