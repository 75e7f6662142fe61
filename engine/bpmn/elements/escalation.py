"""Escalations: like errors they climb to the nearest scope that catches them, but the thrower goes on (BPMN 2.0
§10.5.6, §13.5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.spiff import TaskState
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node, child, referenced

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, slots=True)
class Escalation(Trigger):
    """code: of the escalations it catches, None for all."""

    code: str | None

    def listen(self, token: Token, variables: Variables) -> None:
        token._set_state(TaskState.WAITING)


def read_escalation(node: Node, reader: Reader) -> Escalation | None:
    """The escalation an event throws or catches: its code, else its name, else its id."""
    element, definition = node.get("id", ""), child(node, "escalationEventDefinition")
    reference = definition.get("escalationRef") if definition is not None else None
    if definition is None or not reference:
        return Escalation(None)
    escalation = referenced(definition, "escalation")
    if escalation is None:
        reader.problem(element, f"There is no escalation {reference!r} in the file.", "Choose one, or make one.")
        return None
    code = (escalation.get("escalationCode") or escalation.get("name") or reference).strip()
    if code.startswith("="):
        reader.problem(element, "The escalation code is an expression.", "Write the code as plain text.")
        return None
    return Escalation(code)


@dataclass(frozen=True, kw_only=True)
class EscalationThrowDefinition(Definition):
    """code: of the escalation it throws; empty when it names none, which only an event that catches all catches."""

    code: str


class EscalationThrowEvent(Element):
    """Throw or end event. What nobody catches, here or in the cases that called this one, is let go."""

    definition: EscalationThrowDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> EscalationThrowDefinition:
        escalation = read_escalation(node, reader)
        return EscalationThrowDefinition(info=info, code=(escalation.code or "") if escalation is not None else "")

    def act(self, token: Token) -> bool:
        instance = token.scope.instance
        instance.escalate(token, self.definition.code, token.variables, at_activity=False)
        return token.alive
