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
    from engine.bpmn.elements.multi_instance import Progress
    from engine.bpmn.scope import Scope


class Token(Task):
    """A SpiffWorkflow task directly under its scope's root. It leaves the tree as soon as it has moved on.

    variables: what it carries; local: what its input mappings and its multi-instance marker add, seen by this activity
    alone; forks: see engine.bpmn.forks; arrived: the sequence flow it came by; host: the activity this boundary event
    guards; container and index: the multi-instance activity this is one instance of; due and left: when a timer is due
    and how often it still fires (None: without end); progress: of a multi-instance activity; announced: somebody
    outside waits for it; outcome: what the activity saw when it was done, for the output collection.
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
        index: int = 0,
        local: Variables | None = None,
        id: UUID | None = None,
    ) -> None:
        super().__init__(scope, element, scope.task_tree, TaskState.FUTURE, id or new_id())
        self.variables = variables
        self.local = local
        self.forks = forks
        self.arrived = arrived
        self.host = host
        self.container = container
        self.index = index
        self.due: datetime | None = None
        self.left: int | None = None
        self.progress: Progress | None = None
        self.announced = False
        self.outcome: Variables = {}

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

    def _set_state(self, value: int) -> None:
        # The library gathers log records for every change here, at a multiple of the cost of the step itself.
        self._state = value
