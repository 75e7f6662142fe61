"""A case step by step: start or restore it, tell it what happened, carry out its effects, dump it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from engine.bpmn import state
from engine.bpmn.compile import Program
from engine.bpmn.effects import Effect, ServiceTaskReady
from engine.bpmn.elements.activity import Activity
from engine.bpmn.elements.boundary import BoundaryEvent, TimerBoundaryEvent
from engine.bpmn.elements.call_activity import CallActivity
from engine.bpmn.elements.service_task import ServiceTask
from engine.bpmn.elements.timer_catch import TimerCatchEvent
from engine.bpmn.evaluation import Environment
from engine.bpmn.instance import Failure, Instance
from engine.bpmn.token import Token
from engine.errors import TaskNotFound
from engine.feel import to_feel, to_json

Status = Literal["running", "completed", "cancelled", "failed"]


class Execution:
    """One running case. It belongs to one thread; the program behind it is shared.

    effects: what is to be done, in the order in which it came about; passed: ids of the elements that tokens have
    left, in order. Both count from `start` or `restore`, and only ever grow.
    Every method that moves the case may raise ExpressionError, naming the element; the execution is then to be thrown
    away, and the state it was restored from still holds.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

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
        execution = cls(Instance(program.scopes[process_id], dict(program.scopes), environment))
        execution._instance.begin(execution._instance, _json(variables), start_event)
        execution._instance.settle()
        return execution

    @classmethod
    def restore(cls, program: Program, process_id: str, saved: bytes, environment: Environment) -> Execution:
        """The case that `dump` wrote. Raises ValueError for the state of a case that has ended."""
        instance = Instance(program.scopes[process_id], dict(program.scopes), environment)
        state.load(instance, saved)
        return cls(instance)

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
        """What a waiting activity sees, its own input mappings and its item included. Raises TaskNotFound."""
        found = self._find(token)
        if isinstance(found.element, BoundaryEvent):
            return dict(self._instance.view_of(found.scope.host_of(found)))
        return found.view

    def service_task(self, token: UUID) -> ServiceTaskReady:
        """What a waiting service task asks for, to try it once more. Raises TaskNotFound."""
        found = self._waiting(token, ServiceTask)
        assert isinstance(found.element, ServiceTask)
        return found.element.ready(found)

    def complete(self, token: UUID, variables: Mapping[str, Any]) -> None:
        """A user task or service task is done with these results. Raises TaskNotFound if nothing like that waits."""
        found = self._waiting(token, Activity)
        assert isinstance(found.element, Activity)
        found.element.conclude(found, _json(variables))
        found.complete()
        self._instance.settle()

    def complete_call(self, token: UUID, results: Sequence[Mapping[str, Any]]) -> None:
        """All instances of a call are done. results: in order, each instance's item with its final variables on top.
        Raises TaskNotFound."""
        found = self._waiting(token, CallActivity)
        assert isinstance(found.element, CallActivity)
        found.element.conclude_all(found, [_json(result) for result in results])
        found.complete()
        self._instance.settle()

    def fail(self, token: UUID, code: str, message: str, variables: Mapping[str, Any] | None = None) -> None:
        """A BPMN error happened in this activity. The nearest boundary event that catches it takes the variables; when
        none does, the case has failed. Raises TaskNotFound."""
        found = self._waiting(token, Activity)
        self._instance.throw_error(found, code, message, _json(variables or {}), at_activity=True)
        self._instance.settle()

    def fire(self, token: UUID) -> None:
        """The timer of this token is due. Raises TaskNotFound."""
        found = self._waiting(token, TimerCatchEvent, TimerBoundaryEvent)
        assert isinstance(found.element, TimerCatchEvent | TimerBoundaryEvent)
        found.element.fire(found)
        self._instance.settle()

    def cancel(self) -> None:
        """End the case now; everything that waits is withdrawn."""
        self._instance.cancel()

    def dump(self) -> bytes:
        """All that is needed to go on later; empty when nothing can happen any more."""
        return b"" if self._instance.completed else state.dump(self._instance)

    def _find(self, token: UUID) -> Token:
        found = self._instance.find(token)
        if found is None:
            raise TaskNotFound(f"Nothing waits under {token} any more")
        return found

    def _waiting(self, token: UUID, *kinds: type[Any]) -> Token:
        found = self._find(token)
        if not found.announced or not isinstance(found.element, kinds):
            raise TaskNotFound(f"{found.element.id} does not wait for this")
        return found


def _json(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Variables from outside, in the one shape they have in a case: Decimal and dates become what JSON has."""
    return {name: to_json(to_feel(value)) for name, value in variables.items()}
