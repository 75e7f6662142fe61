"""Escalations: like errors they climb to the nearest scope that catches them, but the thrower goes on (BPMN 2.0
§10.5.6, §13.5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.climbing import read_climbing
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.vocabulary import Node

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, kw_only=True)
class EscalationThrowDefinition(Definition):
    """code: of the escalation it throws; empty when it names none, which only an event that catches all catches."""

    code: str


class EscalationThrowEvent(Element):
    """Throw or end event. What nobody catches, here or in the cases that called this one, is let go."""

    definition: EscalationThrowDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> EscalationThrowDefinition:
        escalation = read_climbing(node, reader, "escalation")
        return EscalationThrowDefinition(info=info, code=(escalation.code or "") if escalation is not None else "")

    def act(self, token: Token) -> bool:
        instance = token.scope.instance
        instance.escalate(token, self.definition.code, token.variables, at_activity=False)
        return token.alive
