"""The timer event definition: a date, a duration or a cycle (ISO 8601 or cron)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from engine.bpmn.due import Due, TimerKind, due, moved, next_due
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
    TimerKind.CYCLE: "R3/P7D, R/2027-01-31T08:00:00/P1M or the cron text 0 0 9 * * MON",
}


@dataclass(frozen=True, slots=True)
class Timer(Trigger):
    """kind: how BPMN writes the time; value: ISO 8601 or cron text, or FEEL that gives it, a date or a duration."""

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

    def next(self, environment: Environment, variables: Variables, fired: Due, anchor: datetime) -> Due | None:
        """When a cycle that has fired fires again, None after its last round. anchor: when it was armed. Raises
        ExpressionError."""
        value = environment.value(self.element_id, self.value, variables)
        try:
            return next_due(value, fired, anchor, environment.zone)
        except ExpressionError as error:
            raise ExpressionError(f"{self.element_id}: {error}") from error

    def listen(self, token: Token, variables: Variables) -> None:
        environment = token.scope.instance.environment
        found = self.first(environment, variables)
        token.since = environment.now
        self._wait(token, found.at, found.left)

    def repeats(self, token: Token) -> bool:
        return self.kind is TimerKind.CYCLE and token.left != 1

    def listen_again(self, happened: Token, anew: Token, variables: Variables) -> None:
        """Wait for the next round of the cycle."""
        environment = happened.scope.instance.environment
        assert happened.due is not None
        assert happened.since is not None
        found = self.next(environment, variables, Due(happened.due, happened.left), happened.since)
        anew.since = happened.since
        if found is None:
            anew.scope.remove(anew)
        else:
            self._wait(anew, found.at, found.left)

    def move(self, token: Token, changed: frozenset[str], variables: Variables) -> None:
        """Variables that these names stand for have changed: a timer that depends on them is computed anew, a duration
        or cycle from when it was armed. Raises ExpressionError."""
        if self.value.expression is None or not self.value.expression.names & changed:
            return
        environment = token.scope.instance.environment
        assert token.since is not None
        value = environment.value(self.element_id, self.value, variables)
        try:
            found = moved(self.kind, value, token.since, environment.now, token.left, environment.zone)
        except ExpressionError as error:
            raise ExpressionError(f"{self.element_id}: {error}") from error
        token.left = found.left
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
        if value is not None and value.expression is None and (fault := _fault(kind, value.static)):
            reader.problem(
                element,
                f"The {kind} cannot be read: {fault}.",
                f"Write one such as {SAMPLES[kind]}, or FEEL after '='.",
            )
        return Timer(element, kind, value) if value is not None else None
    reader.problem(element, "The timer event has no time.", "Set a date, a duration or a cycle.")
    return None


def _fault(kind: TimerKind, static: str) -> str | None:
    try:
        # Against a time before all starts, so that a cycle is not refused for having ended; where the sun rises first,
        # so that a day the calendar does not reach there is refused for every zone.
        due(kind, static, datetime(1, 1, 2, tzinfo=UTC), ZoneInfo("Etc/GMT-14"))
    except ExpressionError as error:
        return str(error)
    return None
