"""The timer event definition: a date, a duration or a cycle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from engine.bpmn.due import Due, TimerKind, due, next_due
from engine.bpmn.effects import TimerArmed, TimerMoved
from engine.bpmn.elements.trigger import Trigger
from engine.bpmn.evaluation import Environment
from engine.bpmn.reading import Reader, Value
from engine.bpmn.spiff import TaskState
from engine.bpmn.variables import Variables
from engine.bpmn.vocabulary import Node, bpmn, child, text
from engine.errors import ExpressionError

if TYPE_CHECKING:
    from engine.bpmn.token import Token

SAMPLES = {
    TimerKind.DATE: "2026-10-31T00:00:00",
    TimerKind.DURATION: "P14D",
    TimerKind.CYCLE: "R3/P7D",
}


@dataclass(frozen=True, slots=True)
class Timer(Trigger):
    """kind: how BPMN writes the time; value: ISO 8601 text, or FEEL that gives it, a date or a duration."""

    announces: ClassVar[bool] = True

    element_id: str
    kind: TimerKind
    value: Value

    def first(self, environment: Environment, variables: Variables) -> Due:
        """When the timer fires if it is armed now. Raises ExpressionError."""
        value = environment.value(self.element_id, self.value, variables)
        try:
            return due(self.kind, value, environment.now, environment.zone)
        except ExpressionError as error:
            raise ExpressionError(f"{self.element_id}: {error}") from error

    def listen(self, token: Token, variables: Variables) -> None:
        environment = token.scope.instance.environment
        found = self.first(environment, variables)
        token.since = environment.now
        self._wait(token, found.at, found.left)

    def repeats(self, token: Token) -> bool:
        return token.left != 1

    def listen_again(self, happened: Token, anew: Token, variables: Variables) -> None:
        """Wait for the next round of the cycle."""
        environment = happened.scope.instance.environment
        assert happened.due is not None
        value = environment.value(self.element_id, self.value, variables)
        try:
            at = next_due(value, happened.due, environment.zone)
        except ExpressionError as error:
            raise ExpressionError(f"{self.element_id}: {error}") from error
        anew.since = happened.since
        self._wait(anew, at, None if happened.left is None else happened.left - 1)

    def move(self, token: Token, changed: frozenset[str], variables: Variables) -> None:
        """Variables that these names stand for have changed: a timer that depends on them is computed anew, a duration
        or cycle from when it was armed. Raises ExpressionError."""
        if self.value.expression is None or not self.value.expression.names & changed:
            return
        environment = token.scope.instance.environment
        found = self.first(replace(environment, now=token.since or environment.now), variables)
        if found.at != token.due:
            token.due = found.at
            token.scope.instance.effects.append(TimerMoved(token=token.id, element_id=self.element_id, due_at=found.at))

    def _wait(self, token: Token, at: datetime, left: int | None) -> None:
        token._set_state(TaskState.WAITING)
        token.due, token.left = at, left
        token.scope.instance.announce(token, TimerArmed(token=token.id, element_id=self.element_id, due_at=at))


def read_timer(node: Node, reader: Reader) -> Timer | None:
    """The timer of an event. Static text is checked already here."""
    definition = node.find(bpmn("timerEventDefinition"))
    element = node.get("id", "")
    assert definition is not None
    for kind in TimerKind:
        found = child(definition, kind)
        if found is None:
            continue
        if not text(found):
            break
        value = reader.value(element, "The timer", text(found))
        if value is not None and value.expression is None and not _readable(kind, value.static):
            reader.problem(
                element,
                f"{value.static!r} is not a {kind} as ISO 8601 writes it.",
                f"Write one such as {SAMPLES[kind]}, or FEEL after '='. Cron is not understood.",
            )
        return Timer(element, kind, value) if value is not None else None
    reader.problem(element, "The timer event has no time.", "Set a date, a duration or a cycle.")
    return None


def _readable(kind: TimerKind, static: str) -> bool:
    try:
        due(kind, static, datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
    except ExpressionError:
        return False
    return True
