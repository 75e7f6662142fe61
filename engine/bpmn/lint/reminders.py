"""When people are reminded of a task: `yearwheel:reminders`, of a process or of one user task.

`-14, -7, -2, 0, +3 manager, +7 process-owner`: working days before and after the due day, and who is told, whoever the
task waits for when nothing else is said. `opened`: only that the task has opened. `none`: nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn.lint.rule import Checked
from engine.errors import Problem

REMINDERS = "yearwheel:reminders"
OPENED = "opened"
NONE = "none"
FURTHEST = 250  # working days: a year
REMEDY = (
    "Write working days before and after the due day, e.g. -7, -2, 0, +3 manager, +7 process-owner; or opened to tell "
    "only that the task waits; or none."
)
_STEP = re.compile(r"(0|[+-][1-9]\d{0,3})(?:\s+(\S+))?")


class Audience(StrEnum):
    """Who is told: whoever the task waits for · their managers · the process owner."""

    HOLDERS = "holders"
    MANAGER = "manager"
    PROCESS_OWNER = "process-owner"


@dataclass(frozen=True, slots=True)
class Step:
    """One telling. days: working days from the due day, negative before it; None when the task opens."""

    days: int | None
    audience: Audience = Audience.HOLDERS

    @property
    def text(self) -> str:
        """As a diagram says it."""
        if self.days is None:
            return OPENED
        days = f"{self.days:+}" if self.days else "0"
        return days if self.audience == Audience.HOLDERS else f"{days} {self.audience}"


Ladder = tuple[Step, ...]


def read_ladder(text: str) -> Ladder:
    """The steps in the order of their days, that of opening first. Raises ValueError with what is wrong."""
    if text.strip() == NONE:
        return ()
    if text.strip() == OPENED:
        return (Step(None),)
    steps = [read_step(each.strip()) for each in text.split(",")]
    days = [step.days for step in steps]
    if None in days:
        raise ValueError("says opened beside days; that a task waits is told anyway")
    if len(set(days)) < len(days):
        raise ValueError("names a day twice, and of what falls on one day only one is told")
    return (Step(None), *sorted(steps, key=lambda step: step.days or 0))


def read_step(text: str) -> Step:
    """One step as `Step.text` writes it. Raises ValueError."""
    if text == OPENED:
        return Step(None)
    found = _STEP.fullmatch(text)
    if found is None:
        raise ValueError(f"names {text!r}, which is neither working days (-7, 0, +3) nor working days and who is told")
    days, who = int(found[1]), found[2] or Audience.HOLDERS
    if abs(days) > FURTHEST:
        raise ValueError(f"names {text!r}, which is further away than {FURTHEST} working days")
    if who not in (Audience.MANAGER, Audience.PROCESS_OWNER) and found[2]:
        raise ValueError(f"names {who!r}; besides those it waits for, manager and process-owner can be told")
    return Step(days, Audience(who))


def reminders(checked: Checked) -> Iterator[Problem]:
    """Every ladder can be read."""
    found = [(process.id, process.properties.get(REMINDERS)) for process in checked.processes.values()]
    tasks = (info for info in checked.elements.values() if info.kind == "userTask")
    found += [(info.id, info.properties.get(REMINDERS)) for info in tasks]
    for element, text in found:
        if text is None:
            continue
        try:
            read_ladder(text)
        except ValueError as fault:
            yield Problem(element, f"The property {REMINDERS} {fault}.", REMEDY)
