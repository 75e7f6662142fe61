"""Walks cases in random tests: token by token, in any order, with or without saving and loading between the steps.

Beside the case it keeps a book of what has been announced: everything is announced once, and then either happens or is
withdrawn, once; a case that has ended waits for nothing, one that runs waits for something or says why not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from engine.bpmn import (
    ActivitiesOffered,
    CallStarted,
    Effect,
    Environment,
    Execution,
    MessageAwaited,
    Program,
    ServiceTaskReady,
    SignalAwaited,
    TimerArmed,
    TimerMoved,
    TokenFailed,
    TokenStuck,
    UserTaskOpened,
    Withdrawn,
)
from tests.engine.bpmn.driving import NOW, STOCKHOLM

Wait = UserTaskOpened | ServiceTaskReady | TimerArmed | MessageAwaited | SignalAwaited | CallStarted
ENVIRONMENT = Environment({}, NOW, STOCKHOLM)


@dataclass
class Walk:
    """A case of one process. saving: whether it is saved and loaded after every step; waits: what it waits for, by
    token, oldest first; offers: what its ad-hoc sub-processes offer; failed: where a step went wrong; stuck: whether it
    has said that something can never move; log: all effects."""

    program: Program
    saving: bool = True
    process_id: str = "p"
    waits: dict[UUID, Wait] = field(default_factory=dict)
    offers: dict[UUID, ActivitiesOffered] = field(default_factory=dict)
    log: list[Effect] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    announced: set[UUID] = field(default_factory=set)
    failed: dict[UUID, TokenFailed] = field(default_factory=dict)
    stuck: bool = False
    execution: Execution = field(init=False)

    def start(self, variables: Mapping[str, Any]) -> Walk:
        """The case, started."""
        self.execution = Execution.start(self.program, self.process_id, variables, ENVIRONMENT)
        self._settle(0, 0)
        return self

    def happen(self, choice: int, value: int) -> None:
        """Something of what can happen; whatever it is brings this value as x."""
        possible = [*self.waits, *self.offers, *self.failed, None]
        token = possible[choice % len(possible)]
        if token is None:
            self.set_variables({"x": value})
        elif token in self.offers:
            offered = self.offers[token].activities
            self.activate(token, offered[value % len(offered)])
        elif token in self.failed:
            self.retry(token)
        else:
            self.move(token, {"x": value})

    def move(self, token: UUID, variables: Mapping[str, Any]) -> None:
        """What this token waits for happens, with these variables."""
        wait = self.waits.pop(token)
        match wait:
            case TimerArmed():
                self._step(lambda execution: execution.fire(token))
            case MessageAwaited() | SignalAwaited():
                self._step(lambda execution: execution.deliver(token, variables))
            case CallStarted():
                results = [{**item, **variables} for item in wait.items]
                self._step(lambda execution: execution.complete_call(token, results))
            case _:
                self._step(lambda execution: execution.complete(token, variables))

    def fail(self, token: UUID, code: str, variables: Mapping[str, Any]) -> None:
        """A BPMN error happens where this token waits, which withdraws it."""
        self._step(lambda execution: execution.fail(token, code, "", variables))

    def activate(self, token: UUID, element_id: str) -> None:
        """An offered activity of an ad-hoc sub-process is started."""
        self._step(partial(Execution.activate, token=token, element_id=element_id))

    def retry(self, token: UUID) -> None:
        """What went wrong at this token is tried again."""
        del self.failed[token]
        self._step(lambda execution: execution.retry(token))

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Somebody changes variables of the case."""
        self._step(lambda execution: execution.set_variables(variables))

    def _step(self, move: Callable[[Execution], None]) -> None:
        if self.saving:
            self._load()
        effects, passed = len(self.execution.effects), len(self.execution.passed)
        move(self.execution)
        self._settle(effects, passed)

    def _load(self) -> None:
        self.execution = Execution.restore(self.program, self.process_id, self.execution.dump(), ENVIRONMENT)

    def _settle(self, effects: int, passed: int) -> None:
        execution = self.execution
        for effect in execution.effects[effects:]:
            self._take(effect)
        self.passed += execution.passed[passed:]
        if execution.status == "running":
            waits = self.waits or self.offers or self.failed or self.stuck or self._conditions
            assert waits, "it runs, waits for nothing, and says nothing of that"
            if self.saving:
                self._same_when_loaded()
        else:
            assert self.waits | self.offers | self.failed == {}, "it has ended and waits"
            assert execution.dump() == b""

    @property
    def _conditions(self) -> bool:
        """Whether there are conditions in it, for which it waits without a word."""
        return any(each.event == "conditional" for each in self.program.elements(self.process_id).values())

    def _same_when_loaded(self) -> None:
        state = self.execution.dump()
        loaded = Execution.restore(self.program, self.process_id, state, ENVIRONMENT)
        assert loaded.dump() == state
        assert loaded.variables == self.execution.variables
        for token in self.waits:
            assert loaded.token_variables(token) == self.execution.token_variables(token)

    def _take(self, effect: Effect) -> None:
        self.log.append(effect)
        match effect:
            case (
                UserTaskOpened()
                | ServiceTaskReady()
                | TimerArmed()
                | MessageAwaited()
                | SignalAwaited()
                | CallStarted()
            ):
                assert effect.token not in self.announced, "announced twice"
                self.announced.add(effect.token)
                self.waits[effect.token] = effect
            case TimerMoved():
                armed = self.waits[effect.token]
                assert isinstance(armed, TimerArmed)
                self.waits[effect.token] = TimerArmed(
                    token=effect.token, element_id=effect.element_id, due_at=effect.due_at
                )
            case ActivitiesOffered():
                self.offers[effect.token] = effect
            case TokenStuck():
                self.stuck = True
            case TokenFailed():
                self.failed[effect.token] = effect
            case Withdrawn():
                (kept,) = (kept for kept in (self.waits, self.offers, self.failed) if effect.token in kept)
                assert kept.pop(effect.token).element_id == effect.element_id
