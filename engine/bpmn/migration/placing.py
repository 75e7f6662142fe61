"""Puts the tokens of one case where they stand in the new version, and notes what keeps them from it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from engine.bpmn.elements.activity import Activity
from engine.bpmn.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.bpmn.elements.base import Element
from engine.bpmn.elements.call_activity import CallActivity
from engine.bpmn.elements.compensation import Done
from engine.bpmn.elements.complex_gateway import CAME
from engine.bpmn.elements.event_gateway import EventGateway
from engine.bpmn.elements.event_sub_process import LISTENER, EventSubProcessStart
from engine.bpmn.elements.inclusive_gateway import waits_for_reset
from engine.bpmn.elements.multi_instance import Container, MultiInstance
from engine.bpmn.elements.user_task import UserTask
from engine.bpmn.instance import Instance
from engine.bpmn.migration import listening
from engine.bpmn.migration.findings import Change, MigrationNote, MigrationProblem, Move, Obstacle
from engine.bpmn.migration.fitting import GATEWAYS, has_begun, joins, misfit
from engine.bpmn.migration.listening import Beginning
from engine.bpmn.migration.route import Route
from engine.bpmn.reading import Value
from engine.bpmn.scope import InnerScope, Scope
from engine.bpmn.scope_spec import ScopeSpec
from engine.bpmn.spiff import TaskState
from engine.bpmn.step import Step, Verb
from engine.bpmn.token import Token


class Placing:
    """One case, loaded for nothing but this; with problems it is of no more use. beginnings: by the element each is
    about, what begins once the case has moved."""

    def __init__(self, instance: Instance, route: Route) -> None:
        self.problems: list[MigrationProblem] = []
        self.notes: list[MigrationNote] = []
        self.moves: list[Move] = []
        self.beginnings: list[tuple[str, Beginning]] = []
        self._instance = instance
        self._route = route
        self._before: dict[UUID, Element] = {}  # where each token stood that has been placed
        for scope in instance.scopes():
            if not isinstance(scope, InnerScope):
                self._place_scope(scope, route.new.scopes[route.process_id])
            elif scope.host.id in self._before:
                self._place_scope(scope, route.new.scopes[scope.host.element.id])

    def _place_scope(self, scope: Scope, spec: ScopeSpec) -> None:
        before, scope.spec = scope.spec, spec
        interrupted = _is_interrupted(scope, before)
        for token in scope.tokens():
            if not (token.host or token.gateway or token.listens) and self._belongs(token):
                self._place(token, before, spec)
        scope.done = [self._still_undone(done, spec) for done in scope.done]
        for token in scope.tokens():
            if token.id in self._before:
                self._place_beside(token, before, spec)
        live = {each.element.name: each for each in scope.listeners()}
        home = scope.host.id if isinstance(scope, InnerScope) else None
        silent = interrupted or (isinstance(scope, InnerScope) and self._is_undone(scope.host))
        for name in self._carry(live, before, spec, before.listeners, spec.listeners):
            if not silent:
                self._begin(spec.task_specs[name], listening.listener(home, name))

    def _belongs(self, token: Token) -> bool:
        """Whether the marker that it is an instance of has been placed; if not, that one says why."""
        return token.container is None or token.container in self._before

    def _place(self, token: Token, before: ScopeSpec, spec: ScopeSpec) -> None:
        old, name = token.element, self._route.name(token.element.name)
        new: Element | None = spec.task_specs.get(name)
        if new is None:
            self._problem(old, Obstacle.ELSEWHERE if self._route.exists(name) else Obstacle.GONE)
        elif obstacle := misfit(token, new):
            self._problem(old, obstacle)
        elif token.trigger is not None and not has_begun(token) and not self._route.exists(token.trigger):
            self.problems.append(MigrationProblem(token.trigger, Obstacle.GONE))
        elif self._place_at_join(token, new, before, spec):
            self._stand(token, new)

    def _place_at_join(self, token: Token, new: Element, before: ScopeSpec, spec: ScopeSpec) -> bool:
        """Say by which flow a token has come where branches meet. False, and a problem noted, when nobody knows."""
        old, failed = token.element, token.failed
        if waits_for_reset(token):
            assert token.local is not None
            came = [self._route.flow(flow, before, spec, new) for flow in token.local[CAME]]
            lacking = [flow for flow, known in zip(token.local[CAME], came, strict=True) if known is None]
            token.local = {CAME: came}
            return self._known_flow(old, lacking)
        if failed and type(old) is not type(new) and not (failed[0].verb is Verb.ACT and joins(old)):
            # What it did not get done here is begun where it stands now.
            token.failed = (Step(Verb.ENTER),)
            token._set_state(TaskState.FUTURE)
        flow = token.arrived or (old.incoming[0] if len(old.incoming) == 1 else None)
        token.arrived = self._route.flow(flow, before, spec, new) if flow is not None else None
        waits = token.state == TaskState.WAITING or (bool(token.failed) and token.failed[0].verb is Verb.ENTER)
        return self._known_flow(old, [flow] if waits and joins(new) and token.arrived is None else [])

    def _known_flow(self, old: Element, lacking: list[str | None]) -> bool:
        self.problems += [MigrationProblem(old.id, Obstacle.NO_FLOW, flow or "") for flow in lacking]
        return not lacking

    def _stand(self, token: Token, new: Element) -> None:
        old = self._before[token.id] = token.element
        token.task_spec = new
        if token.trigger is not None:
            token.trigger = self._route.name(token.trigger)
        if token.undoing is not None:
            home = self._instance.subprocesses[token.undoing.home] if token.undoing.home else self._instance
            token.undoing.todo = [self._still_undone(done, home.spec) for done in token.undoing.todo]
        if isinstance(new, MultiInstance) and token.progress and new.marker.output_collection:
            token.progress.results = token.progress.results or [None] * token.progress.total
        if isinstance(new, GATEWAYS) and token.state == TaskState.WAITING and not token.failed:
            self._begin(new, listening.try_again(token.id), quietly=True)
        if isinstance(new, AdHocSubProcess) and token.announced and not token.failed:
            self._begin(new, listening.offer_again(token.id), quietly=True)
        self._listen_on(token, old)
        self._tell(token, old, new)
        self.moves.append(Move(token.id, old.id, new.id))

    def _place_beside(self, token: Token, before: ScopeSpec, spec: ScopeSpec) -> None:
        """Boundary events of an activity, ways of an event-based gateway."""
        old, new = self._before[token.id], token.element
        live = {part.element.name: part for part in token.scope.parts_of(token) if part.container is None}
        if isinstance(old, EventGateway):
            ways = [flow.target for flow in old.outgoing], [flow.target for flow in new.outgoing]
            for name in self._carry(live, before, spec, *ways) if has_begun(token) else ():
                self._begin(spec.task_specs[name], listening.way(token.id, name))
        elif isinstance(old, Activity | Container) and has_begun(token):
            for name in self._carry(live, before, spec, old.boundaries, new.boundaries):
                if not self._is_undone(token):
                    self._begin(spec.task_specs[name], listening.guard(token.id, name))

    def _carry(
        self, live: dict[str, Token], before: ScopeSpec, spec: ScopeSpec, old: list[str] | tuple[str, ...],
        new: list[str] | tuple[str, ...],
    ) -> list[str]:  # fmt: skip
        """Take along what listens and has a counterpart, withdraw the rest; returns the names of what begins. What has
        a counterpart and listens no more has happened already."""
        found = listening.counterparts(self._route, before.task_specs, spec.task_specs, old, new)
        for name, token in live.items():
            if name in found:
                token.task_spec = spec.task_specs[found[name]]
                self._listen_on(token, before.task_specs[name])
                self.moves.append(Move(token.id, before.task_specs[name].id, token.element.id))
            else:
                self._note(token.element.id, Change.STOPS)
                self._instance.kill(token)
        return [name for name in new if name not in found.values()]

    def _listen_on(self, token: Token, old: Element) -> None:
        """See to it that what listens does so for what the new version says; a time that has been set stays."""
        new = token.element
        if not listening.is_listening(token) or listening.says_the_same(old, new):
            return
        if listening.keeps_its_time(new):
            self._note(new.id, Change.KEEPS_TIME)
            return
        self._note(new.id, Change.LISTENS_ANEW)
        token.held = False
        if listening.subscribes(new):
            token.task_spec = old  # the element under whose id it is withdrawn
            self._instance.withdraw(token)
            token.task_spec = new
            stood = self._before.pop(token.id, None)
            listening.rename(token)
            if stood is not None:
                self._before[token.id] = stood
            self._begin(new, listening.listen_anew(token.id), quietly=True)

    def _still_undone(self, done: Done, spec: ScopeSpec) -> Done:
        """What has been done, as the new version undoes it."""
        name = self._route.name(done.name)
        element: Element | None = spec.task_specs.get(name)
        inner = self._route.new.scopes.get(element.id) if element is not None else None
        if element is None or (element.handler if done.handler is not None else inner) is None:
            self.problems.append(MigrationProblem(done.name.partition("#")[0], Obstacle.NOT_UNDONE))
            return done
        if done.handler is not None or inner is None:
            return replace(done, name=name, handler=element.handler)
        return replace(done, name=name, inside=tuple(self._still_undone(each, inner) for each in done.inside))

    def _is_undone(self, token: Token) -> bool:
        """Whether it stands for a sub-process that has ended and is being undone: nothing listens there."""
        owner = self._instance.find(token.undoes) if token.undoes is not None else None
        return owner is not None and owner.undoing is not None and owner.undoing.base is not None

    def _tell(self, token: Token, old: Element, new: Element) -> None:
        if token.failed:
            return
        if isinstance(old, UserTask) and isinstance(new, UserTask):
            if old.definition.info.form_key != new.definition.info.form_key:
                self._note(new.id, Change.OTHER_FORM)
            if _people(old) != _people(new):
                self._note(new.id, Change.OTHER_PEOPLE)
        called = old.definition.info.called_process != new.definition.info.called_process
        if isinstance(new, CallActivity) and called:
            self._note(new.id, Change.OTHER_CALL)

    def _begin(self, element: Element, beginning: Beginning, *, quietly: bool = False) -> None:
        self.beginnings.append((element.id, beginning))
        if not quietly:
            self._note(element.id, Change.BEGINS)

    def _note(self, element_id: str, change: Change) -> None:
        self.notes.append(MigrationNote(element_id, change))

    def _problem(self, element: Element, obstacle: Obstacle) -> None:
        self.problems.append(MigrationProblem(element.id, obstacle))


def _is_interrupted(scope: Scope, spec: ScopeSpec) -> bool:
    """Whether an event sub-process has ended everything else in the scope: then none listens any more."""
    begun = (spec.task_specs.get(f"{token.trigger}{LISTENER}") for token in scope.tokens() if token.trigger)
    return any(isinstance(each, EventSubProcessStart) and each.definition.interrupting for each in begun)


def _people(task: UserTask) -> list[str | None]:
    said: tuple[Value | None, ...] = (task.definition.assignee, task.definition.groups, task.definition.users)
    return [value.static if value is not None else None for value in said]
