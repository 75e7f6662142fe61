"""One case in memory: its scopes, its tokens, and how they move.

Nothing is predicted, and what is finished is gone. Every move is a step (engine.bpmn.step) taken from the agenda.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.bpmn import catchers
from engine.bpmn.effects import Effect, EscalationThrown, MergeConflict, Withdrawn
from engine.bpmn.elements.activity import Activity
from engine.bpmn.elements.base import Element
from engine.bpmn.elements.catch_event import Catching
from engine.bpmn.elements.compensation import Compensating, Done
from engine.bpmn.elements.multi_instance import Container
from engine.bpmn.elements.sub_process import SubProcess
from engine.bpmn.evaluation import Environment
from engine.bpmn.forks import NONE, Branch, Carrier, Forks, Passed
from engine.bpmn.scope import Ended, InnerScope, Scope
from engine.bpmn.scope_spec import ScopeSpec
from engine.bpmn.spiff import BpmnWorkflow, TaskState
from engine.bpmn.step import Step, Verb
from engine.bpmn.token import Token
from engine.bpmn.variables import Variables
from engine.errors import ExpressionError, StepLimitReached

HEARING_LIMIT = 1_000_000  # tokens asked in one action; about a second of work


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
        self.agenda: deque[tuple[Token, Step]] = deque()
        self.effects: list[Effect] = []
        self.passed: list[str] = []
        self.failure: Failure | None = None
        self.cancelled = False
        self.final: Variables = {}
        self.heard = 0  # how many tokens have been asked whether they wait for a signal
        self.removed = 0  # how many tokens have left their scope: whether a step can be undone by itself
        self.looked = False  # whether conditions have been asked since something last moved
        self.forks = Forks(self._carriers)
        self.open()

    # --- tokens

    def scopes(self) -> list[Scope]:
        """The process and all sub-processes that run."""
        return [self, *self.subprocesses.values()]

    def all_tokens(self) -> Iterator[Token]:
        """Every live token of the case."""
        for scope in self.scopes():
            for token in scope.tasks.values():
                if token is not scope.task_tree:
                    yield token

    def find(self, token_id: UUID) -> Token | None:
        """A live token by its id."""
        for scope in self.scopes():
            token: Token | None = scope.tasks.get(token_id)
            if token is not None and token is not scope.task_tree:
                return token
        return None

    def plan(self, token: Token, step: Step) -> None:
        """Put a step on the agenda."""
        self.agenda.append((token, step))
        if step.verb is not Verb.LOOK:
            self.looked = False

    def spawn(self, scope: Scope, element: Element, variables: Variables, **attributes: Any) -> Token:
        """A new token, which will enter the element."""
        token = Token(scope, element, variables, **attributes)
        self.plan(token, Step(Verb.ENTER))
        return token

    def announce(self, token: Token, effect: Effect) -> None:
        """Somebody outside is now waited for."""
        token.announced = True
        self.effects.append(effect)

    def kill(self, token: Token) -> None:
        """End a token that has not moved on, with everything that belongs to it."""
        if not token.alive:
            return
        for part in token.scope.parts_of(token):
            self.kill(part)
        if token.undoing is not None:
            for each in [each for each in self.all_tokens() if each.undoes == token.id]:
                self.kill(each)
        inner: InnerScope | None = self.subprocesses.pop(token.id, None)
        if inner is not None:
            for each in inner.tokens():
                self.kill(each)
        self.withdraw(token)
        token._set_state(TaskState.CANCELLED)
        token.scope.remove(token)

    def withdraw(self, token: Token) -> None:
        """Nobody outside is waited for any more."""
        if token.announced:
            token.announced = False
            self.effects.append(Withdrawn(token=token.id, element_id=token.element.id))

    def guard(self, host: Token) -> None:
        """Let the boundary events of an activity listen."""
        for name in host.element.boundaries:
            guard = Token(host.scope, host.scope.spec.task_specs[name], {}, host=host.id)
            guard.element._update(guard)

    def win(self, token: Token) -> None:
        """If the token is a way of an event-based gateway, it is the one that is taken."""
        if token.gateway is None:
            return
        scope = token.scope
        gateway: Token = scope.tasks[token.gateway]
        scope.free(token)
        token.gateway, token.forks = None, gateway.forks
        self.passed.append(gateway.element.id)
        self.kill(gateway)

    # --- moving

    def begin(self, scope: Scope, variables: Variables, start_event: str | None = None) -> None:
        """Put tokens at the scope's start, and let its event sub-processes listen."""
        self.listen(scope, variables)
        starts = [start_event, *scope.spec.loose] if start_event else list(scope.spec.starts)
        if not starts and scope is self and scope.spec.has_event_starts:
            raise ExpressionError(f"{scope.spec.name}: only an event starts it, not a person or a call")
        self._spread(scope, [(None, name) for name in starts], variables, NONE)

    def listen(self, scope: Scope, variables: Variables) -> None:
        """Let the event sub-processes of a scope listen."""
        for name in scope.spec.listeners:
            self.spawn(scope, scope.spec.task_specs[name], variables, listens=True)

    def open_scope(self, host: Token, name: str) -> InnerScope:
        """The scope of the sub-process that a token stands at; nothing has begun in it yet."""
        scope = InnerScope(self.subprocess_specs[name], host, self)
        self.subprocesses[host.id] = scope
        return scope

    def inner(self, host: Token) -> InnerScope:
        """The scope of the sub-process that a token stands at, and that runs."""
        found: InnerScope = self.subprocesses[host.id]
        return found

    def leave(self, token: Token) -> None:
        """A token is done where it stands, and moves on."""
        scope, element = token.scope, token.element
        for guard in scope.guards_of(token) if element.boundaries else ():
            self.kill(guard)
        if token.undoes is not None:
            scope.remove(token)
            self.passed.append(element.id)
            self._undone(token)
            return
        if token.container is not None:
            container: Token = scope.tasks[token.container]
            self._remember(token, container.element)
            scope.remove(token)
            assert isinstance(container.element, Container)
            container.element.instance_left(container, token)
            return
        if not isinstance(element, Container):
            self._remember(token, element)
        self.passed.append(element.id)
        flows = element.choose(token)
        if isinstance(scope, InnerScope):
            flows = scope.let_on(token, flows)
        scope.remove(token)
        self._spread(scope, [(flow.id, flow.target) for flow in flows], token.variables, token.forks)

    def _spread(self, scope: Scope, ways: list[tuple[str | None, str]], variables: Variables, forks: Passed) -> None:
        if not ways:
            self.end_branch(scope, variables, forks)
            return
        if len(ways) > 1:
            forks = self.forks.fork(forks, variables)
        for flow, target in ways:
            self.spawn(scope, scope.spec.task_specs[target], variables, forks=forks, arrived=flow)

    def fork_all(self, scope: Scope) -> Passed:
        """Every branch of a scope goes on, and one more begins that sees what all of them have done."""
        branches: list[tuple[Token | Ended, Variables]] = [(token, self.view_of(token)) for token in scope.moving()]
        if scope.ended is not None:
            branches.append((scope.ended, scope.ended.variables))
        forked = self.forks.fork_each([(variables, branch.forks) for branch, variables in branches])
        for (branch, _), forks in zip(branches, forked, strict=True):
            branch.forks = forks
        copies = [(variables, branch.forks) for branch, variables in branches]
        return self.forks.merge(copies, [])[1] if copies else NONE

    def join(self, token: Token, joined: list[Token]) -> None:
        """Make several tokens one: `token`, which is one of them, carries on for all."""
        conflicts: list[str] = []
        variables, forks = self.forks.merge([(each.variables, each.forks) for each in joined], conflicts)
        for other in joined:
            if other is not token:
                other.scope.remove(other)
        token.variables, token.forks = variables, forks
        self.report_conflicts(token.element.id, conflicts)

    def report_conflicts(self, element_id: str, conflicts: list[str]) -> None:
        """Tell that branches which met had changed the same variables."""
        if conflicts:
            self.effects.append(MergeConflict(element_id=element_id, names=tuple(dict.fromkeys(conflicts))))

    # --- the end of branches and scopes

    def end_branch(self, scope: Scope, variables: Variables, forks: Passed) -> None:
        """A branch has nowhere to go; with the last one the scope ends."""
        self.leave_behind(scope, [(variables, forks)])
        if scope.is_over():
            self.end_scope(scope)

    def leave_behind(self, scope: Scope, branches: Sequence[Branch]) -> None:
        """These branches have ended: what they carry stays in the scope."""
        conflicts: list[str] = []
        before = [scope.ended.branch] if scope.ended is not None else []
        scope.ended = Ended(*self.forks.merge([*before, *branches], conflicts))
        self.report_conflicts(scope.spec.name, conflicts)

    def end_scope(self, scope: Scope) -> None:
        """Nothing is left to do in a scope: what it leaves behind goes outwards."""
        assert scope.ended is not None
        for listener in scope.tokens():
            self.kill(listener)
        if not isinstance(scope, InnerScope):
            self.completed = True
            self.final = scope.ended.variables
            return
        host = scope.host
        del self.subprocesses[host.id]
        assert isinstance(host.element, Activity)
        if scope.done or scope.spec.undo is not None:
            host.inside = Done(host.element.name, None, host.local, scope.ended.variables, tuple(scope.done))
        host.element.conclude(host, scope.ended.variables)
        host.complete()

    # --- compensation

    def _remember(self, token: Token, element: Element) -> None:
        # element: what was drawn; of a multi-instance activity each instance is undone by itself.
        if element.handler is not None:
            token.scope.done.append(Done(element.name, element.handler, token.local))
        elif token.inside is not None:
            token.scope.done.append(token.inside)

    def _undone(self, part: Token) -> None:
        assert part.undoes is not None
        token = self.find(part.undoes)
        assert token is not None, "what undoes ends with the token it undoes for"
        assert isinstance(token.element, Compensating)
        token.element.undone(token, part)

    # --- errors, escalations, signals

    def throw_error(
        self, token: Token, code: str, message: str, payload: Mapping[str, Any], *, at_activity: bool
    ) -> None:
        """An error happened at a token: in the activity it stands at, or at an error end event. The nearest event that
        catches it is set off, one with this code before one that catches all; uncaught it fails the case."""
        element_id = token.element.id
        catcher = catchers.find(token, "error", code, at_activity=at_activity)
        if catcher is not None:
            _happen(catcher, payload)
            return
        self.failure = Failure(code, message, element_id)
        self._kill_all()

    def escalate(self, token: Token, code: str, payload: Variables, *, at_activity: bool) -> bool:
        """An escalation happened at a token. False when nothing here catches it; the thrower goes on in any case,
        unless an interrupting event ends it."""
        catcher = catchers.find(token, "escalation", code, at_activity=at_activity)
        if catcher is None:
            self.effects.append(EscalationThrown(element_id=token.element.id, code=code, variables=dict(payload)))
            return False
        _happen(catcher, payload if at_activity else {})
        return True

    def broadcast(self, name: str) -> None:
        """A signal is heard by all in this case that wait for it. Raises StepLimitReached when signals that set each
        other off have filled the case with tokens."""
        self.heard += sum(len(scope.tasks) for scope in self.scopes())
        if self.heard > HEARING_LIMIT:
            raise StepLimitReached(f"the signal {name!r} sets itself off, again and again: an endless loop")
        for token in catchers.hearing(self, name):
            if token.alive and token.state == TaskState.WAITING:
                self.withdraw(token)  # nobody outside is to bring it the signal any more
                _happen(token, {})

    def cancel(self) -> None:
        """End the case before its time."""
        if self.completed:
            return
        self.cancelled = True
        self._kill_all()

    def _kill_all(self) -> None:
        for token in self.tokens():
            self.kill(token)
        self.agenda.clear()
        self.completed = True

    # --- what is seen

    def view_of(self, activity: Token) -> Variables:
        """What an activity's surroundings would see if it ended now: its inner tokens' changes so far included, unless
        output mappings let only named values out."""
        inner: InnerScope | None = self.subprocesses.get(activity.id)
        element = activity.element
        if activity.progress is not None:
            return activity.progress.merged
        if inner is None or not isinstance(element, SubProcess) or element.definition.outputs:
            return activity.variables
        return element.let_out(activity, self.view_of_scope(inner, activity.view))

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


def _happen(token: Token, payload: Mapping[str, Any]) -> None:
    assert isinstance(token.element, Catching)
    token.element.happen(token, payload)
