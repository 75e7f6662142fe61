"""When people are told of a task: the steps of its ladder as moments of business time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from engine.bpmn.lint.reminders import REMINDERS, Audience, Ladder, Step, read_ladder
from engine.bpmn.lint.statutory import STATUTORY_DATE
from engine.calendar import FIRST_YEAR, LAST_YEAR
from engine.clock import Clock
from engine.definitions import Definition

MORNING = time(7, 0)
#: Years of due dates from which every step lies within the calendar.
YEARS = range(FIRST_YEAR + 2, LAST_YEAR - 1)
DEFAULT: Ladder = (
    Step(None), Step(-7), Step(-2), Step(0), Step(3, Audience.MANAGER), Step(7, Audience.PROCESS_OWNER),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rungs:
    """A task's ladder. statutory: the law sets its date, so that no stop silences it."""

    ladder: Ladder
    statutory: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What a look at a task gives. told: the step to tell now, None for nothing; passed: how many steps are then behind
    it; at: business time of the next look, None when nothing more will be told."""

    told: Step | None
    passed: int
    at: datetime | None


def rungs_of(definition: Definition, element_id: str) -> Rungs:
    """As the user task says, else its process, else as is usual."""
    element = definition.elements.get(element_id)
    properties = element.properties if element else {}
    text = properties.get(REMINDERS, definition.process.properties.get(REMINDERS))
    return Rungs(DEFAULT if text is None else read_ladder(text), STATUTORY_DATE in properties)


def moments(rungs: Rungs, opens_at: datetime, due_at: datetime | None, clock: Clock) -> tuple[datetime | None, ...]:
    """When each step is told; None for one that is not, because its day had come when the task opened, or because the
    task has no due date that the calendar knows. opens_at: when it opened or ceased to rest.

    In the morning of working days, but at once when the task opens. Nothing but what the law asks for is told in a
    stop: it waits for the morning of the first working day after."""
    opened = _after_stop(opens_at, rungs, clock)
    due = None if due_at is None else due_at.astimezone(clock.zone).date()
    found: list[datetime | None] = []
    for step in rungs.ladder:
        if step.days is None:
            found.append(opened)
        elif due is None or due.year not in YEARS:
            found.append(None)
        else:
            at = _after_stop(clock.at(_day(due, step.days, clock), MORNING), rungs, clock)
            found.append(at if at > opened else None)
    return tuple(found)


def look(rungs: Rungs, times: tuple[datetime | None, ...], passed: int, now: datetime) -> Next:
    """What to tell of a task now. times: of its steps; passed: how many are behind it. Of several that have come at
    once only the last is told."""
    told: Step | None = None
    for number in range(passed, len(times)):
        at = times[number]
        if at is not None and at > now:
            return Next(told, number, at)
        if at is not None:
            told = rungs.ladder[number]
    return Next(told, max(passed, len(times)), None)


def _day(due: date, days: int, clock: Clock) -> date:
    if days == 0:
        return clock.calendar.working_day_on_or_before(due)
    return clock.calendar.add_working_days(due, days)


def _after_stop(at: datetime, rungs: Rungs, clock: Clock) -> datetime:
    day = at.astimezone(clock.zone).date()
    if rungs.statutory or not clock.calendar.in_stop(day):
        return at
    return clock.at(clock.calendar.after_stop(day), MORNING)
