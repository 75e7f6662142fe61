"""Lets cases run to their end: every task is done, every timer fires, every message and signal comes.

There are two ways to go about it. Tasks first shows what happens when people are quick; events first, when they are
slow: boundary events then end the tasks they lie on. A model must get through both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn import (
    ActivitiesOffered,
    MessageAwaited,
    ServiceTaskReady,
    SignalAwaited,
    TimerArmed,
    TokenFailed,
    TokenStuck,
    UserTaskOpened,
)
from engine.errors import StepLimitReached
from tests.conformance.given import is_true, variables_for
from tests.conformance.world import Case, Waiting, World

STEPS = 200
AGAIN = 2  # how often one event happens while there is anything else to do
TASKS_FIRST: tuple[type[Waiting], ...] = (
    ServiceTaskReady,
    UserTaskOpened,
    ActivitiesOffered,
    MessageAwaited,
    SignalAwaited,
    TimerArmed,
)
EVENTS_FIRST: tuple[type[Waiting], ...] = (
    MessageAwaited,
    SignalAwaited,
    TimerArmed,
    ServiceTaskReady,
    ActivitiesOffered,
    UserTaskOpened,
)
EVENTS = (MessageAwaited, SignalAwaited, TimerArmed)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a run did not come to its end. chosen: other choices at the gateways might have led it there."""

    reason: str
    chosen: bool


@dataclass
class Driver:
    """order: what is done first of what waits; conditions: the FEEL that conditional events wait for."""

    world: World
    order: tuple[type[Waiting], ...]
    conditions: list[str]
    _happened: Counter[tuple[str, str]] = field(default_factory=Counter)
    _activated: set[tuple[Any, str]] = field(default_factory=set)

    def run(self) -> Problem | None:
        """Go on until every case has ended, or long enough. What went wrong, None when nothing did."""
        while self.world.steps < STEPS:
            for case in self.world.cases:
                for incident in case.incidents:
                    return Problem(f"incident in {case.process_id}: {incident}", _depends_on_choice(incident))
            if all(case.status != "running" for case in self.world.cases):
                return None
            if not self._one_step():
                waiting = [case.process_id for case in self.world.cases if case.status == "running"]
                return Problem(f"nothing can move in {', '.join(waiting)}", chosen=False)
        return None

    def _one_step(self) -> bool:
        for kind in self.order:
            for case, waiting in self.world.waiting(kind):
                if self._is_due(case, waiting) and self._act(case, waiting):
                    return True
        if self._make_true():
            return True
        # What has happened often enough happens once more when nothing else can.
        self._activated.clear()
        often = (*EVENTS, ActivitiesOffered)
        return any(self._act(case, waiting) for kind in often for case, waiting in self.world.waiting(kind)[:1])

    def _is_due(self, case: Case, waiting: Waiting) -> bool:
        if not isinstance(waiting, EVENTS):
            return True
        self._happened[case.process_id, waiting.element_id] += 1
        return self._happened[case.process_id, waiting.element_id] <= AGAIN

    def _act(self, case: Case, waiting: Waiting) -> bool:
        match waiting:
            case UserTaskOpened() | ServiceTaskReady():
                self.world.finish(case, waiting, {})
            case MessageAwaited() | SignalAwaited():
                self.world.deliver(case, waiting, {})
            case TimerArmed():
                self.world.fire(case, waiting)
            case ActivitiesOffered():
                return self._activate(case, waiting)
        return True

    def _activate(self, case: Case, offer: ActivitiesOffered) -> bool:
        for activity in offer.activities:
            if (offer.token, activity) not in self._activated:
                self._activated.add((offer.token, activity))
                self.world.activate(case, offer, activity)
                return True
        return False

    def _make_true(self) -> bool:
        while self.conditions:
            variables = variables_for(self.conditions.pop(0), is_true)
            if variables is None:
                continue
            for case in self.world.cases:
                if case.status == "running":
                    self.world.set_variables(case, variables)
            return True
        return False


def _depends_on_choice(incident: TokenFailed | TokenStuck) -> bool:
    if isinstance(incident, TokenStuck):
        return True
    return incident.code == StepLimitReached.code or "no condition holds" in incident.message
