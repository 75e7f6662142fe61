"""Events that a token merely passes: start events, none throw events, and both ends of a link."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.timer import Timer, read_timer
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node


class PassingEvent(Element):
    """Nothing happens here."""


@dataclass(frozen=True, kw_only=True)
class TimerStartDefinition(Definition):
    """timer: when instances start. None only in a diagram that was refused."""

    timer: Timer | None


class TimerStartEvent(Element):
    """A start event that a time triggers. When it is entered, the time has come."""

    definition: TimerStartDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> TimerStartDefinition:
        return TimerStartDefinition(info=info, timer=read_timer(node, reader))
