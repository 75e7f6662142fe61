"""Compensation: what has been done in a scope is undone, the latest first (BPMN 2.0 §10.7, §13.5.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from engine.bpmn.elements.base import Definition, Element
from engine.bpmn.elements.event_sub_process import EventSubProcess
from engine.bpmn.info import ElementInfo
from engine.bpmn.reading import Reader
from engine.bpmn.scope import InnerScope
from engine.bpmn.spiff import TaskState
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables, merge
from engine.bpmn.vocabulary import Node, child

if TYPE_CHECKING:
    from engine.bpmn.scope import Scope


@dataclass(frozen=True, slots=True)
class Done:
    """An activity that has ended and can be undone. name: its element; handler: the activity that undoes it, None for a
    sub-process that undoes what was done inside; local: what this activity alone saw, such as its item; variables: what
    a sub-process saw when it ended; inside: what was done in it."""

    name: str
    handler: str | None
    local: Variables | None
    variables: Variables = field(default_factory=dict)
    inside: tuple[Done, ...] = ()


@dataclass(slots=True)
class Undoing:
    """What a compensation has left to do. home: host of the scope whose activities these are, None for the process;
    base: what a sub-process that is being undone saw in the end."""

    todo: list[Done]
    home: UUID | None
    base: Variables | None = None


@dataclass(frozen=True, kw_only=True)
class CompensationDefinition(Definition):
    """activity: the one to be undone, None for all of the scope."""

    activity: str | None


class Compensating(Element):
    """Has activities undone one by one, and goes on when that is done."""

    def begin(self, token: Token, home: Scope, activity: str | None) -> bool:
        """Start. True when there is nothing to undo."""
        chosen = [done for done in home.done if activity in (None, done.name.partition("#")[0])]
        home.done = [done for done in home.done if done not in chosen]
        token._set_state(TaskState.STARTED)
        token.undoing = Undoing(chosen, home.host.id if isinstance(home, InnerScope) else None)
        return self.go_on(token)

    def go_on(self, token: Token) -> bool:
        """Undo the next one. True when none is left."""
        undoing, instance = token.undoing, token.scope.instance
        assert undoing is not None
        if not undoing.todo:
            token.undoing = None
            return True
        done = undoing.todo.pop()
        home: Scope = instance.subprocesses[undoing.home] if undoing.home is not None else instance
        if done.handler is not None:
            handler = home.spec.task_specs[done.handler]
            instance.spawn(home, handler, token.variables, undoes=token.id, local=done.local)
            return False
        host = Token(home, home.spec.task_specs[done.name], token.variables, undoes=token.id, local=done.local)
        host._set_state(TaskState.STARTED)
        undoing.base = done.variables
        inner = InnerScope(instance.subprocess_specs[host.element.id], host, instance)
        inner.done = list(done.inside)
        instance.subprocesses[host.id] = inner
        if inner.spec.undo is not None:
            handler_name, start = inner.spec.undo
            instance.spawn(inner, inner.spec.task_specs[handler_name], done.variables, trigger=start)
        else:
            instance.spawn(inner, inner.spec.undo_all, done.variables)
        return False

    def undone(self, token: Token, part: Token) -> None:
        """One of them has been undone."""
        undoing = token.undoing
        assert undoing is not None
        if undoing.base is None:
            token.variables = part.variables
        else:
            conflicts: list[str] = []
            token.variables = merge(undoing.base, token.variables, part.variables, conflicts)
            token.scope.instance.report_conflicts(part.element.id, conflicts)
            undoing.base = None
        if self.go_on(token):
            self.finish(token, undoing.home)

    def finish(self, token: Token, home: UUID | None) -> None:
        """Nothing is left to undo in the scope of this host."""
        token.complete()


class CompensationThrowEvent(Compensating):
    """Throw or end event. In an event sub-process it undoes what the scope around has done."""

    definition: CompensationDefinition

    @classmethod
    def read(cls, node: Node, info: ElementInfo, reader: Reader) -> CompensationDefinition:  # noqa: ARG003
        definition = child(node, "compensateEventDefinition")
        return CompensationDefinition(
            info=info, activity=(definition.get("activityRef") or None) if definition is not None else None
        )

    def act(self, token: Token) -> bool:
        home: Scope = token.scope
        while isinstance(home, InnerScope) and isinstance(home.host.element, EventSubProcess):
            home = home.host.scope
        return self.begin(token, home, self.definition.activity)


class UndoAll(Compensating):
    """Stands in every scope, where no flow leads, for undoing a sub-process that has no handler of its own."""

    def act(self, token: Token) -> bool:
        return self.begin(token, token.scope, None)

    @property
    def id(self) -> str:
        return self.name


class CompensationBoundaryEvent(Element):
    """Names the activity that undoes its host. No token ever comes here."""


class CompensationStartEvent(Element):
    """Start of the event sub-process that undoes the sub-process it lies in."""
