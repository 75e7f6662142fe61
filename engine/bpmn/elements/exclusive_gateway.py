"""Exclusive gateway: every token passes alone and takes one way (BPMN 2.0 §13.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.elements.base import Element, Flow
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.token import Token


class ExclusiveGateway(Element):
    """The first flow, in document order, whose condition holds or that has none; otherwise the default flow."""

    def choose(self, token: Token) -> list[Flow]:
        for flow in self.outgoing:
            if not flow.default and self.holds(flow, token):
                return [flow]
        default = [flow for flow in self.outgoing if flow.default]
        if self.outgoing and not default:
            raise ExpressionError(f"{self.id}: no condition holds, and there is no default flow")
        return default
