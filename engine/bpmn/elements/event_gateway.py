"""Event-based gateway: whichever event behind it happens first decides the way (BPMN 2.0 §10.6.6, §13.4.4)."""

from __future__ import annotations

from engine.bpmn.elements.base import Element
from engine.bpmn.spiff import TaskState
from engine.bpmn.token import Token


class EventGateway(Element):
    """Waits here, with a listening token at each event behind it (`Instance.win`)."""

    def enter(self, token: Token) -> bool:
        token._set_state(TaskState.WAITING)
        scope = token.scope
        for flow in self.outgoing:
            way = Token(scope, scope.spec.task_specs[flow.target], token.variables, gateway=token.id, arrived=flow.id)
            way.element._update(way)
        return False
