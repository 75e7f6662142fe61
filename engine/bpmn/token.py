"""One live token: where it stands, what it sees, and whom it belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine.bpmn.forks import NONE, Passed
from engine.bpmn.spiff import Task, TaskState
from engine.bpmn.variables import Variables
from engine.ids import new_id

if TYPE_CHECKING:
    from engine.bpmn.elements.base import Element
    from engine.bpmn.elements.compensation import Done, Undoing
    from engine.bpmn.elements.multi_instance import Progress
    from engine.bpmn.scope import Scope
    from engine.bpmn.step import Step


class Token(Task):
    """A SpiffWorkflow task of its scope. It is gone as soon as it has moved on.

    variables: what it carries; local: what its input mappings and its multi-instance marker add, seen by this activity
    alone; forks: see engine.bpmn.forks; arrived: the sequence flow it came by; outcome: what the activity saw when it
    was done, for the output collection; announced: somebody outside waits for it.

    Whom it belongs to, when it does not move by itself: host: the activity this boundary event guards; container and
    index: the multi-instance activity this is one instance of; gateway: the event-based gateway this is a way of;
    undoes: the token whose compensation this is part of; listens: it is the start event of an event sub-process.

    What it waits with: due, left, since: when a timer is due, how often it still fires (None: without end), and when
    it was armed first; signal: the signal's name; held: whether a conditional event's condition held when it was last
    asked; progress: of a multi-instance activity; undoing: what a compensation has left to do; inside: what was done in
    a sub-process that ends; trigger: the start event that a sub-process begins with; failed: the steps that wait
    since the first of them went wrong; shared: what a call was started with, when the case's variables have been
    changed since.
    """

    task_spec: Element
    workflow: Scope

    def __init__(
        self,
        scope: Scope,
        element: Element,
        variables: Variables,
        *,
        forks: Passed = NONE,
        arrived: str | None = None,
        host: UUID | None = None,
        container: UUID | None = None,
        gateway: UUID | None = None,
        undoes: UUID | None = None,
        listens: bool = False,
        index: int = 0,
        local: Variables | None = None,
        trigger: str | None = None,
        id: UUID | None = None,
    ) -> None:
        # Not the library's own, which gives each task six more objects: thousands of tokens are made at every load.
        self.id = id or new_id()
        scope.tasks[self.id] = self
        self.workflow = scope
        self.task_spec = element
        self._state = TaskState.FUTURE
        self.variables = variables
        self.local = local
        self.forks = forks
        self.arrived = arrived
        self.host = host
        self.container = container
        self.gateway = gateway
        self.undoes = undoes
        self.listens = listens
        self.index = index
        self.trigger = trigger
        self.due: datetime | None = None
        self.left: int | None = None
        self.since: datetime | None = None
        self.signal: str | None = None
        self.held = False
        self.progress: Progress | None = None
        self.undoing: Undoing | None = None
        self.inside: Done | None = None
        self.failed: tuple[Step, ...] = ()
        self.shared: Variables | None = None
        self.announced = False
        self.outcome: Variables = {}
        if (owner := self.owner) is not None:
            scope.parts.setdefault(owner, {})[self.id] = self

    @property
    def owner(self) -> UUID | None:
        """The token of the same scope with which this one ends."""
        return self.host or self.container or self.gateway

    @property
    def element(self) -> Element:
        """Where it stands."""
        return self.task_spec

    @property
    def scope(self) -> Scope:
        """The process or sub-process it lives in."""
        return self.workflow

    @property
    def view(self) -> dict[str, Any]:
        """What expressions of its activity see."""
        return {**self.variables, **self.local} if self.local else dict(self.variables)

    @property
    def alive(self) -> bool:
        """Whether it is still part of the case."""
        return self.id in self.workflow.tasks

    @property
    def moves(self) -> bool:
        """Whether it moves along flows itself, and is not a listener or a part of another token."""
        return not (self.listens or self.host or self.container or self.gateway or self.undoes)

    def _set_state(self, value: int) -> None:
        # The library gathers log records for every change here, at a multiple of the cost of the step itself.
        self._state = value
