"""Boundary events: tokens that wait beside an activity, with its end as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.errors import error_code
from engine.bpmn.elements.timer import Timer, read_timer
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.spiff import TaskState
from engine.bpmn.token import Token
from engine.bpmn.vocabulary import Node


@dataclass(frozen=True, kw_only=True)
class BoundaryDefinition(Definition):
    """interrupting: whether the activity ends when the event happens."""

    interrupting: bool


@dataclass(frozen=True, kw_only=True)
class TimerBoundaryDefinition(BoundaryDefinition):
    """timer: None only in a diagram that was refused."""

    timer: Timer | None


@dataclass(frozen=True, kw_only=True)
class ErrorBoundaryDefinition(BoundaryDefinition):
    """code: of the errors it catches, None for all."""

    code: str | None


class BoundaryEvent(Element):
    """A token with a host listens; one without has been set off, and leaves."""

    definition: BoundaryDefinition

    def enter(self, token: Token) -> bool:
        if token.host is None:
            return True
        token._set_state(TaskState.WAITING)
        self.listen(token)
        return False

    def listen(self, token: Token) -> None:
        """Make the event heard outside."""

    def set_off(self, token: Token, payload: Mapping[str, Any]) -> None:
        """The event has happened: a token goes on from here. It carries what the activity sees of the case, with what
        its inner tokens have changed so far, and the payload."""
        scope, instance = token.scope, token.scope.instance
        host = scope.host_of(token)
        variables = instance.view_of(host)
        token.announced = False
        if self.definition.interrupting:
            forks = host.forks
            instance.kill(host)
        else:
            instance.remove(token)
            forks = host.forks = instance.forks.fork(host.forks, variables)
        # The host's own flow and the event's now run side by side, in the same scope.
        instance.token(scope, self, {**variables, **payload}, forks=forks)


class TimerBoundaryEvent(BoundaryEvent):
    """A date, a duration or, when it does not interrupt, a cycle."""

    announces: ClassVar[bool] = True
    definition: TimerBoundaryDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> TimerBoundaryDefinition:
        return TimerBoundaryDefinition(info=info, interrupting=is_interrupting(node), timer=read_timer(node, reader))

    def listen(self, token: Token) -> None:
        assert self.definition.timer is not None
        self.definition.timer.arm(token, token.scope.host_of(token).variables)

    def fire(self, token: Token) -> None:
        """The time has come."""
        scope, host = token.scope, token.scope.host_of(token)
        self.set_off(token, {})
        if not self.definition.interrupting and token.left != 1:
            assert self.definition.timer is not None
            anew = Token(scope, self, {}, host=host.id)
            self.definition.timer.arm_next(token, anew, host.variables)


class ErrorBoundaryEvent(BoundaryEvent):
    """Catches errors thrown inside its activity. Errors always interrupt (BPMN 2.0 table 10.93)."""

    definition: ErrorBoundaryDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> ErrorBoundaryDefinition:
        return ErrorBoundaryDefinition(info=info, interrupting=True, code=error_code(node, reader))


def is_interrupting(node: Node) -> bool:
    """Whether a boundary event ends its activity; BPMN's default is that it does."""
    return node.get("cancelActivity", "true") != "false"
