"""Every construct of BPMN 2.0 in the smallest diagram that has it, and what the check at deploy says of it.

Those that are no events are listed in constructs.toml. Events are the places where they can lie times their triggers;
which of these BPMN knows is Table 10.93 of BPMN 2.0.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.bpmn import compile_diagram
from engine.errors import InvalidDiagram, Problem
from tests.engine.bpmn.drawing import boundary, catch, chain, diagram, element, end, process, start, sub, throw, user
from tests.engine.bpmn.driving import KNOWN

LIST = Path(__file__).with_name("constructs.toml")
IT = "it"
TASK = start() + user("task") + end() + chain("start", "task", "end")
ITEMS = '<extensionElements><zeebe:loopCharacteristics inputCollection="=[1]"/></extensionElements>'


@dataclass(frozen=True)
class Construct:
    """name: for people; elements: what BPMN calls it; says: what to know of it where it runs; drawn: whether it has
    no effect on what runs."""

    name: str
    elements: tuple[str, ...]
    says: str
    drawn: bool
    bpmn: bytes

    def problems(self) -> tuple[Problem, ...]:
        """What the check at deploy says, warnings included."""
        try:
            program = compile_diagram(self.bpmn, KNOWN)
        except InvalidDiagram as refusal:
            return refusal.problems
        return tuple(problem for info in program.processes.values() for problem in info.warnings)

    @property
    def runs(self) -> bool:
        """Whether a diagram with it can be deployed."""
        return all(problem.warning for problem in self.problems())

    @property
    def verdict(self) -> str:
        """In one word."""
        if not self.runs:
            return "refused"
        return "drawn" if self.drawn else "runs"


def way(xml: str) -> bytes:
    """It lies on the way from start to end."""
    return diagram(process(start(), xml, end(), chain("start", IT, "end")))


def beside(xml: str) -> bytes:
    """It lies beside the only task of a process."""
    return diagram(process(TASK, xml))


PLACES: Mapping[str, Callable[[str], bytes]] = {
    "way": way,
    "beside": beside,
    "task": lambda xml: way(user(IT, xml)),
    "each": lambda xml: way(
        user(IT, f"<multiInstanceLoopCharacteristics>{ITEMS}{xml}</multiInstanceLoopCharacteristics>")
    ),
    "process": lambda xml: diagram(process(xml)),
    "outside": lambda xml: diagram(process(TASK), xml),
}


def constructs() -> dict[str, list[Construct]]:
    """All that are no events, by the heading under which they are listed."""
    listed = tomllib.loads(LIST.read_text("utf-8"))
    return {heading: [_construct(entry) for entry in entries] for heading, entries in listed.items()}


def _construct(entry: Mapping[str, Any]) -> Construct:
    ((place, xml),) = ((name, entry[name]) for name in PLACES if name in entry)
    return Construct(
        name=entry["name"],
        elements=tuple(entry["elements"].split()),
        says=entry.get("says", ""),
        drawn=entry.get("drawn", False),
        bpmn=PLACES[place](xml).replace(b"</definitions>", f"{entry.get('root', '')}</definitions>".encode()),
    )


def _definition(trigger: str, inside: str = "", /, **attributes: str) -> str:
    return element(f"{trigger}EventDefinition", f"{trigger}_trigger", inside, **attributes)


MESSAGE, SIGNAL = _definition("message", messageRef="m"), _definition("signal", signalRef="s")
TRIGGERS = {
    "none": "",
    "timer": _definition("timer", "<timeDuration>P1D</timeDuration>"),
    "message": MESSAGE,
    "signal": SIGNAL,
    "error": _definition("error", errorRef="e1"),
    "escalation": _definition("escalation", escalationRef="x"),
    "conditional": _definition("conditional", "<condition>=a = 1</condition>"),
    "compensate": _definition("compensate"),
    "cancel": _definition("cancel"),
    "terminate": _definition("terminate"),
    "link": _definition("link", name="there"),
    "multiple": MESSAGE + SIGNAL,
    "parallel multiple": MESSAGE + SIGNAL,
}
COMING = {"timer", "message", "signal", "conditional", "multiple", "parallel multiple"}  # from outside, at any time
POSITIONS = {
    "start": {"none", *COMING},
    "event sub-process": {*COMING, "error", "escalation", "compensate"},
    "event sub-process, not interrupting": {*COMING, "escalation"},
    "catch": {*COMING, "link"} - {"none"},
    "boundary": {*COMING, "error", "escalation", "compensate", "cancel"},
    "boundary, not interrupting": {*COMING, "escalation"},
    "throw": {"none", "message", "signal", "escalation", "compensate", "link", "multiple"},
    "end": {"none", "message", "signal", "error", "escalation", "compensate", "cancel", "terminate", "multiple"},
}
UNDO = (
    user("undo", isForCompensation="true")
    + boundary("undoing", "task", _definition("compensate"))
    + element("association", "to_undo", associationDirection="One", sourceRef="undoing", targetRef="undo")
)


def event(position: str, trigger: str) -> Construct:
    """One event of Table 10.93, or one that BPMN does not know."""
    parallel = {"parallelMultiple": "true"} if trigger == "parallel multiple" else {}
    inside = _place(position, trigger, TRIGGERS[trigger], parallel)
    return Construct(f"{trigger} {position}", (), "", drawn=False, bpmn=diagram(process(inside)))


def _place(position: str, trigger: str, definition: str, parallel: Mapping[str, str]) -> str:
    match position:
        case "start":
            return element("startEvent", IT, definition, **parallel) + user("task") + end() + chain(IT, "task", "end")
        case "event sub-process" | "event sub-process, not interrupting":
            interrupting = str(position == "event sub-process").lower()
            first = element("startEvent", IT, definition, isInterrupting=interrupting, **parallel)
            reaction = sub("reaction", first, user("react"), chain(IT, "react"), triggeredByEvent="true")
            inner = start("in") + user("inner") + chain("in", "inner")
            return start() + sub("around", inner, reaction) + end() + chain("start", "around", "end")
        case "catch":
            other = throw("from", definition) if trigger == "link" else user("from")
            found = element("intermediateCatchEvent", IT, definition, **parallel)
            ways = chain("start", "from") + ("" if trigger == "link" else chain("from", IT))
            return start() + other + found + end() + ways + chain(IT, "end")
        case "boundary" | "boundary, not interrupting":
            return _on_boundary(position, trigger, definition, parallel)
        case "throw":
            there = catch("there", definition) + chain("there", "end") if trigger == "link" else chain(IT, "end")
            undo = UNDO if trigger == "compensate" else ""
            thrown = element("intermediateThrowEvent", IT, definition, **parallel)
            return start() + user("task") + thrown + end() + chain("start", "task", IT) + there + undo
        case _:
            undo = UNDO if trigger == "compensate" else ""
            inner = (
                start("in")
                + user("task")
                + element("endEvent", IT, definition, **parallel)
                + chain("in", "task", IT)
                + undo
            )
            return _transaction(inner) if trigger == "cancel" else inner


def _on_boundary(position: str, trigger: str, definition: str, parallel: Mapping[str, str]) -> str:
    host = "around" if trigger == "cancel" else "task"
    cancels = str(position == "boundary").lower()
    found = element("boundaryEvent", IT, definition, attachedToRef=host, cancelActivity=cancels, **parallel)
    if trigger == "compensate":
        undo = user("undo", isForCompensation="true")
        return TASK + found + undo + element("association", "a", sourceRef=IT, targetRef="undo")
    after = user("after") + chain(IT, "after")
    inner = start("in") + end("out", _definition("cancel")) + chain("in", "out")
    return (_transaction(inner) if trigger == "cancel" else TASK) + found + after


def _transaction(inner: str) -> str:
    return start() + element("transaction", "around", inner) + end() + chain("start", "around", "end")
