"""When a timer is due: what a diagram writes, against business time and the municipality's zone.

FEEL's dates and durations reach this module as the ISO texts they are in JSON. A date means 00:00 local time of that
day; a local time means the municipality's zone. A date that has passed is due at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine.bpmn.cron import cron_from, is_cron
from engine.bpmn.repeating import add_duration, moment, repeating_from
from engine.errors import ExpressionError


class TimerKind(StrEnum):
    """The three ways BPMN writes a time."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Due:
    """at: aware, UTC; left: how often it fires from now on, this time included, None for without end."""

    at: datetime
    left: int | None


def due(timer: TimerKind, value: object, now: datetime, zone: ZoneInfo) -> Due:
    """When a timer that is armed now fires first. Raises ExpressionError."""
    if not isinstance(value, str):
        raise ExpressionError(f"a timer needs a date, a time or a duration, not {value!r}")
    if timer is TimerKind.DATE:
        return Due(moment(value, zone), 1)
    if timer is TimerKind.DURATION:
        return Due(add_duration(now, value, zone), 1)
    if is_cron(value):
        return Due(_cron_after(value, now, zone), None)
    return Due(*repeating_from(value, zone).first(now, zone))


def next_due(value: object, previous: Due, anchor: datetime, zone: ZoneInfo) -> Due | None:
    """When a cycle that has fired fires again; None when that was its last round. value: the cycle's text; previous:
    what it has fired for; anchor: when the timer was armed, from which the rounds are counted. A round that should
    have been due meanwhile is due, so none is lost while nothing runs. Raises ExpressionError."""
    if previous.left == 1:
        return None
    if not isinstance(value, str):
        raise ExpressionError(f"a cycle is a text, not {value!r}")
    left = None if previous.left is None else previous.left - 1
    if is_cron(value):
        return Due(_cron_after(value, previous.at, zone), left)
    return Due(repeating_from(value, zone).following(previous.at, anchor, zone), left)


def moved(timer: TimerKind, value: object, since: datetime, now: datetime, left: int | None, zone: ZoneInfo) -> Due:
    """When a timer that was armed at `since` is due, now that its value has changed. A date may lie in the past; of a
    cycle the rounds that would have been are gone, and no more are left than were. Raises ExpressionError."""
    found = due(timer, value, since, zone)
    if timer is not TimerKind.CYCLE:
        return found
    left = found.left if left is None or found.left is None else min(left, found.left)
    if found.at > now:
        return Due(found.at, left)
    following = next_due(value, Due(now, None), since, zone)
    assert following is not None
    return Due(following.at, left)


def _cron_after(text: str, moment: datetime, zone: ZoneInfo) -> datetime:
    found = cron_from(text).following(moment, zone)
    if found is None:
        raise ExpressionError(f"{text!r} does not come again")
    return found
