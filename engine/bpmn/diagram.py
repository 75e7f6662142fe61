"""A diagram that has been read: safe, normalised, described; not yet checked nor compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.elements import element_class
from engine.bpmn.elements.base import Definition
from engine.bpmn.info import ElementInfo, ProcessInfo, StartEvent, element_info, form_key, properties
from engine.bpmn.lint.properties import read_properties
from engine.bpmn.lint.statutory import read_statutory
from engine.bpmn.normalise import normalise
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import SCOPES, Node, bpmn, child, event_definitions, flow_nodes, kind, referenced_name, text
from engine.bpmn.xml import parse
from engine.errors import Problem
from engine.feel import Expression


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """processes: the executable ones; elements: of each process, by id; problems: what normalising could not mend."""

    root: Node
    processes: Mapping[str, ProcessInfo]
    elements: Mapping[str, Mapping[str, ElementInfo]]
    problems: tuple[Problem, ...]

    def nodes(self, process_id: str) -> Iterator[Node]:
        """All flow nodes of a process that has been described."""
        known = self.elements[process_id]
        process = self._process(process_id)
        return (node for node in process.iter() if isinstance(node.tag, str) and node.get("id") in known)

    def read(self, process_id: str, reader: Reader) -> tuple[dict[str, Definition], dict[str, Expression]]:
        """What each element of a process says, and each flow's condition. Problems go to the reader."""
        process, infos = self._process(process_id), self.elements[process_id]
        read_properties(process_id, self.processes[process_id].properties, reader)
        read_statutory(infos, reader)
        definitions: dict[str, Definition] = {}
        for node in self.nodes(process_id):
            spec_class = element_class(node)
            if spec_class is not None:
                info = infos[node.get("id", "")]
                definitions[info.id] = spec_class.read(node, info, reader)
        conditions: dict[str, Expression] = {}
        for flow in process.iter(bpmn("sequenceFlow")):
            name, condition = flow.get("id", ""), child(flow, "conditionExpression")
            expression = reader.condition(name, "The condition", text(condition)) if condition is not None else None
            if expression is not None:
                conditions[name] = expression
        return definitions, conditions

    def owners(self) -> dict[str, str]:
        """The process in which each id lies that a problem may name."""
        return {
            identifier: process.get("id", "")
            for process in self.root.iterfind(bpmn("process"))
            for node in process.iter()
            if (identifier := node.get("id"))
        }

    def _process(self, process_id: str) -> Node:
        return next(node for node in self.root.iterfind(bpmn("process")) if node.get("id") == process_id)


def read_diagram(bpmn_bytes: bytes) -> Diagram:
    """Read a diagram without judging it. Raises InvalidDiagram only when it is not a BPMN file at all."""
    root = parse(bpmn_bytes)
    problems = normalise(root)
    processes, elements = {}, {}
    for process in root.iterfind(bpmn("process")):
        info = _process_info(process)
        processes[info.id] = info
        elements[info.id] = {each.id: each for each in _element_infos(process)}
    return Diagram(root=root, processes=processes, elements=elements, problems=tuple(problems))


def _process_info(process: Node) -> ProcessInfo:
    starts = [node for node in flow_nodes(process) if kind(node) == "startEvent"]
    plain = [node for node in starts if not event_definitions(node)]
    return ProcessInfo(
        id=process.get("id", ""),
        name=(process.get("name") or "").strip() or process.get("id", ""),
        executable=True,
        documentation=text(child(process, "documentation")),
        properties=properties(process),
        start_form=next((key for node in plain if (key := form_key(node))), None),
        event_starts=tuple(found for node in starts if (found := _event_start(node)) is not None),
    )


def _event_start(node: Node) -> StartEvent | None:
    for trigger in ("timer", "message", "signal"):
        definition = child(node, f"{trigger}EventDefinition")
        if definition is not None:
            return StartEvent(node.get("id", ""), trigger, referenced_name(definition, trigger))
    return None


def _element_infos(process: Node) -> Iterator[ElementInfo]:
    order = 0
    open_: list[tuple[Node, str | None]] = [(process, None)]
    while open_:
        scope, parent = open_.pop()
        for node in _along_flow(scope):
            yield element_info(node, parent, order)
            order += 1
            if kind(node) in SCOPES:
                open_.append((node, node.get("id", "")))


def _along_flow(scope: Node) -> list[Node]:
    """The nodes of a scope, each after one that leads to it: starts first, then breadth first along the flows."""
    nodes = {node.get("id", ""): node for node in flow_nodes(scope)}
    leads: dict[str, list[str]] = {}
    for flow in scope.iterfind(bpmn("sequenceFlow")):
        leads.setdefault(flow.get("sourceRef", ""), []).append(flow.get("targetRef", ""))
    for identifier, node in nodes.items():
        if kind(node) == "boundaryEvent":
            leads.setdefault(node.get("attachedToRef", ""), []).append(identifier)
    ordered: dict[str, Node] = {}
    starts = [identifier for identifier, node in nodes.items() if kind(node) == "startEvent"]
    for start in (*starts, *nodes):
        queue = [start]
        for identifier in queue:
            if identifier in nodes and identifier not in ordered:
                ordered[identifier] = nodes[identifier]
                queue.extend(leads.get(identifier, ()))
    return list(ordered.values())
