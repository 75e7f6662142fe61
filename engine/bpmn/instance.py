"""One case in memory: its scopes, its tokens, and how they move.

Every live token lies directly under the root of its scope; nothing is predicted, and what is finished is gone. A scope
ends when no token lives in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.bpmn.effects import Effect, MergeConflict, TokenStuck, Withdrawn
from engine.bpmn.elements.activity import Activity
from engine.bpmn.elements.base import Element
from engine.bpmn.elements.boundary import ErrorBoundaryEvent
from engine.bpmn.elements.inclusive_gateway import InclusiveGateway
from engine.bpmn.elements.multi_instance import Container
from engine.bpmn.elements.sub_process import outside
from engine.bpmn.evaluation import Environment
from engine.bpmn.forks import NONE, Carrier, Forks, Passed
from engine.bpmn.scope import Ended, InnerScope, Scope
from engine.bpmn.scope_spec import ScopeSpec
from engine.bpmn.spiff import BpmnWorkflow, TaskState
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables
from engine.errors import StepLimitReached

STEP_LIMIT = 100_000  # steps without anybody being asked: a loop that never waits


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that nobody caught. code: the BPMN error's; message: for people."""

    code: str
    message: str
    element_id: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" if self.message else self.code


class Instance(Scope, BpmnWorkflow):
    """The case: the outermost scope, the agenda, and what has happened since it was loaded."""

    def __init__(self, spec: ScopeSpec, scopes: dict[str, ScopeSpec], environment: Environment) -> None:
        # Where the library would evaluate Python it finds our FEEL environment, which it cannot use.
        super().__init__(spec, scopes, script_engine=environment, deserializing=True)
        self.instance = self
        self.environment = environment
        self.agenda: deque[Token] = deque()
        self.effects: list[Effect] = []
        self.passed: list[str] = []
        self.failure: Failure | None = None
        self.cancelled = False
        self.final: Variables = {}
        self.forks = Forks(self._carriers)
        self.open()

    # --- tokens

    def scopes(self) -> list[Scope]:
        """The process and all sub-processes that run."""
        return [self, *self.subprocesses.values()]

    def find(self, token_id: UUID) -> Token | None:
        """A live token by its id."""
        for scope in self.scopes():
            token: Token | None = scope.tasks.get(token_id)
            if token is not None and token is not scope.task_tree:
                return token
        return None

    def token(self, scope: Scope, element: Element, variables: Variables, **attributes: Any) -> Token:
        """A new token, which enters the element."""
        token = Token(scope, element, variables, **attributes)
        element._update(token)
        return token

    def announce(self, token: Token, effect: Effect) -> None:
        """Somebody outside is now waited for."""
        token.announced = True
        self.effects.append(effect)

    def remove(self, token: Token) -> None:
        """Take a token out of its scope."""
        if token.scope.tasks.pop(token.id, None) is not None:
            token.scope.task_tree._children.remove(token.id)

    def kill(self, token: Token) -> None:
        """End a token that has not moved on, with everything that belongs to it."""
        if not token.alive:
            return
        for dependent in (*token.scope.guards_of(token), *token.scope.instances_of(token)):
            self.kill(dependent)
        inner: InnerScope | None = self.subprocesses.pop(token.id, None)
        if inner is not None:
            for each in inner.tokens():
                self.kill(each)
        self._withdraw(token)
        token._set_state(TaskState.CANCELLED)
        self.remove(token)

    def guard(self, host: Token) -> None:
        """Let the boundary events of an activity listen."""
        for name in host.element.boundaries:
            self.token(host.scope, host.scope.spec.task_specs[name], {}, host=host.id)

    def _withdraw(self, token: Token) -> None:
        if token.announced:
            token.announced = False
            self.effects.append(Withdrawn(token=token.id, element_id=token.element.id))

    # --- moving

    def begin(self, scope: Scope, variables: Variables, start_event: str | None = None) -> None:
        """Put tokens at the scope's start."""
        starts = [start_event] if start_event else list(scope.spec.starts)
        self._spread(scope, [(None, name) for name in starts], variables, NONE)

    def open_scope(self, host: Token, name: str) -> None:
        """Start the sub-process that a token stands at."""
        scope = InnerScope(self.subprocess_specs[name], host, self)
        self.subprocesses[host.id] = scope
        self.begin(scope, host.view)

    def leave(self, token: Token) -> None:
        """A token is done where it stands, and moves on."""
        scope, element = token.scope, token.element
        for guard in scope.guards_of(token) if element.boundaries else ():
            self.kill(guard)
        if token.container is not None:
            container: Token = scope.tasks[token.container]
            self.remove(token)
            assert isinstance(container.element, Container)
            container.element.instance_left(container, token)
            return
        self.passed.append(element.id)
        flows = element.choose(token)
        self.remove(token)
        self._spread(scope, [(flow.id, flow.target) for flow in flows], token.variables, token.forks)

    def _spread(self, scope: Scope, ways: list[tuple[str | None, str]], variables: Variables, forks: Passed) -> None:
        if not ways:
            self._end_branch(scope, variables, forks)
            return
        if len(ways) > 1:
            forks = self.forks.fork(forks, variables)
        specs = scope.spec.task_specs
        tokens = [Token(scope, specs[target], variables, forks=forks, arrived=flow) for flow, target in ways]
        for token in tokens:
            token.element._update(token)

    def join(self, token: Token, joined: list[Token]) -> None:
        """Make several tokens one: `token`, which is one of them, carries on for all."""
        conflicts: list[str] = []
        variables, forks = self.forks.merge([(each.variables, each.forks) for each in joined], conflicts)
        for other in joined:
            if other is not token:
                self.remove(other)
        token.variables, token.forks = variables, forks
        self.report_conflicts(token.element.id, conflicts)

    def report_conflicts(self, element_id: str, conflicts: list[str]) -> None:
        """Tell that branches which met had changed the same variables."""
        if conflicts:
            self.effects.append(MergeConflict(element_id=element_id, names=tuple(dict.fromkeys(conflicts))))

    # --- the end of branches and scopes

    def _end_branch(self, scope: Scope, variables: Variables, forks: Passed) -> None:
        conflicts: list[str] = []
        before = [scope.ended.branch] if scope.ended is not None else []
        scope.ended = Ended(*self.forks.merge([*before, (variables, forks)], conflicts))
        self.report_conflicts(scope.spec.name, conflicts)
        if not scope.tokens():
            self._end_scope(scope)

    def _end_scope(self, scope: Scope) -> None:
        assert scope.ended is not None
        if not isinstance(scope, InnerScope):
            self.completed = True
            self.final = scope.ended.variables
            return
        host = scope.host
        del self.subprocesses[host.id]
        assert isinstance(host.element, Activity)
        host.element.conclude(host, scope.ended.variables)
        host.complete()

    # --- errors

    def throw_error(
        self, token: Token, code: str, message: str, payload: Mapping[str, Any], *, at_activity: bool
    ) -> None:
        """An error happened at a token: in the activity it stands at, or at an error end event. The nearest boundary
        event that catches it is set off, one with this code before one that catches all; uncaught it fails the case."""
        element_id, around = token.element.id, self._around(token, at_activity)
        for activity in around:
            for wanted in (code, None):
                for guard in activity.scope.guards_of(activity):
                    event = guard.element
                    if isinstance(event, ErrorBoundaryEvent) and event.definition.code == wanted:
                        event.set_off(guard, payload)
                        return
        self.failure = Failure(code, message, element_id)
        self._kill_all()

    def cancel(self) -> None:
        """End the case before its time."""
        self.cancelled = True
        self._kill_all()

    def _around(self, token: Token, at_activity: bool) -> Iterator[Token]:
        if at_activity:
            yield token
        while True:
            if token.container is not None:
                token = token.scope.tasks[token.container]
                yield token
                continue
            scope = token.scope
            if not isinstance(scope, InnerScope):
                return
            token = scope.host
            yield token

    def _kill_all(self) -> None:
        for token in self.tokens():
            self.kill(token)
        self.agenda.clear()
        self.completed = True

    # --- running

    def settle(self) -> None:
        """Move every token as far as it gets by itself."""
        for _ in range(STEP_LIMIT):
            if self.agenda:
                token = self.agenda.popleft()
                if token.alive and token.state == TaskState.READY:
                    token.run()
            elif self.completed or not self._try_inclusive_joins():
                self._report_stuck()
                return
        raise StepLimitReached(f"{self.spec.name} took {STEP_LIMIT} steps without waiting: it has an endless loop")

    def _try_inclusive_joins(self) -> bool:
        return any(
            element.try_join(scope)
            for scope in self.scopes()
            for element in scope.spec.inclusive_joins
            if isinstance(element, InclusiveGateway)
        )

    def _report_stuck(self) -> None:
        tokens = [token for scope in self.scopes() for token in scope.tokens()]
        if any(token.announced for token in tokens):
            return
        for token in tokens:
            if token.state == TaskState.WAITING and token.host is None:
                self.effects.append(TokenStuck(token=token.id, element_id=token.element.id))

    # --- what is seen

    def view_of(self, activity: Token) -> Variables:
        """What an activity's surroundings would see if it ended now: its inner tokens' changes so far included, unless
        output mappings let only named values out."""
        inner: InnerScope | None = self.subprocesses.get(activity.id)
        if activity.progress is not None:
            return activity.progress.merged
        if inner is None or (isinstance(activity.element, Activity) and activity.element.definition.outputs):
            return activity.variables
        return outside(activity, self.view_of_scope(inner, activity.view))

    def view_of_scope(self, scope: Scope, otherwise: Variables) -> Variables:
        """All branches' variables in one, as if they met now."""
        branches = [scope.ended.branch] if scope.ended is not None else []
        branches += [(self.view_of(token), token.forks) for token in scope.moving()]
        return self.forks.merge(branches, [])[0] if branches else otherwise

    def _carriers(self) -> Iterator[Carrier]:
        for scope in self.scopes():
            yield from scope.moving()
            if scope.ended is not None:
                yield scope.ended
