"""From the ids of one version to those of another."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.compile import Program
from engine.bpmn.elements.base import Element, Flow
from engine.bpmn.info import ElementInfo
from engine.bpmn.scope_spec import ScopeSpec

GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway"})


class Route:
    """Where the elements and flows of the old version are in the new one. An id that the mapping does not name stays
    what it is."""

    def __init__(self, old: Program, new: Program, process_id: str, mapping: Mapping[str, str]) -> None:
        self.old = old
        self.new = new
        self.process_id = process_id
        self._mapping = mapping

    def name(self, name: str) -> str:
        """The new name of a compiled element; what our own specs append to an id is kept."""
        found, mark, rest = name.partition("#")
        return self._mapping.get(found, found) + mark + rest

    def exists(self, name: str) -> bool:
        """Whether the new version has the element anywhere."""
        return name.partition("#")[0] in self.new.elements(self.process_id)

    def flow(self, flow_id: str, before: ScopeSpec, after: ScopeSpec, target: Element) -> str | None:
        """The flow into target by which a token has come that came by flow_id: the one that the mapping names, the one
        of the same id, or the only one that comes from the same element. None when there is none of these."""
        for found in (self._mapping.get(flow_id), flow_id):
            if found in target.incoming:
                return found
        sources = {self.name(flow.source) for flow in _flows(before) if flow.id == flow_id}
        same = [flow.id for flow in _flows(after) if flow.target == target.name and flow.source in sources]
        return same[0] if len(same) == 1 else None

    def successors(self, element_id: str) -> list[str]:
        """Ids of the elements of the new version that may take an element's place: those of its kind in the same
        sub-process, along the flow. Gateways may take each other's, save event-based ones."""
        old = self.old.elements(self.process_id)[element_id]
        home = old.parent_scope and self.name(old.parent_scope)
        return [
            each.id
            for each in self.new.elements(self.process_id).values()
            if _kind(each) == _kind(old) and each.parent_scope == home
        ]


def known_ids(program: Program, process_id: str) -> frozenset[str]:
    """Ids of all elements and flows of a process: what a mapping may name."""
    elements = program.elements(process_id)
    specs = [program.scopes[name] for name in (process_id, *elements) if name in program.scopes]
    return frozenset(elements) | {flow.id for spec in specs for flow in _flows(spec)}


def _kind(info: ElementInfo) -> tuple[str, str | None]:
    return ("gateway", None) if info.kind in GATEWAYS else (info.kind, info.event)


def _flows(spec: ScopeSpec) -> list[Flow]:
    return [flow for element in spec.task_specs.values() for flow in element.outgoing]
