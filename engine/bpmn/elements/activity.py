"""What activities share: input and output mappings, boundary events, and being done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.loop import Loop, read_loop
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import IoMapping, Reader
from engine.bpmn.spiff import TaskState
from engine.bpmn.vocabulary import Node

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, kw_only=True)
class ActivityDefinition(Definition):
    """inputs set variables that this activity alone sees. outputs are, when there are any, all that leaves it;
    otherwise everything it results in does. loop: its multi-instance marker."""

    inputs: tuple[IoMapping, ...]
    outputs: tuple[IoMapping, ...]
    loop: Loop | None


class Activity(Element):
    """A task, sub-process or call activity. Subclasses say in `begin` what starting it means."""

    definition: ActivityDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ActivityDefinition:
        return ActivityDefinition(info=info, **cls.read_shared(node, reader))

    @staticmethod
    def read_shared(node: Node, reader: Reader) -> dict[str, Any]:
        """The fields of ActivityDefinition that every kind of activity may have."""
        return {
            "inputs": reader.mappings(node, "input"),
            "outputs": reader.mappings(node, "output"),
            "loop": read_loop(node, reader),
        }

    def act(self, token: Token) -> bool:
        self.map_inputs(token)
        token._set_state(TaskState.STARTED)
        done = self.begin(token)
        if not done and token.alive:
            token.scope.instance.guard(token)
        return done

    def begin(self, token: Token) -> bool:
        """Start the activity. True: it is done already; False: it waits for somebody."""
        return True

    def map_inputs(self, token: Token) -> None:
        """Set what the activity's input mappings add to its view."""
        if self.definition.inputs:
            local = token.local or {}
            token.local = token.scope.instance.environment.mapped(self.id, self.definition.inputs, token.view, local)

    def conclude(self, token: Token, results: Mapping[str, Any]) -> None:
        """The activity is done with these results: they, or what its output mappings make of them, leave it."""
        token.outcome = {**token.view, **results}
        if self.definition.outputs:
            environment = token.scope.instance.environment
            token.variables = environment.mapped(self.id, self.definition.outputs, token.outcome, token.variables)
        elif results:
            token.variables = {**token.variables, **results}
