"""Lets cases run to their end: every task is done, every timer fires, every message and signal comes.

There are several ways to go about it. Smoothly: people are quick. Slowly: events come first, and boundary events end
the tasks they lie on; what has waited longest comes first, or what is new. With trouble: conditions become true at
once, and tasks and called processes fail with the errors that the model catches. A model must get through all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
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
from tests.conformance.cases import Case, Waiting
from tests.conformance.given import is_true, variables_for
from tests.conformance.world import World

STEPS = 200
AGAIN = 2  # how often one event happens while there is anything else to do
EVENTS: tuple[type[Waiting], ...] = (MessageAwaited, SignalAwaited, TimerArmed)
TASKS: tuple[type[Waiting], ...] = (ServiceTaskReady, UserTaskOpened, ActivitiesOffered)
ATTEMPTS = 12
CONDITIONS_FIRST, AT_RANDOM = 2, 3  # attempts at which conditions come first; from which on chance says what does


@dataclass(frozen=True, slots=True)
class Way:
    """One way to go about it. order: what is done first of what waits; newest: whether what waits shortest comes first
    of its kind; trouble: whether conditions come first, and tasks fail."""

    order: tuple[type[Waiting], ...]
    newest: bool = False
    trouble: bool = False


WAYS = (
    Way((*TASKS, *EVENTS)),
    Way((*EVENTS, *TASKS)),
    Way((*EVENTS, *TASKS), newest=True),
    Way((*TASKS, *EVENTS), trouble=True),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a run did not come to its end. chosen: other choices, at gateways and of what happens first, might lead it
    there."""

    reason: str
    chosen: bool


@dataclass
class Driver:
    """conditions: the FEEL that conditional events wait for; attempt: from 0, the first of which goes its way without
    deviating."""

    world: World
    way: Way
    conditions: list[str]
    attempt: int = 0
    _happened: Counter[tuple[str, str]] = field(default_factory=Counter)
    _chance: Random = field(init=False)
    _activated: set[tuple[Any, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._chance = Random(self.attempt)

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
        if (self.way.trouble or self.attempt == CONDITIONS_FIRST) and self._make_true():
            return True
        for kind in self.way.order:
            for case, waiting in self._in_order(self.world.waiting(kind)):
                if self._is_due(case, waiting) and self._act(case, waiting):
                    return True
        if self._make_true():
            return True
        # What has happened often enough happens once more when nothing else can.
        self._activated.clear()
        often = (*EVENTS, ActivitiesOffered)
        return any(self._act(case, waiting) for kind in often for case, waiting in self.world.waiting(kind)[:1])

    def _in_order(self, waits: list[tuple[Case, Waiting]]) -> list[tuple[Case, Waiting]]:
        if self.attempt >= AT_RANDOM:
            self._chance.shuffle(waits)
        return waits[::-1] if self.way.newest else waits

    def _is_due(self, case: Case, waiting: Waiting) -> bool:
        if not isinstance(waiting, EVENTS):
            return True
        self._happened[case.process_id, waiting.element_id] += 1
        return self._happened[case.process_id, waiting.element_id] <= AGAIN

    def _act(self, case: Case, waiting: Waiting) -> bool:
        match waiting:
            case UserTaskOpened() | ServiceTaskReady():
                if self.world.trouble.errors:
                    self.world.fail(case, waiting, self.world.trouble.errors.pop(0))
                else:
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
