"""Intermediate timer catch event: the token waits for a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.timer import Timer, read_timer
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, kw_only=True)
class TimerEventDefinition(Definition):
    """timer: None only in a diagram that was refused."""

    timer: Timer | None


class TimerCatchEvent(Element):
    """Waits until `Execution.fire`. A cycle fires here once: the token leaves with the first round."""

    announces: ClassVar[bool] = True
    definition: TimerEventDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> TimerEventDefinition:
        return TimerEventDefinition(info=info, timer=read_timer(node, reader))

    def enter(self, token: Token) -> bool:
        assert self.definition.timer is not None
        self.definition.timer.arm(token, token.variables)
        return False

    def fire(self, token: Token) -> None:
        """The time has come."""
        token.announced = False
        token._ready()
