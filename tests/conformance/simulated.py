"""A model as the token simulator takes it: what it does without is put in, and a trace decides at gateways.

Stand-ins: every process runs; a task is done at once; what does not interrupt may happen again and again; an event
without a signal, a time or a condition has one; a flow leaves a gateway when the trace says so.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from lxml import etree

from engine.bpmn.vocabulary import Node, bpmn, child, event_definitions, kind
from engine.feel import FeelFunction
from tests.conformance.stand_ins import stand_in

CHOICE = "the trace takes"
TASKS = ("task", "userTask", "manualTask", "sendTask", "serviceTask", "scriptTask", "businessRuleTask")


class Choices:
    """Which flows each visit of a gateway took, by the trace."""

    def __init__(self, steps: list[tuple[str, str]], nodes: dict[str, Node]) -> None:
        self.taken: dict[str, list[set[str]]] = {}
        self.first: dict[str, str] = {}
        self.visits: Counter[str] = Counter()
        self.source = {name: node.get("sourceRef", "") for name, node in nodes.items() if kind(node) == "sequenceFlow"}
        for name, source in self.source.items():
            if child(nodes[name], "conditionExpression") is not None:
                self.first.setdefault(source, name)
        for number, (what, name) in enumerate(steps):
            if what == "exit" and kind_of(nodes, name) in ("exclusiveGateway", "inclusiveGateway"):
                flows = set()
                for then, flow in steps[number + 1 :]:
                    if then != "createScope" or self.source.get(flow) != name:
                        break
                    flows.add(flow)
                self.taken.setdefault(name, []).append(flows)

    @property
    def function(self) -> FeelFunction:
        return FeelFunction(CHOICE, ("flow",), self.takes)

    def takes(self, flow: str) -> bool:
        """Whether the token that is at the flow's gateway now takes it. The first flow asked begins a visit."""
        source = self.source[flow]
        self.visits[source] += self.first[source] == flow
        taken = self.taken.get(source, [])
        visit = self.visits[source] - 1
        return flow in taken[visit] if visit < len(taken) else self.first[source] == flow


def kind_of(nodes: dict[str, Node], name: str) -> str:
    return kind(nodes[name]) if name in nodes else ""


def event_of(definition: Node) -> Node:
    event = definition.getparent()
    assert event is not None
    return event


def variable_of(name: str) -> str:
    return f"happens_{re.sub(r'[^A-Za-z0-9_]', '_', name)}"


def prepared(model: Path) -> Node:
    """The model with everything that the simulator does without."""
    root = etree.fromstring(model.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
    for process in root.iter(bpmn("process")):
        process.set("isExecutable", "true")
    for task in root.iter(*map(bpmn, TASKS)):
        task.tag = bpmn("task")
    for timer in root.iter(bpmn("timerEventDefinition")):
        if not any(kind(each).startswith("time") for each in timer):
            # The simulator lets what does not interrupt happen as often as one likes.
            again = "false" in (event_of(timer).get("cancelActivity"), event_of(timer).get("isInterrupting"))
            etree.SubElement(timer, bpmn("timeCycle" if again else "timeDuration")).text = "R/PT1H" if again else "PT1H"
    for event in root.iter(etree.Element):
        for definition in event_definitions(event) if kind(event).endswith("Event") else ():
            if kind(definition) == "conditionalEventDefinition":
                condition = child(definition, "condition")
                if condition is None:
                    condition = etree.SubElement(definition, bpmn("condition"))
                condition.text = f"={variable_of(event.get('id', ''))}"
    stand_in(root)
    for gateway in root.iter(bpmn("exclusiveGateway"), bpmn("inclusiveGateway")):
        flows = [flow for flow in root.iter(bpmn("sequenceFlow")) if flow.get("sourceRef") == gateway.get("id")]
        for flow in flows if len(flows) > 1 else ():
            if flow.get("id") != gateway.get("default"):
                condition = child(flow, "conditionExpression")
                if condition is None:
                    condition = etree.SubElement(flow, bpmn("conditionExpression"))
                condition.text = f'={CHOICE}("{flow.get("id")}")'
    return root
