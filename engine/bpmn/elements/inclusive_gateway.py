"""Inclusive gateway: takes every way whose condition holds, and waits for all that can still come (§13.4.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Element, Flow
from engine.bpmn.elements.parallel_gateway import first_by_flow
from engine.bpmn.spiff import TaskState
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.scope import Scope
    from engine.bpmn.token import Token


class InclusiveGateway(Element):
    """Its join is tried when nothing else in the case can move."""

    def choose(self, token: Token) -> list[Flow]:
        held = [flow for flow in self.outgoing if not flow.default and self.holds(flow, token)]
        chosen = held or [flow for flow in self.outgoing if flow.default]
        if self.outgoing and not chosen:
            raise ExpressionError(f"{self.id}: no condition holds, and there is no default flow")
        return chosen

    def enter(self, token: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        token._set_state(TaskState.WAITING)
        return False

    def try_join(self, scope: Scope) -> bool:
        """Join what waits here if nothing more is expected. True: something has moved."""
        first = first_by_flow(scope.waiting_at(self))
        if not first or self.expects_more(scope, first):
            return False
        joined = list(first.values())
        scope.instance.join(joined[-1], joined)
        joined[-1]._ready()
        return True

    def expects_more(self, scope: Scope, come: Collection[str | None]) -> bool:
        """Whether a token of the scope can still reach an incoming flow by which none has come yet.

        A token that can also reach a flow by which one has come does not count (BPMN 2.0 table 13.3). What waits at a
        gateway for its reset lies on no flow.
        """
        reached = {name for flow in come for name in scope.spec.upstream(self.name, flow)}
        missing = (flow for flow in self.incoming if flow not in come)
        missed = {name for flow in missing for name in scope.spec.upstream(self.name, flow)} - reached
        return any(token.element.name in missed and not waits_for_reset(token) for token in scope.moving())


def waits_for_reset(token: Token) -> bool:
    """Whether a token stays at a complex gateway that has gone on without it."""
    return isinstance(token.element, InclusiveGateway) and token.state == TaskState.STARTED
