"""Where tokens live: a process or sub-process that runs.

A scope ends when no token lives in it but listeners.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from engine.bpmn.elements.base import Element, Flow
from engine.bpmn.forks import Branch, Passed
from engine.bpmn.scope_spec import ScopeSpec
from engine.bpmn.spiff import BpmnSubWorkflow, Task, TaskState
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables

if TYPE_CHECKING:
    from engine.bpmn.elements.compensation import Done
    from engine.bpmn.elements.sub_process import SubProcess
    from engine.bpmn.instance import Instance


@dataclass(slots=True)
class Ended:
    """What the branches that have ended in a scope leave behind."""

    variables: Variables
    forks: Passed

    @property
    def branch(self) -> Branch:
        return self.variables, self.forks


class Scope:
    """A process or sub-process with its tokens. Mixed into SpiffWorkflow's workflows. done: activities that have ended
    and can be compensated, the oldest first."""

    spec: ScopeSpec
    tasks: dict[UUID, Any]
    task_tree: Any
    instance: Instance
    ended: Ended | None
    done: list[Done]
    parts: dict[UUID, dict[UUID, Token]]

    def open(self) -> None:
        """Give the scope its root, which stands for the scope itself and never moves."""
        self.task_tree = Task(self, self.spec.start, None, TaskState.COMPLETED)
        self.ended = None
        self.done = []
        self.parts = {}

    @property
    def level(self) -> int:
        """How many sub-processes are around it."""
        return 0

    @property
    def hidden(self) -> frozenset[str]:
        """Names that mean something of their own in here: what the sub-processes around have as local variables."""
        return frozenset()

    def tokens(self) -> list[Token]:
        """All live tokens, longest first."""
        return [task for task in self.tasks.values() if task is not self.task_tree]

    def remove(self, token: Token) -> None:
        """Take a token out."""
        if self.tasks.pop(token.id, None) is not None:
            self.free(token)
            self.instance.removed += 1

    def free(self, token: Token) -> None:
        """It is no longer a part of another token."""
        if (owner := token.owner) is not None:
            del self.parts[owner][token.id]
            if not self.parts[owner]:
                del self.parts[owner]

    def lives(self) -> bool:
        """Whether anything is left to do in it."""
        return any(task is not self.task_tree and not task.listens for task in self.tasks.values())

    def is_over(self) -> bool:
        """A branch has ended: whether the scope has."""
        return not self.lives()

    def waiting_at(self, element: Element) -> list[Token]:
        """Tokens that wait at a join."""
        here = (token for token in self.tokens() if token.element is element)
        return [token for token in here if token.state == TaskState.WAITING and not token.failed]

    def moving(self) -> list[Token]:
        """Tokens that move along flows themselves: no listeners, and no parts of other tokens."""
        return [token for token in self.tokens() if token.moves]

    def listeners(self) -> list[Token]:
        """Start events of event sub-processes."""
        return [token for token in self.tokens() if token.listens]

    def parts_of(self, token: Token) -> list[Token]:
        """Tokens that end when this one does: its boundary events, its instances, its ways."""
        return list(self.parts.get(token.id, {}).values())

    def guards_of(self, host: Token) -> list[Token]:
        """Boundary events that listen beside an activity."""
        return [token for token in self.parts_of(host) if token.host is not None]

    def instances_of(self, container: Token) -> list[Token]:
        """Live instances of a multi-instance activity."""
        return [token for token in self.parts_of(container) if token.container is not None]

    def host_of(self, guard: Token) -> Token:
        """The activity that a boundary event listens beside."""
        assert guard.host is not None
        host: Token = self.tasks[guard.host]
        return host


class InnerScope(Scope, BpmnSubWorkflow):
    """A sub-process that runs. Its host is the token that stands at the sub-process. closing: nothing more begins in
    it, and it ends when what runs is done."""

    def __init__(self, spec: ScopeSpec, host: Token, instance: Instance) -> None:
        super().__init__(spec, host.id, instance, deserializing=True)
        self.instance = instance
        self.host = host
        self.closing = False
        self.open()

    @property
    def activity(self) -> SubProcess:
        """What the host stands at."""
        return cast("SubProcess", self.host.element)

    def let_on(self, token: Token, flows: list[Flow]) -> list[Flow]:
        """Of the flows that a token has chosen, those it may leave by."""
        return flows if self.host.undoes is not None else self.activity.let_on(self, token, flows)

    def is_over(self) -> bool:
        return not self.lives() if self.host.undoes is not None else self.activity.is_over(self)

    @property
    def level(self) -> int:
        return self.host.scope.level + 1

    @property
    def hidden(self) -> frozenset[str]:
        return self.host.scope.hidden | (self.host.local or {}).keys()
