"""What all elements share: a token enters, acts, and leaves along the flows that the element chooses.

These are SpiffWorkflow task specs whose hooks do nothing by themselves: nothing is predicted, no variables are
inherited through a tree, and sequence flows are objects with an id, not references between specs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.spiff import TaskSpec
from engine.bpmn.step import Step, Verb
from engine.bpmn.vocabulary import Node
from engine.errors import ExpressionError
from engine.feel import Expression

if TYPE_CHECKING:
    from engine.bpmn.token import Token


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. condition: None when it always holds; default: taken when no condition holds."""

    id: str
    source: str
    target: str
    condition: Expression | None
    default: bool


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What one element says of itself, read and checked once. Elements that say more subclass it."""

    info: ElementInfo


class Element(TaskSpec):
    """A node of a diagram. outgoing and incoming: its sequence flows in document order; boundaries: names of the
    boundary events attached to it; handler: name of the activity that undoes it."""

    outgoing: tuple[Flow, ...] = ()
    incoming: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()
    handler: str | None = None
    definition: Definition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> Definition:  # noqa: ARG003 - subclasses use them
        """Read the element's own attributes; what is wrong with them goes to the reader."""
        return Definition(info=info)

    @property
    def id(self) -> str:
        """The element's id in the diagram."""
        return self.definition.info.id

    @property
    def announces(self) -> bool:
        """Whether somebody outside waits for tokens that wait here."""
        return False

    def test(self) -> None:
        """The library asks each time a token gets ready; the diagram was checked when it was deployed."""

    def enter(self, token: Token) -> bool:
        """A token has arrived. True: it goes on at once; False: it stays as this method has left it."""
        return True

    def act(self, token: Token) -> bool:
        """Do what the element is for. True: done, the token leaves; False: it waits, or is gone."""
        return True

    def choose(self, token: Token) -> list[Flow]:
        """The flows a token leaves by (BPMN 2.0 §13.3.1): all without condition and those whose condition holds;
        the default flow when no condition holds. Raises ExpressionError when a token could leave by none of them."""
        held = [flow for flow in self.outgoing if not flow.default and self.holds(flow, token)]
        if any(flow.condition is not None for flow in held) or not any(flow.default for flow in self.outgoing):
            chosen = held
        else:
            chosen = [flow for flow in self.outgoing if flow in held or flow.default]
        if self.outgoing and not chosen:
            raise ExpressionError(f"{self.id}: no condition holds on any outgoing flow, and there is no default flow")
        return chosen

    def holds(self, flow: Flow, token: Token) -> bool:
        """Whether the flow's condition is true for what the token carries."""
        if flow.condition is None:
            return True
        return token.scope.instance.environment.holds(flow.id, flow.condition, token.variables)

    # What the library calls.

    def _update_hook(self, my_task: Token) -> bool:
        return self.enter(my_task)

    def _on_ready_hook(self, my_task: Token) -> None:
        my_task.scope.instance.plan(my_task, Step(Verb.ACT))

    def _run_hook(self, my_task: Token) -> bool | None:
        return self.act(my_task) or None

    def _on_complete(self, my_task: Token) -> None:
        my_task.scope.instance.leave(my_task)
