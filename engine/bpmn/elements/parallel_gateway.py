"""Parallel gateway: waits for one token on every incoming flow, then leaves by every outgoing one (§13.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Element, Flow
from engine.bpmn.spiff import TaskState

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class ParallelGateway(Element):
    """Tokens that come twice by the same flow wait for the next round."""

    def choose(self, token: Token) -> list[Flow]:
        return list(self.outgoing)

    def enter(self, token: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        token._set_state(TaskState.WAITING)
        first = first_by_flow(token.scope.waiting_at(self))
        if len(first) < len(self.incoming):
            return False
        token.scope.instance.join(token, [first[flow] for flow in self.incoming])
        return True


def first_by_flow(waiting: list[Token]) -> dict[str | None, Token]:
    """The longest waiting token of each incoming flow."""
    first: dict[str | None, Token] = {}
    for token in waiting:
        first.setdefault(token.arrived, token)
    return first
