"""What it takes to take back the completion of a task: the case as it was before, kept while nothing else happens.

Only a step that did nothing but ask people and arm timers can be undone; Python that ran, cases that were called and
messages that were sent cannot be called back.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from engine.bpmn import Effect, TimerArmed, UserTaskOpened, Withdrawn
from engine.casework.case import OpenCase

COMPLETED = "task-completed"
REVERSIBLE = (UserTaskOpened, TimerArmed, Withdrawn)


def looks_back(case: OpenCase, effects: Sequence[Effect]) -> None:
    """Note whether these effects leave a way back."""
    if not all(isinstance(effect, REVERSIBLE) for effect in effects):
        case.reversible = False


def kept(case: OpenCase) -> Mapping[str, Any] | None:
    """What is stored with a case whose task has just been completed, None when there is no way back."""
    if case.action != COMPLETED or case.ended or not case.reversible:
        return None
    return {
        "task": str(case.task_id),
        "waited_for": list(case.waited_for),
        "state": b64encode(case.saved).decode("ascii"),
        "timers": [[str(timer), element, due.isoformat()] for timer, element, due in case.stopped],
    }


def state_before(undo: Mapping[str, Any] | None, task_id: UUID) -> bytes | None:
    """The state of the case before this task was completed; None when it has moved on since."""
    if undo is None or undo["task"] != str(task_id):
        return None
    return b64decode(undo["state"])
