"""The compiled form of one process or sub-process."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from engine.bpmn.elements.base import Element
from engine.bpmn.elements.catch_event import Catching
from engine.bpmn.elements.complex_gateway import ComplexGateway
from engine.bpmn.elements.condition import Condition
from engine.bpmn.elements.inclusive_gateway import InclusiveGateway
from engine.bpmn.elements.start_event import StartEvent
from engine.bpmn.spiff import BpmnProcessSpec, WorkflowSpec


class Root(Element):
    """What the root of a scope stands at; no token ever moves from here."""


class ScopeSpec(BpmnProcessSpec):
    """Elements by name. It is made once and shared by threads, which only read it.

    starts: where tokens begin; loose: of these, the ones that no flow leads to although they are no start events;
    listeners: names of the start events of event sub-processes that listen here; undo: the event sub-process that
    undoes this sub-process, and its start event; undo_all: where a token stands that undoes what was done here.
    """

    def __init__(self, name: str) -> None:
        # Not BpmnProcessSpec's own: that one adds specs called 'Start' and 'End', which are fine ids for elements.
        WorkflowSpec.__init__(self, name=name)
        self.svg = None
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.starts: tuple[str, ...] = ()
        self.loose: tuple[str, ...] = ()
        self.listeners: tuple[str, ...] = ()
        self.undo: tuple[str, str] | None = None
        self.start = Root(self, "#root")
        self.undo_all: Element = self.start
        self._upstream: dict[tuple[str, str | None], frozenset[str]] = {}

    @cached_property
    def inclusive_joins(self) -> tuple[Element, ...]:
        """Inclusive gateways where flows meet."""
        specs: list[Element] = list(self.task_specs.values())
        return tuple(spec for spec in specs if isinstance(spec, InclusiveGateway) and len(spec.incoming) > 1)

    @cached_property
    def has_event_starts(self) -> bool:
        """Whether a time, a message or a signal begins it."""
        specs: list[Element] = list(self.task_specs.values())
        return any(isinstance(spec, StartEvent) and spec.definition.trigger is not None for spec in specs)

    @cached_property
    def has_conditions(self) -> bool:
        """Whether a conditional event may listen here, or a complex gateway wait."""
        specs: list[Element] = list(self.task_specs.values())
        return any(
            isinstance(spec, ComplexGateway) or (isinstance(spec, Catching) and isinstance(spec.trigger, Condition))
            for spec in specs
        )

    def upstream(self, join: str, flow: str | None) -> frozenset[str]:
        """Names of the elements from which a token can come to `join` by this flow without passing `join` before."""
        key = (join, flow)
        found = self._upstream.get(key)
        if found is None:
            found = self._upstream[key] = self._search(join, flow)
        return found

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        sources: dict[str, set[str]] = {}
        for name, element in self.task_specs.items():
            for flow in element.outgoing:
                sources.setdefault(flow.target, set()).add(name)
            for boundary in element.boundaries:
                sources.setdefault(boundary, set()).add(name)
        return sources

    def _search(self, join: str, flow: str | None) -> frozenset[str]:
        seen: set[str] = set()
        open_ = [each.source for each in self._flows() if each.id == flow]
        while open_:
            name = open_.pop()
            if name != join and name not in seen:
                seen.add(name)
                open_.extend(self._sources.get(name, ()))
        return frozenset(seen)

    def _flows(self) -> list[Any]:
        return [flow for element in self.task_specs.values() for flow in element.outgoing]
