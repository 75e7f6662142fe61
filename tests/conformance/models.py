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
from engine.bpmn.vocabulary import bpmn
from engine.errors import InvalidDiagram
from tests.conformance.compiling import known_to, parsed, prepare
from tests.conformance.faulty import faults
from tests.conformance.running import Running, problems_of
from tests.conformance.suites import Model

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
    problems = tuple(problems_of(Running(diagram.root, program), list(_called(model, program, neighbours))))
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


def _called(model: Model, program: Program, neighbours: Mapping[str, Path]) -> Iterator[Running]:
    """The diagrams of the processes that this one calls, and those call, as far as the suite has them and they run."""
    seen, open_ = {model.path}, [program]
    while open_:
        for process_id in sorted(_calls(open_.pop())):
            path = neighbours.get(process_id)
            if path is None or path in seen:
                continue
            seen.add(path)
            try:
                prepared, _ = prepare(path.read_bytes(), model.unasked)
                called = Running(read_diagram(prepared).root, compile_diagram(prepared, known_to(prepared)))
            except InvalidDiagram:
                continue  # a call of it is answered as if it had ended
            open_.append(called.program)
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
