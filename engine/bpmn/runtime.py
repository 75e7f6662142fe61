"""A case step by step: start or restore it, tell it what happened, carry out its effects, dump it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from engine.bpmn import catchers, running, state
from engine.bpmn.compile import Program
from engine.bpmn.effects import (
    ActivitiesOffered,
    CallStarted,
    Effect,
    ServiceTaskReady,
    UserTaskOpened,
)
from engine.bpmn.elements.activity import Activity
from engine.bpmn.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.bpmn.elements.call_activity import CallActivity
from engine.bpmn.elements.catch_event import Catching
from engine.bpmn.elements.receive_task import ReceiveTask
from engine.bpmn.elements.service_task import ServiceTask
from engine.bpmn.elements.user_task import UserTask
from engine.bpmn.evaluation import Environment
from engine.bpmn.instance import Failure, Instance
from engine.bpmn.step import Step, StepFailed, Verb
from engine.bpmn.token import Token
from engine.errors import ExpressionError, StepLimitReached, TaskNotFound
from engine.feel import to_feel, to_json

REPLAYS = 200  # of one operation; steps that fail on entering an element need no replay of their own
Status = Literal["running", "completed", "cancelled", "failed"]


class Execution:
    """One running case. It belongs to one thread; the program behind it is shared.

    effects: what is to be done, in the order in which it came about; passed: ids of the elements that tokens have
    left, in order. Both count from `start` or `restore`, and only ever grow.

    A step whose expressions cannot be evaluated does not happen: its token stands where it stood, with the effect
    TokenFailed, and everything else goes on.
    """

    def __init__(self, make: Callable[[], Instance]) -> None:
        self._make = make
        self._instance = make()
        self._moved = False

    @classmethod
    def start(
        cls,
        program: Program,
        process_id: str,
        variables: Mapping[str, Any],
        environment: Environment,
        start_event: str | None = None,
    ) -> Execution:
        """A new case, moved as far as it gets by itself. start_event: the one that began it, else the plain one."""
        execution = cls(lambda: Instance(program.scopes[process_id], dict(program.scopes), environment))
        given = _json(variables)
        execution._do(lambda instance: instance.begin(instance, given, start_event))
        return execution

    @classmethod
    def restore(cls, program: Program, process_id: str, saved: bytes, environment: Environment) -> Execution:
        """The case that `dump` wrote. Raises ValueError for the state of a case that has ended."""

        def make() -> Instance:
            instance = Instance(program.scopes[process_id], dict(program.scopes), environment)
            state.load(instance, saved)
            return instance

        return cls(make)

    @property
    def effects(self) -> list[Effect]:
        return self._instance.effects

    @property
    def passed(self) -> list[str]:
        return self._instance.passed

    @property
    def status(self) -> Status:
        """Where the case stands."""
        instance = self._instance
        if not instance.completed:
            return "running"
        if instance.failure is not None:
            return "failed"
        return "cancelled" if instance.cancelled else "completed"

    @property
    def error(self) -> Failure | None:
        """The error that failed the case."""
        return self._instance.failure

    @property
    def variables(self) -> dict[str, Any]:
        """The case's variables: what it ended with, or what it would have if all its branches met now."""
        if self._instance.completed:
            return dict(self._instance.final)
        return dict(self._instance.view_of_scope(self._instance, {}))

    def token_variables(self, token: UUID) -> dict[str, Any]:
        """What a waiting token sees, its own input mappings and its item included. Raises TaskNotFound."""
        found = self._find(token)
        return dict(found.element.seen_by(found)) if isinstance(found.element, Catching) else found.view

    def asked(self, token: UUID) -> UserTaskOpened | ServiceTaskReady | CallStarted | ActivitiesOffered:
        """What a waiting task, call activity or ad-hoc sub-process asks for, to ask once more. Raises TaskNotFound,
        ExpressionError."""
        element = (found := self._waiting(token, UserTask, ServiceTask, CallActivity, AdHocSubProcess)).element
        if isinstance(element, AdHocSubProcess):
            return element.offer(found)
        if isinstance(element, UserTask):
            return element.opened(found)
        if isinstance(element, ServiceTask):
            return element.ready(found)
        assert isinstance(element, CallActivity)
        return element.started(found)

    def waits(self, token: UUID) -> bool:
        """Whether this token is there, and waits."""
        return self._instance.find(token) is not None

    def has_failed(self, token: UUID) -> bool:
        """Whether a step went wrong at this token, so that `retry` can try it again."""
        found = self._instance.find(token)
        return found is not None and bool(found.failed)

    def complete(self, token: UUID, variables: Mapping[str, Any]) -> None:
        """A user task or service task is done with these results. Raises TaskNotFound if nothing like that waits."""
        self._step(token, Step(Verb.COMPLETE, _json(variables)), UserTask, ServiceTask)

    def complete_call(self, token: UUID, results: Sequence[Mapping[str, Any]]) -> None:
        """All instances of a call are done. results: in order, each instance's item with its final variables on top.
        Raises TaskNotFound."""
        self._step(token, Step(Verb.ANSWER, [_json(result) for result in results]), CallActivity)

    def activate(self, token: UUID, element_id: str) -> None:
        """Somebody starts an activity that an ad-hoc sub-process offers. Raises TaskNotFound, and Refused when this
        activity cannot be started now."""
        element = self._waiting(token, AdHocSubProcess).element
        assert isinstance(element, AdHocSubProcess)
        self._do(lambda instance: element.activate(_found(instance, token), element_id))

    def fire(self, token: UUID) -> None:
        """The timer of this token is due. Raises TaskNotFound."""
        self._step(token, Step(Verb.HAPPEN, {}), Catching)

    def deliver(self, token: UUID, variables: Mapping[str, Any]) -> None:
        """The message or signal that this token waits for has come, with these variables. Raises TaskNotFound."""
        self._step(token, Step(Verb.HAPPEN, _json(variables)), Catching, ReceiveTask)

    def fail(self, token: UUID, code: str, message: str, variables: Mapping[str, Any] | None = None) -> None:
        """A BPMN error happened in this activity. The nearest event that catches it takes the variables; when none
        does, the case has failed. Raises TaskNotFound."""
        self._step(token, Step(Verb.FAIL, [code, message, _json(variables or {})]), Activity)

    def escalate(self, token: UUID, code: str, variables: Mapping[str, Any]) -> bool:
        """A case that this call activity called has thrown an escalation. False when nothing here catches it; it is
        then an effect of this case. Raises TaskNotFound."""
        waiting = self._waiting(token, CallActivity)
        caught = catchers.find(waiting, "escalation", code, at_activity=True) is not None
        self._step(token, Step(Verb.ESCALATE, [code, _json(variables)]), CallActivity)
        return caught

    def retry(self, token: UUID) -> None:
        """Try the step again that went wrong at this token. Raises TaskNotFound when none did."""
        if not self._find(token).failed:
            raise TaskNotFound(f"Nothing went wrong at {token}")

        def again(instance: Instance) -> None:
            found = _found(instance, token)
            steps, found.failed = found.failed, ()
            found.announced = found.element.announces
            for step in steps:
                instance.plan(found, step)

        self._do(again)

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Change variables of the case for all its branches. Timers that depend on them are computed anew, and
        conditional events are looked at. Raises ExpressionError when a timer cannot be computed; nothing has changed
        then."""
        changed = _json(variables)
        self._do(lambda instance: running.set_variables(instance, changed))

    def cancel(self) -> None:
        """End the case now; everything that waits is withdrawn."""
        self._instance.cancel()

    def dump(self) -> bytes:
        """All that is needed to go on later; empty when nothing can happen any more."""
        return b"" if self._instance.completed else state.dump(self._instance)

    def _step(self, token: UUID, step: Step, *kinds: type[Any]) -> None:
        self._waiting(token, *kinds)

        def plan(instance: Instance) -> None:
            found = _found(instance, token)
            if found.failed:
                found.failed = (*found.failed, step)
            else:
                instance.plan(found, step)

        self._do(plan)

    def _do(self, operation: Callable[[Instance], None]) -> None:
        """Carry out an operation. Where a step in it fails, all is done once more from where it began, without that
        step: so a step happens as a whole or not at all, and nobody pays for what seldom happens."""
        make = self._make
        if self._moved:
            make = self._remake()
        self._moved = True
        parked: dict[int, StepFailed] = {}
        for _ in range(REPLAYS):
            try:
                operation(self._instance)
                running.settle(self._instance, parked)
                return
            except StepFailed as failed:
                parked[failed.number] = failed
                self._instance = make()
            except ExpressionError:
                self._instance = make()
                raise
        raise StepLimitReached(f"{self._instance.spec.name}: steps go wrong each time in another way")

    def _remake(self) -> Callable[[], Instance]:
        before, spec, scopes = state.dump(self._instance), self._instance.spec, self._instance.subprocess_specs
        environment, effects, passed = self._instance.environment, self.effects[:], self.passed[:]

        def make() -> Instance:
            instance = Instance(spec, scopes, environment)
            state.load(instance, before)
            instance.effects, instance.passed = effects[:], passed[:]
            return instance

        return make

    def _find(self, token: UUID) -> Token:
        return _found(self._instance, token)

    def _waiting(self, token: UUID, *kinds: type[Any]) -> Token:
        found = self._find(token)
        # What has failed may still be waited for, when all that failed was an escalation on the way.
        over = any(step.verb is not Verb.ESCALATE for step in found.failed)
        if not found.announced or over or not isinstance(found.element, kinds):
            raise TaskNotFound(f"{found.element.id} does not wait for this")
        return found


def _found(instance: Instance, token: UUID) -> Token:
    found = instance.find(token)
    if found is None:
        raise TaskNotFound(f"Nothing waits under {token} any more")
    return found


def _json(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Variables from outside, in the one shape they have in a case: Decimal and dates become what JSON has."""
    return {name: to_json(to_feel(value)) for name, value in variables.items()}
