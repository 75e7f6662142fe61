"""What is known of one case from outside: what it waits for, whom it has called, and how it has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.bpmn import (
    ActivitiesOffered,
    CallStarted,
    MessageAwaited,
    Program,
    ServiceTaskReady,
    SignalAwaited,
    TimerArmed,
    TokenFailed,
    TokenStuck,
    UserTaskOpened,
)

Waiting = UserTaskOpened | ServiceTaskReady | TimerArmed | MessageAwaited | SignalAwaited | ActivitiesOffered


@dataclass(eq=False)
class Call:
    """Cases that one call activity waits for; results: by position, None while a case runs."""

    caller: Case
    effect: CallStarted
    called: list[Case] = field(default_factory=list)
    results: list[Mapping[str, Any] | None] = field(default_factory=list)


@dataclass(eq=False)
class Case:
    """One instance. waits: what it waits for, by token, oldest first; passed: how often a token left each element;
    incidents: what went wrong in it."""

    process_id: str
    program: Program
    call: Call | None = None
    position: int = 0
    waits: dict[UUID, Waiting] = field(default_factory=dict)
    calls: dict[UUID, Call] = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)
    withdrawn: Counter[str] = field(default_factory=Counter)
    incidents: list[TokenFailed | TokenStuck] = field(default_factory=list)
    state: bytes = b""
    status: str = "new"
    error: Any = None
    variables: dict[str, Any] = field(default_factory=dict)

    @property
    def tasks(self) -> list[str]:
        """Element ids of the open user tasks, sorted."""
        return sorted(each.element_id for each in self.waits.values() if isinstance(each, UserTaskOpened))

    @property
    def receiving(self) -> list[str]:
        """Element ids of what waits for a message, sorted."""
        return sorted(each.element_id for each in self.waits.values() if isinstance(each, MessageAwaited))

    def waiting_at(self, element_id: str) -> Waiting:
        """The oldest of what waits at an element. Raises AssertionError when nothing does."""
        for each in self.waits.values():
            if each.element_id == element_id:
                return each
        raise AssertionError(f"nothing waits at {element_id}, only {[each.element_id for each in self.waits.values()]}")


@dataclass(eq=False)
class Trouble:
    """Codes of errors and escalations that are still to happen, in tasks and in called processes that are not here."""

    errors: list[str] = field(default_factory=list)
    escalations: list[str] = field(default_factory=list)
