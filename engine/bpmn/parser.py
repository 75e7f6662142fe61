"""Normalised XML → compiled scopes, on SpiffWorkflow's parsers.

Elements are made one by one, in document order, and then joined by flows, so long processes need no deep recursion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.bpmn.elements import container_class, element_class
from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.base import Definition, Element, Flow
from engine.bpmn.elements.compensation import UndoAll
from engine.bpmn.elements.event_sub_process import LISTENER, EventSubProcessStart
from engine.bpmn.elements.multi_instance import EACH
from engine.bpmn.scope_spec import ScopeSpec
from engine.bpmn.spiff import BpmnParser, ProcessParser, TaskParser
from engine.bpmn.vocabulary import LINK, Node, bpmn, child, compensation_handler, event_definitions, flow_nodes, kind
from engine.feel import Expression

INNER = ("subProcess", "transaction", "adHocSubProcess")
UNDO_ALL = "#undo-all"


class ElementParser(TaskParser):
    """Makes one element, and the container of an activity that runs several times."""

    def parse_node(self) -> Element:
        definition: Definition = self.process_parser.parser.definitions[self.bpmn_id]
        spec_class = self.spec_class
        container = container_class(spec_class, definition)
        if container is None:
            return self._make(spec_class, self.bpmn_id, definition)
        assert isinstance(definition, ActivityDefinition)
        self._make(spec_class, self.bpmn_id + EACH, replace(definition, loop=None))
        return self._make(container, self.bpmn_id, definition)

    def _make(self, spec_class: type[Element], name: str, definition: Definition) -> Element:
        info = definition.info
        element = spec_class(self.spec, name, documentation=info.documentation, bpmn_name=info.name)
        element.definition = definition
        return element


class ScopeParser(ProcessParser):
    """Parses the elements directly in one process or sub-process."""

    def _index_process_nodes(self) -> None:
        """The library would index everything below; the elements directly in the scope are enough."""

    def parse_node(self, node: Node) -> Element:
        # The library chooses by tag alone; how an event runs depends on its trigger too.
        return ElementParser(self, element_class(node), node, self.nsmap, lane=self.lane).parse_node()

    def create_spec(self) -> ScopeSpec:
        return ScopeSpec(self.bpmn_id)

    def add_tasks(self) -> None:
        nodes = list(flow_nodes(self.node))
        for node in nodes:
            self.parse_node(node)
            if kind(node) in INNER:
                self.parser.create_parser(node, filename=self.filename, lane=self.lane)
        spec: ScopeSpec = self.spec
        flows = list(self.node.iterfind(bpmn("sequenceFlow")))
        self._connect(spec, flows, {node.get("default") for node in nodes})
        spec.undo_all = UndoAll(spec, UNDO_ALL)
        targets = {flow.get("targetRef") for flow in flows}
        plain = [node.get("id", "") for node in nodes if kind(node) == "startEvent" and not event_definitions(node)]
        spec.loose = tuple(node.get("id", "") for node in nodes if not _is_led_to(node, targets))
        # A sub-process begins at all its plain start events; a case that nothing else starts at the first.
        spec.starts = (*(plain[:1] if kind(self.node) == "process" else plain), *spec.loose)
        for node in nodes:
            if kind(node) == "boundaryEvent":
                self._attach(spec, node)
            elif node.get("triggeredByEvent") == "true":
                self._listen(spec, node)

    def _attach(self, spec: ScopeSpec, node: Node) -> None:
        host: Element = spec.task_specs[node.get("attachedToRef", "")]
        if child(node, "compensateEventDefinition") is None:
            host.boundaries = (*host.boundaries, node.get("id", ""))
        else:
            host.handler = compensation_handler(node)

    def _listen(self, spec: ScopeSpec, handler: Node) -> None:
        for node in flow_nodes(handler):
            if kind(node) != "startEvent":
                continue
            start = node.get("id", "")
            if child(node, "compensateEventDefinition") is not None:
                spec.undo = handler.get("id", ""), start
                continue
            listener = EventSubProcessStart(spec, start + LISTENER, bpmn_name=node.get("name"))
            listener.definition = self.parser.definitions[start]
            spec.listeners = (*spec.listeners, listener.name)

    def _connect(self, spec: ScopeSpec, flows: list[Node], defaults: set[str | None]) -> None:
        for node in flows:
            name, source, target = (node.get(key, "") for key in ("id", "sourceRef", "targetRef"))
            flow = Flow(name, source, target, self.parser.conditions.get(name), name in defaults)
            leaving: Element = spec.task_specs[source]
            entering: Element = spec.task_specs[target]
            leaving.outgoing = (*leaving.outgoing, flow)
            entering.incoming = (*entering.incoming, name)


def _is_led_to(node: Node, targets: set[str | None]) -> bool:
    exempt = node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true"
    return exempt or kind(node) in ("startEvent", "boundaryEvent") or bool(node.get(LINK)) or node.get("id") in targets


class DiagramParser(BpmnParser):
    """Parses one diagram. definitions: what each element says, by id; conditions: of flows, by id."""

    PROCESS_PARSER_CLASS = ScopeParser

    def __init__(self, definitions: Mapping[str, Definition], conditions: Mapping[str, Expression]) -> None:
        super().__init__()
        self.definitions = definitions
        self.conditions = conditions

    def scopes(self, root: Node) -> dict[str, ScopeSpec]:
        """All processes and sub-processes by id."""
        # Not the library's own way in, which also reads messages, signals and errors, and stumbles over lacking ids.
        for process in root.iterfind(bpmn("process")):
            self.create_parser(process)
        done: dict[str, ScopeSpec] = {}
        while missing := [name for name in self.process_parsers if name not in done]:
            for name in missing:
                done[name] = self.get_spec(name)
        return done
