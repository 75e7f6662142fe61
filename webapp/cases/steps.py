"""A case's diagram as an ordered list: what is done, what is going on, what is late, what remains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.bpmn import ElementInfo
from engine.models import TaskStatus
from engine.models.schedule import CASE_FAILED
from engine.queries.case_page import CallState, CasePage, TaskState

# What people and systems do, and the moments a case waits for. Gateways and ends only lead the way.
WORK = frozenset(
    {"userTask", "manualTask", "task", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
     "callActivity", "intermediateCatchEvent"}
)  # fmt: skip


class StepState(StrEnum):
    DONE = "done"
    ACTIVE = "active"
    LATE = "late"
    STOPPED = "stopped"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the list. scope: name of the sub-process it lies in, empty for none; task: the one done last;
    moment: when it was done, or when it is due."""

    element: ElementInfo
    scope: str
    state: StepState
    task: TaskState | None
    open_tasks: tuple[TaskState, ...]
    call: CallState | None
    moment: datetime | None


def steps(page: CasePage, elements: Mapping[str, ElementInfo]) -> list[Step]:
    """Every step that the diagram holds, in the order of its flow."""
    return [
        _step(page, element, elements[element.parent_scope].name if element.parent_scope else "")
        for element in sorted(elements.values(), key=lambda element: _place(element, elements))
        if element.kind in WORK or element.id in _stopped(page)
    ]


def marks(page: CasePage, elements: Mapping[str, ElementInfo]) -> dict[str, str]:
    """The state of each element of the list that has one, for the drawing."""
    found = dict.fromkeys(page.passed, StepState.DONE.value)
    found |= {element: state.value for element, state in _active(page)}
    return {
        element: state
        for element, state in found.items()
        if state == StepState.STOPPED or (element in elements and elements[element].kind in WORK)
    }


def _place(element: ElementInfo, elements: Mapping[str, ElementInfo]) -> tuple[int, ...]:
    """Where it stands along the flow: what lies in a sub-process stands where the sub-process does."""
    outer = _place(elements[element.parent_scope], elements) if element.parent_scope else ()
    return (*outer, element.order)


def _step(page: CasePage, element: ElementInfo, scope: str) -> Step:
    tasks = [task for task in page.tasks if task.element_id == element.id]
    open_tasks = tuple(task for task in tasks if task.status == TaskStatus.OPEN)
    done = [task for task in tasks if task.status == TaskStatus.COMPLETED]
    state = dict(_active(page)).get(element.id, StepState.DONE if element.id in page.passed else StepState.AHEAD)
    call = next((call for call in page.calls if call.element_id == element.id), None)
    if open_tasks:
        moment = min((task.due_at for task in open_tasks if task.due_at), default=None)
    else:
        moment = page.timers.get(element.id) or page.passed.get(element.id)
    return Step(element, scope, state, done[-1] if done and not open_tasks else None, open_tasks, call, moment)


def _active(page: CasePage) -> Iterator[tuple[str, StepState]]:
    """Where the case stands; of several tasks at one element the last one told is late if any is."""
    yield from ((element, StepState.ACTIVE) for element in page.timers)
    yield from ((call.element_id, StepState.ACTIVE) for call in page.calls)
    open_tasks = [task for task in page.tasks if task.status == TaskStatus.OPEN]
    for task in sorted(open_tasks, key=lambda task: task.late):
        yield task.element_id, StepState.LATE if task.late else StepState.ACTIVE
    yield from ((element, StepState.STOPPED) for element in _stopped(page))


def _stopped(page: CasePage) -> frozenset[str]:
    """Where the case goes no further until somebody has seen to it, and where an error has ended it."""
    return frozenset(
        stop.element_id for stop in page.stops if stop.element_id and (stop.waits or stop.code == CASE_FAILED)
    )
