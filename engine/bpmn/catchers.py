"""Who catches what is thrown inside a case (BPMN 2.0 §10.5.6): errors and escalations climb, all hear signals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from engine.bpmn.elements.boundary import BoundaryEvent
from engine.bpmn.elements.catch_event import Catching
from engine.bpmn.elements.climbing import Climbing, Kind
from engine.bpmn.elements.event_sub_process import EventSubProcess, EventSubProcessStart
from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.scope import InnerScope
from engine.bpmn.spiff import TaskState
from engine.bpmn.token import Token

if TYPE_CHECKING:
    from engine.bpmn.instance import Instance


def find(token: Token, kind: Kind, code: str, *, at_activity: bool) -> Token | None:
    """The nearest listening token. at_activity: the activity the token stands at has thrown, so its own boundary events
    come first. At one level an event for this code comes before one for all."""
    for level in _levels(token, at_activity=at_activity):
        for exact in (code, None):
            for listening in level:
                if listening.state == TaskState.WAITING and _trigger(listening) == Climbing(kind, exact):
                    return listening
    return None


def hearing(instance: Instance, name: str) -> Iterator[Token]:
    """Everybody who waits for a signal, the innermost first. What a scope's own interrupting event sub-process has
    just started is not ended by the same signal at the boundary around it."""
    waiting = [token for token in instance.all_tokens() if token.signal == name]
    spared: set[UUID | None] = set()
    for token in sorted(waiting, key=_rank):
        if _interrupts(token) and token.host is not None and token.host in spared:
            continue
        heard = token.alive and token.state == TaskState.WAITING
        if heard and _interrupts(token) and token.listens:
            spared |= _hosts_around(token)
        yield token


def _trigger(token: Token) -> Trigger | None:
    return token.element.trigger if isinstance(token.element, Catching) else None


def _levels(token: Token, *, at_activity: bool) -> Iterator[list[Token]]:
    if at_activity:
        yield token.scope.guards_of(token)
    listens = True
    while True:
        if token.container is not None:
            token = token.scope.tasks[token.container]
            yield token.scope.guards_of(token)
            continue
        scope = token.scope
        if listens:
            yield scope.listeners()
        if not isinstance(scope, InnerScope):
            return
        token = scope.host
        # What happens while an event is handled is not for the scope whose event it is.
        listens = not isinstance(token.element, EventSubProcess)
        yield token.scope.guards_of(token)


def _rank(token: Token) -> tuple[int, bool]:
    return -token.scope.level, not (token.listens and _interrupts(token))


def _interrupts(token: Token) -> bool:
    element = token.element
    return isinstance(element, BoundaryEvent | EventSubProcessStart) and element.definition.interrupting


def _hosts_around(token: Token) -> set[UUID | None]:
    hosts: set[UUID | None] = set()
    scope = token.scope
    while isinstance(scope, InnerScope):
        hosts.add(scope.host.id)
        scope = scope.host.scope
    return hosts
