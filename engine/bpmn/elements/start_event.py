"""Start events of processes and of plain sub-processes. When one is entered, what triggers it has happened."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.catch_event import READERS
from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node, event_definitions, kind


@dataclass(frozen=True, kw_only=True)
class StartDefinition(Definition):
    """trigger: what starts cases here; None for a plain start event."""

    trigger: Trigger | None


class StartEvent(Element):
    """The token passes."""

    definition: StartDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> StartDefinition:
        trigger = None
        for definition in event_definitions(node):
            trigger = READERS[kind(definition).removesuffix("EventDefinition")](node, reader)
        return StartDefinition(info=info, trigger=trigger)
