"""What all events that listen share, and the intermediate catch event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.cancellation import read_cancellation
from engine.bpmn.elements.climbing import read_climbing
from engine.bpmn.elements.condition import Condition, read_condition
from engine.bpmn.elements.message import read_message
from engine.bpmn.elements.signal import read_signal
from engine.bpmn.elements.timer import read_timer
from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import IoMapping, Reader
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node, event_definitions, kind

if TYPE_CHECKING:
    from engine.bpmn.token import Token

READERS: dict[str, Callable[[Node, Reader], Trigger | None]] = {
    "timer": read_timer,
    "message": read_message,
    "signal": read_signal,
    "conditional": read_condition,
    "error": partial(read_climbing, kind="error"),
    "escalation": partial(read_climbing, kind="escalation"),
    "cancel": read_cancellation,
}


@dataclass(frozen=True, kw_only=True)
class CatchDefinition(Definition):
    """trigger: what it waits for, None only in a diagram that was refused; outputs: what of that enters the case,
    everything when there are none."""

    trigger: Trigger | None
    outputs: tuple[IoMapping, ...]


class Catching(Element):
    """An event that listens."""

    definition: CatchDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> CatchDefinition:
        return CatchDefinition(info=info, **cls.read_catching(node, reader))

    @staticmethod
    def read_catching(node: Node, reader: Reader) -> dict[str, Any]:
        """The fields of CatchDefinition that every such event has."""
        (definition,) = event_definitions(node)
        trigger = READERS[kind(definition).removesuffix("EventDefinition")](node, reader)
        return {"trigger": trigger, "outputs": reader.mappings(node, "output")}

    @property
    def trigger(self) -> Trigger:
        """What it waits for."""
        assert self.definition.trigger is not None
        return self.definition.trigger

    @property
    def announces(self) -> bool:
        return self.trigger.announces

    def seen_by(self, token: Token) -> Variables:
        """What the event's expressions see while it listens."""
        return token.variables

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """What the token listens for has come, and brings these variables."""
        raise NotImplementedError

    def look(self, token: Token) -> None:
        """Let a conditional event happen if its condition has become true."""
        if isinstance(self.trigger, Condition) and self.trigger.becomes_true(token, self.seen_by(token)):
            self.happen(token, {})

    def received(self, token: Token, payload: Mapping[str, Any], variables: Variables) -> Variables:
        """These variables, with what the event has brought."""
        if not self.definition.outputs:
            return {**variables, **payload} if payload else variables
        environment = token.scope.instance.environment
        return environment.mapped(self.id, self.definition.outputs, {**variables, **payload}, variables)


class CatchEvent(Catching):
    """Intermediate catch event: the token waits, and leaves when it happens. A timer cycle fires here once."""

    def enter(self, token: Token) -> bool:
        self.trigger.listen(token, token.variables)
        return False

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        token.announced = False
        token.scope.instance.win(token)
        token.variables = self.received(token, payload, token.variables)
        token._ready()
