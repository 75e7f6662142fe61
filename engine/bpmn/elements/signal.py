"""Signals: everybody who waits hears them (BPMN 2.0 §10.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from engine.bpmn.effects import SignalAwaited, SignalThrown
from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.trigger import Trigger, check_spelling, check_written_name
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader, Value
from engine.bpmn.spiff import TaskState
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node, child, referenced
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, slots=True)
class Signal(Trigger):
    """name: of the signal."""

    announces: ClassVar[bool] = True

    element_id: str
    name: Value

    def listen(self, token: Token, variables: Variables) -> None:
        token._set_state(TaskState.WAITING)
        token.signal = self.spelled(token, variables)
        token.scope.instance.announce(
            token, SignalAwaited(token=token.id, element_id=self.element_id, name=token.signal)
        )

    def spelled(self, token: Token, variables: Variables) -> str:
        """The name, as these variables have it. Raises ExpressionError."""
        name = token.scope.instance.environment.value(self.element_id, self.name, variables)
        if not isinstance(name, str) or not name:
            raise ExpressionError(f"{self.element_id}: {self.name.static} gave {name!r}, no signal name")
        check_spelling(self.element_id, "signal name", name)
        return name


def read_signal(node: Node, reader: Reader) -> Signal | None:
    """The signal of an event. None, and a problem noted, when it names none."""
    element, definition = node.get("id", ""), child(node, "signalEventDefinition")
    signal = referenced(definition, "signal") if definition is not None else None
    written = signal.get("name") or signal.get("id") if signal is not None else None
    name = reader.value(element, "The signal's name", written)
    if name is None:
        reader.problem(element, "It names no signal.", "Choose the signal, or make one and give it a name.")
        return None
    check_written_name(element, "The signal's name", name, reader)
    return Signal(element, name)


@dataclass(frozen=True, kw_only=True)
class SignalThrowDefinition(Definition):
    """signal: None only in a diagram that was refused."""

    signal: Signal | None


class SignalThrowEvent(Element):
    """Throw or end event: all that waits in this case hears it at once, then the token goes on; other cases follow."""

    definition: SignalThrowDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> SignalThrowDefinition:
        return SignalThrowDefinition(info=info, signal=read_signal(node, reader))

    def act(self, token: Token) -> bool:
        assert self.definition.signal is not None
        instance = token.scope.instance
        name = self.definition.signal.spelled(token, token.variables)
        instance.effects.append(SignalThrown(element_id=self.id, name=name, variables=dict(token.variables)))
        instance.broadcast(name)
        return token.alive
