"""Traces of the token simulation: what tokens leave, and which scopes end, when the same things happen.

Stand-ins: tests.conformance.simulated; and a task that something happens to, or that is never left, waits for somebody
to do it, so it is a user task. Message flows are followed as drawn, also between elements that are no message events.
A trace counts how often each flow node, sub-process and process was left; end events that end their scope with it are
not listed in traces.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from engine.bpmn import MessageThrown, TimerArmed, UserTaskOpened
from engine.bpmn.vocabulary import Node, bpmn, child, kind
from tests.conformance.cases import Case
from tests.conformance.compiling import compiled
from tests.conformance.simulated import CHOICE, TASKS, Choices, kind_of, prepared, variable_of
from tests.conformance.suites import traces as trace_files
from tests.conformance.world import World

ENDING = frozenset({"terminateEventDefinition", "cancelEventDefinition", "errorEventDefinition"})
UNLISTED = frozenset({"sequenceFlow", "messageFlow", "collaboration", "participant", "eventBasedGateway", ""})
ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Trace:
    """One run of a simulated model; longer ones are written down in several files."""

    name: str
    model: Path
    files: tuple[Path, ...]


def traces(suites: Path) -> list[Trace]:
    """All traces that lie beside their model. `x-1.json` is a run of `x.bpmn`, and goes on from `x-0.json` when it
    does not begin with a new scope."""
    found: list[Trace] = []
    for path in trace_files(suites):
        model = path.with_suffix(".bpmn")
        if not model.is_file():
            model = path.with_name(re.sub(r"-\d+$", "", path.stem) + ".bpmn")
        if not model.is_file():
            continue
        begins = json.loads(path.read_text("utf-8"))[0].startswith("createScope")
        if begins:
            found.append(Trace(path.stem, model, (path,)))
        elif found and found[-1].model == model and path.stem != model.stem:
            found[-1] = Trace(found[-1].name, model, (*found[-1].files, path))
    return found


def problem(trace: Trace) -> str | None:
    """How the engine's run differs from the trace, None when it does not."""
    try:
        run = Run(trace)
        run.go()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    got, wanted = +run.left(), +run.wanted
    return None if got == wanted else f"missing {dict(wanted - got)}, too much {dict(got - wanted)}"


class Simulated(World):
    """A world in which messages go where message flows lead, and nowhere else."""

    def _route(self, message: MessageThrown) -> None:
        """The run follows the message flows."""


class Run:
    """One trace, and the world that does the same."""

    def __init__(self, trace: Trace) -> None:
        self.root = prepared(trace.model)
        lines = [line for path in trace.files for line in json.loads(path.read_text("utf-8"))]
        self.nodes: dict[str, Node] = {node.get("id", ""): node for node in self.root.iter(etree.Element)}
        self.processes = {pool.get("id"): pool.get("processRef") for pool in self.root.iter(bpmn("participant"))}
        self.steps = [self._step(line) for line in lines]
        drawn = [
            (flow.get("id"), flow.get("sourceRef", ""), flow.get("targetRef", "")) for flow in self._all("messageFlow")
        ]
        self.flows = [(source, target) for _, source, target in drawn]
        self.from_outside = {
            flow: target for flow, source, target in drawn if source in self.processes and not self.processes[source]
        }
        self.wanted = Counter(name for what, name in self.steps if what == "exit" and self._is_listed(name))
        self.signalled = Counter(name for what, name in self.steps if what == "signal")
        self.routed: Counter[tuple[str, str]] = Counter()
        self.came: Counter[str] = Counter()
        self._let_tasks_wait()
        self.choices = Choices(self.steps, self.nodes)
        self.world = Simulated([compiled(self.root, {CHOICE: (1, 1)})], (self.choices.function,))

    def go(self) -> None:
        """Do what the trace was triggered by, one after another, each when all before it have come to rest."""
        for _ in range(ROUNDS):
            self._come_to_rest()
            if not self._next_trigger():
                return

    def left(self) -> Counter[str]:
        """How often each listed element was left so far. An activity that an event on its boundary ends is left."""
        counted: Counter[str] = Counter()
        for case in self.world.cases:
            counted.update({name: times for name, times in case.passed.items() if self._is_listed(name)})
            counted[case.process_id] += case.status == "completed"
        for event in self._all("boundaryEvent"):
            if event.get("cancelActivity", "true") != "false":
                counted[event.get("attachedToRef", "")] += counted[event.get("id", "")]
        return counted

    def _let_tasks_wait(self) -> None:
        entered = Counter(name for what, name in self.steps if what == "enter")
        hosts = {
            event.get("attachedToRef")
            for event in self._all("boundaryEvent")
            if child(event, "compensateEventDefinition") is None
        }
        for name, node in self.nodes.items():
            waits = name in self.signalled or name in hosts or entered[name] > self.wanted[name]
            if kind(node) in TASKS and waits:
                node.tag = bpmn("userTask")

    def _step(self, line: str) -> tuple[str, str]:
        what, name, _ = line.rsplit(":", 2)
        return what, self.processes.get(name) or name

    def _all(self, name: str) -> list[Node]:
        return list(self.root.iter(bpmn(name)))

    def _is_listed(self, name: str) -> bool:
        node = self.nodes.get(name)
        if node is None or kind(node) in UNLISTED:
            return False
        return not (kind(node) == "endEvent" and any(kind(each) in ENDING for each in node))

    def _started(self, process_id: str) -> int:
        return sum(case.process_id == process_id for case in self.world.cases)

    def _come_to_rest(self) -> None:
        for _ in range(ROUNDS):
            if not (self._do_tasks() or self._follow_flows()):
                return

    def _do_tasks(self) -> bool:
        left = self.left()
        for case, task in self.world.waiting(UserTaskOpened):
            if self.wanted[task.element_id] > left[task.element_id] and task.element_id not in self.signalled:
                self.world.finish(case, task, {})
                return True
        return False

    def _follow_flows(self) -> bool:
        left = self.left()
        for source, target in self.flows:
            if self.routed[source, target] < left[source]:
                self.routed[source, target] += 1
                self._message(target)
                return True
        return False

    def _message(self, target: str) -> None:
        process_id = self.processes.get(target)
        if target in self.processes:
            if process_id and self.signalled[process_id] and not self._started(process_id):
                self.world.start(process_id)
        elif kind(self.nodes[target]) == "startEvent":
            if self.signalled[target] > self.left()[target]:
                self.world.start(self._scope_of(target), target)
        elif self._waiting_at(target):
            self._trigger(target)

    def _next_trigger(self) -> bool:
        left, seen = self.left(), Counter[tuple[str, str]]()
        for number, (what, name) in enumerate(self.steps):
            if what == "signal" and name in self.from_outside:
                seen["message", name] += 1
                if seen["message", name] > self.came[name]:
                    return self._from_outside(name)
            elif what == "createScope" and kind_of(self.nodes, name) == "process":
                seen["start", name] += 1
                if seen["start", name] > self._started(name):
                    self.world.start(name, self._start_event(name, number))
                    return True
            elif what == "signal" and kind_of(self.nodes, name) not in ("process", "subProcess", "transaction", ""):
                seen["event", name] += 1
                if seen["event", name] > left[name]:
                    return self._trigger(name)
        return False

    def _from_outside(self, flow: str) -> bool:
        target = self.from_outside[flow]
        if kind(self.nodes[target]) != "startEvent" and not self._waiting_at(target):
            process_id = self._scope_of(target)
            if self._started(process_id):
                return False
            self.world.start(process_id)
        else:
            self.came[flow] += 1
            self._message(target)
        return True

    def _start_event(self, process_id: str, after: int) -> str | None:
        for what, name in self.steps[after:]:
            if what == "signal" and kind_of(self.nodes, name) == "startEvent" and self._scope_of(name) == process_id:
                return name
        return None

    def _scope_of(self, name: str) -> str:
        scope = self.nodes[name].getparent()
        return scope.get("id", "") if scope is not None else ""

    def _waiting_at(self, name: str) -> bool:
        return any(each.element_id == name for case in self.world.cases for each in case.waits.values())

    def _trigger(self, name: str) -> bool:
        return any(case.status == "running" and self._happen(case, name) for case in self.world.cases)

    def _happen(self, case: Case, name: str) -> bool:
        """The event or task of this id happens now. Conditional events wait for a variable of their own."""
        if child(self.nodes[name], "conditionalEventDefinition") is not None:
            before = self.left()[name]
            self.world.set_variables(case, {variable_of(name): True})
            return self.left()[name] > before
        for waiting in case.waits.values():
            if waiting.element_id == name:
                if isinstance(waiting, UserTaskOpened):
                    self.world.finish(case, waiting, {})
                elif isinstance(waiting, TimerArmed):
                    self.world.fire(case, waiting)
                else:
                    self.world.receive(case, name)
                return True
        return False
