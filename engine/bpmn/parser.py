"""Normalised XML → compiled scopes, on SpiffWorkflow's parsers.

Elements are made one by one, in document order, and then joined by flows, so long processes need no deep recursion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.bpmn.elements import container_class, element_class
from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.base import Definition, Element, Flow
from engine.bpmn.elements.multi_instance import EACH
from engine.bpmn.scope_spec import ScopeSpec
from engine.bpmn.spiff import BpmnParser, ProcessParser, TaskParser
from engine.bpmn.vocabulary import Node, bpmn, event_definitions, flow_nodes, kind
from engine.feel import Expression


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
            if kind(node) == "subProcess":
                self.parser.create_parser(node, filename=self.filename, lane=self.lane)
        spec: ScopeSpec = self.spec
        flows = list(self.node.iterfind(bpmn("sequenceFlow")))
        self._connect(spec, flows, {node.get("default") for node in nodes})
        targets = {flow.get("targetRef") for flow in flows}
        events = [node for node in nodes if kind(node) == "startEvent"]
        starts = [node.get("id", "") for node in sorted(events, key=lambda each: len(event_definitions(each)))]
        without_start = [
            node.get("id", "") for node in nodes if kind(node) != "boundaryEvent" and node.get("id") not in targets
        ]
        spec.starts = tuple(starts[:1] or without_start)
        for node in nodes:
            if kind(node) == "boundaryEvent":
                host: Element = spec.task_specs[node.get("attachedToRef", "")]
                host.boundaries = (*host.boundaries, node.get("id", ""))

    def _connect(self, spec: ScopeSpec, flows: list[Node], defaults: set[str | None]) -> None:
        for node in flows:
            name, source, target = (node.get(key, "") for key in ("id", "sourceRef", "targetRef"))
            flow = Flow(name, source, target, self.parser.conditions.get(name), name in defaults)
            leaving: Element = spec.task_specs[source]
            entering: Element = spec.task_specs[target]
            leaving.outgoing = (*leaving.outgoing, flow)
            entering.incoming = (*entering.incoming, name)


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
