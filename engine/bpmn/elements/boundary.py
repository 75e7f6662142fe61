"""Boundary events: tokens that listen beside an activity, with its end as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.elements.catch_event import CatchDefinition, Catching
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node


@dataclass(frozen=True, kw_only=True)
class BoundaryDefinition(CatchDefinition):
    """interrupting: whether the activity ends when the event happens."""

    interrupting: bool


class BoundaryEvent(Catching):
    """A token with a host listens; one without has been set off, and leaves."""

    definition: BoundaryDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> BoundaryDefinition:
        interrupting = node.get("cancelActivity", "true") != "false"
        return BoundaryDefinition(info=info, interrupting=interrupting, **cls.read_catching(node, reader))

    def enter(self, token: Token) -> bool:
        if token.host is None:
            return True
        self.trigger.listen(token, token.scope.host_of(token).variables)
        return False

    def seen_by(self, token: Token) -> Variables:
        return token.scope.instance.view_of(token.scope.host_of(token))

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """A token goes on from here. It carries what the activity sees of the case, with what its inner tokens have
        changed so far, and what the event brings."""
        scope, instance = token.scope, token.scope.instance
        host = scope.host_of(token)
        variables = instance.view_of(host)
        carried = self.received(token, payload, variables)
        token.announced = False
        if self.definition.interrupting:
            forks = host.forks
            instance.kill(host)
        else:
            scope.remove(token)
            forks = host.forks = instance.forks.fork(host.forks, variables)
            if self.trigger.repeats(token):
                self.trigger.listen_again(token, Token(scope, self, {}, host=host.id), host.variables)
        # The host's own flow and the event's now run side by side, in the same scope.
        instance.spawn(scope, self, carried, forks=forks)
