"""Carries one case through its diagram by hand: the kernel alone, without commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.bpmn import (
    CallStarted,
    Environment,
    Execution,
    MergeConflict,
    Program,
    ServiceTaskReady,
    TimerArmed,
    UserTaskOpened,
    Withdrawn,
)


@dataclass
class Walk:
    """The case with everything that waits in it. The case is saved and restored after every step.

    recorded: what service tasks were given, in order; dues: the due date of every task that was ever opened;
    alarms: when every timer that was ever armed is due.
    """

    program: Program
    process: str
    environment: Environment
    execution: Execution
    tasks: dict[UUID, UserTaskOpened] = field(default_factory=dict)
    calls: dict[UUID, CallStarted] = field(default_factory=dict)
    timers: dict[UUID, TimerArmed] = field(default_factory=dict)
    recorded: list[Mapping[str, Any]] = field(default_factory=list)
    dues: dict[str, date | datetime | None] = field(default_factory=dict)
    alarms: dict[str, datetime] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, program: Program, process: str, environment: Environment, **variables: Any) -> Walk:
        walk = cls(program, process, environment, Execution.start(program, process, variables, environment))
        walk._absorb()
        return walk

    @property
    def status(self) -> str:
        return self.execution.status

    @property
    def open(self) -> list[str]:
        """Elements whose tasks and calls wait for somebody."""
        return sorted(
            [task.element_id for task in self.tasks.values()] + [call.element_id for call in self.calls.values()]
        )

    def do(self, element_id: str, **answers: Any) -> None:
        """Complete the open task at this element, as the commands do: only names of the diagram enter the case."""
        task = self._one(self.tasks, element_id)
        named = {name: value for name, value in answers.items() if name in self.program.variables(self.process)}
        del self.tasks[task]
        self.execution.complete(task, named)
        self._absorb()

    def decide(self, element_id: str, decision: str = "bifall", **more: Any) -> None:
        """Complete a decision task."""
        minutes = {"meeting": "2026-06-17", "paragraph": 12, "diary_no": "KSKF/2027:12"}
        self.do(element_id, decision=decision, **minutes, **more)

    def call(self, element_id: str) -> CallStarted:
        return self.calls[self._one(self.calls, element_id)]

    def finish(self, element_id: str, results: Sequence[Mapping[str, Any]]) -> None:
        """All called instances are done. results: what each has found beside what it started with."""
        token = self._one(self.calls, element_id)
        call = self.calls.pop(token)
        started = zip(call.items, results, strict=True)
        self.execution.complete_call(token, [{**call.shared, **item, **found} for item, found in started])
        self._absorb()

    def fire(self, element_id: str) -> None:
        token = self._one(self.timers, element_id)
        del self.timers[token]
        self.execution.fire(token)
        self._absorb()

    def _one(self, waiting: Mapping[UUID, Any], element_id: str) -> UUID:
        [token] = [token for token, effect in waiting.items() if effect.element_id == element_id]
        return token

    def _absorb(self) -> None:
        for effect in self.execution.effects:
            match effect:
                case UserTaskOpened():
                    self.tasks[effect.token] = effect
                    self.dues[effect.element_id] = effect.due
                case CallStarted():
                    self.calls[effect.token] = effect
                case TimerArmed():
                    self.timers[effect.token] = effect
                    self.alarms[effect.element_id] = effect.due_at
                case Withdrawn():
                    for waiting in (self.tasks, self.calls, self.timers):
                        waiting.pop(effect.token, None)
                case MergeConflict():
                    raise AssertionError(f"branches disagree on {effect.names} at {effect.element_id}")
        self.passed += self.execution.passed
        services = [effect for effect in self.execution.effects if isinstance(effect, ServiceTaskReady)]
        if self.execution.status != "running":
            return
        saved = self.execution.dump()
        self.execution = Execution.restore(self.program, self.process, saved, self.environment)
        for service in services:
            self.recorded.append(service.inputs)
            self.execution.complete(service.token, {})
            self._absorb()
