"""What crosses the border of a case: messages and signals, awaited and thrown, and escalations to the caller."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from engine.bpmn import EscalationThrown, MessageAwaited, MessageThrown, SignalAwaited, SignalThrown
from engine.casework import calls, messages, signals
from engine.casework.case import OpenCase
from engine.casework.messages import Message

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

Crossing = MessageAwaited | SignalAwaited | MessageThrown | SignalThrown | EscalationThrown


def cross(work: CaseWork, case: OpenCase, effects: Sequence[Crossing], withdrawn: Collection[UUID]) -> None:
    """Carry out what a step of the case awaits of others and throws at them, in its order.
    withdrawn: tokens that no longer wait after the step."""
    for effect in effects:
        match effect:
            case MessageAwaited() | SignalAwaited() if effect.token in withdrawn:
                continue
            case MessageAwaited():
                messages.await_message(work, case, effect)
            case SignalAwaited():
                signals.await_signal(work, case, effect)
            case MessageThrown():
                message = Message(name=effect.name, key=effect.key, variables=effect.variables, waits=effect.waits)
                messages.publish(work, message)
            case SignalThrown():
                signals.throw(work, effect.name, effect.variables, case)
            case EscalationThrown():
                calls.escalate(work, case, effect)
