"""Event sub-processes: a part of a scope that begins when something happens in it (BPMN 2.0 §10.3.5, §13.5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.bpmn.elements.catch_event import CatchDefinition, Catching
from engine.bpmn.elements.sub_process import SubProcess
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.scope import InnerScope
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node

LISTENER = "#listener"  # no id can contain '#'


@dataclass(frozen=True, kw_only=True)
class ListenerDefinition(CatchDefinition):
    """interrupting: whether everything else in the scope ends; handler: the event sub-process that begins."""

    interrupting: bool
    handler: str


class EventSubProcess(SubProcess):
    """Runs in the scope whose event set it off. Errors in it are for the scopes around that one."""


class EventSubProcessStart(Catching):
    """The start event of an event sub-process. In the scope around it its token listens, at the start event's name and
    LISTENER; inside, the token that begins merely passes it."""

    definition: ListenerDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ListenerDefinition:
        around = node.getparent()
        assert around is not None
        return ListenerDefinition(
            info=info,
            interrupting=node.get("isInterrupting", "true") != "false",
            handler=around.get("id", ""),
            **cls.read_catching(node, reader),
        )

    def enter(self, token: Token) -> bool:
        if not token.listens:
            return True
        self.trigger.listen(token, token.variables)
        return False

    def seen_by(self, token: Token) -> Variables:
        return token.scope.instance.view_of_scope(token.scope, token.variables)

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        scope, instance = token.scope, token.scope.instance
        variables = self.seen_by(token)
        carried = self.received(token, payload, variables)
        token.announced = False
        if self.definition.interrupting:
            scope.remove(token)
            for other in scope.tokens():
                instance.kill(other)
            scope.ended = None
            if isinstance(scope, InnerScope):
                scope.activity.interrupted(scope)
            forks = frozenset[int]()
        else:
            forks = instance.fork_all(scope)
            scope.remove(token)
            if self.trigger.repeats(token):
                anew = Token(scope, self, token.variables, listens=True)
                self.trigger.listen_again(token, anew, variables)
        handler = scope.spec.task_specs[self.definition.handler]
        instance.spawn(scope, handler, carried, forks=forks, trigger=self.id)
