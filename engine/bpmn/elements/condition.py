"""Conditional events: they happen when a condition over the case's variables becomes true (BPMN 2.0 §10.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.reading import Reader
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node, child, text
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, slots=True)
class Condition(Trigger):
    """Looked at whenever nothing else in the case can move. One that does not interrupt happens again only after the
    condition has been false in between."""

    element_id: str
    expression: Expression

    def listen_again(self, happened: Token, anew: Token, variables: Variables) -> None:
        anew.held = True
        self.listen(anew, variables)

    def becomes_true(self, token: Token, variables: Variables) -> bool:
        """Whether the condition holds now and did not when it was last asked. Raises ExpressionError."""
        before, token.held = (
            token.held,
            token.scope.instance.environment.holds(self.element_id, self.expression, variables),
        )
        return token.held and not before


def read_condition(node: Node, reader: Reader) -> Condition | None:
    """The condition of an event. None, and a problem noted, when it has none."""
    element, definition = node.get("id", ""), child(node, "conditionalEventDefinition")
    source = text(child(definition, "condition")) if definition is not None else ""
    if not source:
        reader.problem(element, "The conditional event has no condition.", "Write one in FEEL.")
        return None
    expression = reader.feel(element, "The condition", source)
    return Condition(element, expression) if expression is not None else None
