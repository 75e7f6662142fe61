"""Drives cases in tests: tasks by element id, timers by the clock, called processes as cases of their own.

The state is dumped and restored after every single step, so every test that runs here also proves that nothing a case
needs is lost between two steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.bpmn import (
    ActivitiesOffered,
    CallStarted,
    Effect,
    Environment,
    EscalationThrown,
    Execution,
    Known,
    MergeConflict,
    MessageAwaited,
    MessageThrown,
    Program,
    ServiceTaskReady,
    SignalAwaited,
    SignalThrown,
    TimerArmed,
    TimerMoved,
    TokenFailed,
    TokenStuck,
    UserTaskOpened,
    Withdrawn,
    compile_diagram,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KNOWN = Known(
    form_keys=frozenset({"form"}),
    process_ids=frozenset({"child"}),
    task_types=frozenset({"do"}),
    functions={"working day on or before": (1, 1)},
    decision_ids=frozenset({"decide"}),
)


def compiled(bpmn: bytes) -> Program:
    return compile_diagram(bpmn, KNOWN)


@dataclass
class Case:
    """One case and what it waits for. called: the cases of its call activities, by token, in order."""

    program: Program
    process_id: str = "p"
    now: datetime = NOW
    tasks: dict[UUID, UserTaskOpened] = field(default_factory=dict)
    services: dict[UUID, ServiceTaskReady] = field(default_factory=dict)
    timers: dict[UUID, TimerArmed] = field(default_factory=dict)
    calls: dict[UUID, CallStarted] = field(default_factory=dict)
    messages: dict[UUID, MessageAwaited] = field(default_factory=dict)
    signals: dict[UUID, SignalAwaited] = field(default_factory=dict)
    offers: dict[UUID, ActivitiesOffered] = field(default_factory=dict)
    failed: dict[UUID, TokenFailed] = field(default_factory=dict)
    log: list[Effect] = field(default_factory=list)
    announced: set[UUID] = field(default_factory=set)
    passed: list[str] = field(default_factory=list)
    state: bytes = b""
    status: str = "new"
    error: Any = None
    variables: dict[str, Any] = field(default_factory=dict)

    def start(self, start_event: str | None = None, /, **variables: Any) -> Case:
        self._settle(Execution.start(self.program, self.process_id, variables, self.environment, start_event))
        return self

    @property
    def environment(self) -> Environment:
        return Environment({}, self.now, STOCKHOLM)

    @property
    def execution(self) -> Execution:
        return Execution.restore(self.program, self.process_id, self.state, self.environment)

    @property
    def open(self) -> list[str]:
        """Element ids of the open user tasks, sorted."""
        return sorted(task.element_id for task in self.tasks.values())

    @property
    def armed(self) -> list[str]:
        return sorted(timer.element_id for timer in self.timers.values())

    def task(self, element_id: str) -> UserTaskOpened:
        return next(task for task in self.tasks.values() if task.element_id == element_id)

    def seen(self, element_id: str) -> dict[str, Any]:
        """What an open task sees."""
        return self.execution.token_variables(self.task(element_id).token)

    def complete(self, element_id: str, **variables: Any) -> Case:
        task = self.task(element_id)
        del self.tasks[task.token]
        execution = self.execution
        execution.complete(task.token, variables)
        self._settle(execution)
        return self

    def serve(self, element_id: str, **variables: Any) -> Case:
        ready = next(each for each in self.services.values() if each.element_id == element_id)
        del self.services[ready.token]
        execution = self.execution
        execution.complete(ready.token, variables)
        self._settle(execution)
        return self

    def fail(self, element_id: str, code: str, message: str = "", **variables: Any) -> Case:
        waiting: list[Any] = [*self.tasks.values(), *self.services.values(), *self.calls.values()]
        token = next(each.token for each in waiting if each.element_id == element_id)
        execution = self.execution
        execution.fail(token, code, message, variables)
        self._settle(execution)
        return self

    def answer(self, element_id: str, *results: dict[str, Any]) -> Case:
        """All instances of a call are done with these final variables."""
        made = next(each for each in self.calls.values() if each.element_id == element_id)
        del self.calls[made.token]
        execution = self.execution
        execution.complete_call(
            made.token, [{**item, **result} for item, result in zip(made.items, results, strict=True)]
        )
        self._settle(execution)
        return self

    @property
    def offered(self) -> list[str]:
        """Ids of the activities that can be started in ad-hoc sub-processes."""
        return [activity for offer in self.offers.values() for activity in offer.activities]

    def activate(self, element_id: str) -> Case:
        """Start an activity of the first ad-hoc sub-process."""
        execution = self.execution
        execution.activate(next(iter(self.offers)), element_id)
        self._settle(execution)
        return self

    def advance(self, **duration: float) -> Case:
        """Let time pass; every timer fires when it is due."""
        until = self.now + timedelta(**duration)
        while due := [timer for timer in self.timers.values() if timer.due_at <= until]:
            timer = min(due, key=lambda each: each.due_at)
            self.now = max(self.now, timer.due_at)
            del self.timers[timer.token]
            execution = self.execution
            execution.fire(timer.token)
            self._settle(execution)
        self.now = until
        return self

    def message(self, name: str, /, key: str | None = None, **variables: Any) -> Case:
        """A message comes, for the one that has waited longest."""
        wanted = next(each for each in self.messages.values() if (each.name, each.key) == (name, key))
        del self.messages[wanted.token]
        return self._deliver(wanted.token, variables)

    def signal(self, name: str, /, **variables: Any) -> Case:
        """Another case throws a signal, for all that wait now."""
        for heard in [each for each in self.signals.values() if each.name == name]:
            if heard.token in self.signals:
                del self.signals[heard.token]
                self._deliver(heard.token, variables)
        return self

    def escalate(self, element_id: str, code: str, /, **variables: Any) -> bool:
        """A called case throws an escalation."""
        made = next(each for each in self.calls.values() if each.element_id == element_id)
        execution = self.execution
        caught = execution.escalate(made.token, code, variables)
        self._settle(execution)
        return caught

    def set_variables(self, **variables: Any) -> Case:
        execution = self.execution
        execution.set_variables(variables)
        self._settle(execution)
        return self

    def retry(self, element_id: str) -> Case:
        wrong = next(each for each in self.failed.values() if each.element_id == element_id)
        del self.failed[wrong.token]
        self.announced.discard(wrong.token)
        execution = self.execution
        execution.retry(wrong.token)
        self._settle(execution)
        return self

    @property
    def awaited(self) -> list[str]:
        """Element ids of what waits for messages and signals, sorted."""
        waits: list[MessageAwaited | SignalAwaited] = [*self.messages.values(), *self.signals.values()]
        return sorted(each.element_id for each in waits)

    @property
    def thrown(self) -> list[str]:
        """Names and codes of what has left the case."""
        return [
            effect.code if isinstance(effect, EscalationThrown) else effect.name
            for effect in self.log
            if isinstance(effect, MessageThrown | SignalThrown | EscalationThrown)
        ]

    @property
    def wrong(self) -> list[str]:
        """Element ids where a step has failed, sorted."""
        return sorted(each.element_id for each in self.failed.values())

    @property
    def faults(self) -> list[str]:
        """What is wrong where a step has failed."""
        return [each.message for each in self.failed.values()]

    def _deliver(self, token: UUID, variables: dict[str, Any]) -> Case:
        execution = self.execution
        execution.deliver(token, variables)
        self._settle(execution)
        return self

    def cancel(self) -> Case:
        execution = self.execution
        execution.cancel()
        self._settle(execution)
        return self

    @property
    def conflicts(self) -> list[tuple[str, ...]]:
        return [effect.names for effect in self.log if isinstance(effect, MergeConflict)]

    @property
    def stuck(self) -> list[str]:
        return [effect.element_id for effect in self.log if isinstance(effect, TokenStuck)]

    @property
    def withdrawn(self) -> list[str]:
        return [effect.element_id for effect in self.log if isinstance(effect, Withdrawn)]

    def _settle(self, execution: Execution) -> None:
        for effect in execution.effects:
            self._take(effect)
        self.passed += execution.passed
        self.status, self.error, self.variables = execution.status, execution.error, execution.variables
        self.state = execution.dump()
        if self.status == "running":
            again = self.execution
            assert again.dump() == self.state
            assert again.variables == self.variables
        else:
            assert self.state == b""
            assert [token for waits in self._waits() for token in waits] == []

    def _take(self, effect: Effect) -> None:
        if isinstance(
            effect, UserTaskOpened | ServiceTaskReady | TimerArmed | CallStarted | MessageAwaited | SignalAwaited
        ):
            assert effect.token not in self.announced, "announced twice"
            self.announced.add(effect.token)
        self.log.append(effect)
        match effect:
            case UserTaskOpened():
                self.tasks[effect.token] = effect
            case ServiceTaskReady():
                self.services[effect.token] = effect
            case TimerArmed():
                self.timers[effect.token] = effect
            case CallStarted():
                self.calls[effect.token] = effect
            case MessageAwaited():
                self.messages[effect.token] = effect
            case SignalAwaited():
                self.signals[effect.token] = effect
            case ActivitiesOffered():
                self.offers[effect.token] = effect
            case TimerMoved():
                armed = self.timers[effect.token]
                self.timers[effect.token] = replace(armed, due_at=effect.due_at)
            case TokenFailed():
                self.failed[effect.token] = effect
            case Withdrawn():
                waits = [waits for waits in self._waits() if effect.token in waits]
                # A step that fails where something was waited for, for example a timer's, waits twice.
                assert waits
                for waited in waits:
                    del waited[effect.token]

    def _waits(self) -> list[dict[UUID, Any]]:
        return [
            self.tasks, self.services, self.timers, self.calls, self.messages, self.signals, self.offers, self.failed
        ]  # fmt: skip


def case(bpmn: bytes, start_event: str | None = None, /, **variables: Any) -> Case:
    """A case of the process `p`, started."""
    return Case(compiled(bpmn)).start(start_event, **variables)
