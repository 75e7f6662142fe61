"""What a sweep writes, few statements for many tasks: sixty thousand may all have something to tell at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, insert, text, update
from sqlalchemy.engine import Connection

from engine.db import table_of
from engine.models import HumanTask, OutboxMessage
from notifications.topics import NOTICE_TASKS, outbox_row

TOGETHER = 25  # tasks in one message
_TASK = table_of(HumanTask)
_MOVE = (
    update(_TASK)
    .where(_TASK.c.id == bindparam("task"))
    .values(next_notice_at=bindparam("at"), notice_step=bindparam("passed"))
)
# PostgreSQL's driver sends row by row what it is given row by row; arrays go at once.
_MOVE_ARRAYS = text(
    "UPDATE human_task SET next_notice_at = moved.at, notice_step = moved.step FROM unnest("
    "CAST(:tasks AS uuid[]), CAST(:ats AS timestamptz[]), CAST(:steps AS integer[])) AS moved(id, at, step)"
    " WHERE human_task.id = moved.id"
)


class Moved(NamedTuple):
    """A task's next look, and how many steps are behind it."""

    task_id: UUID
    at: datetime | None
    step: int


class TaskStep(NamedTuple):
    """A step of a task's ladder, as a message has it. due_at: of the task when it was written, ISO 8601."""

    task_id: str
    step: str
    due_at: str | None


def move(connection: Connection, moved: Sequence[Moved]) -> None:
    """Give tasks their next looks."""
    if connection.dialect.name != "postgresql":
        connection.execute(_MOVE, [{"task": task, "at": at, "passed": step} for task, at, step in moved])
        return
    tasks, ats, steps = zip(*moved, strict=True)
    connection.execute(_MOVE_ARRAYS, {"tasks": list(tasks), "ats": list(ats), "steps": list(steps)})


def put(connection: Connection, steps: Sequence[TaskStep], at: datetime, together: int = TOGETHER) -> None:
    """Lay steps in the outbox, several in one message, to be told from then on. at: system time."""
    rows = [
        outbox_row(NOTICE_TASKS, {"tasks": [list(step) for step in steps[start : start + together]]}, at)
        for start in range(0, len(steps), together)
    ]
    connection.execute(insert(table_of(OutboxMessage)), rows)


def steps_of(payload: dict[str, Any]) -> Iterator[TaskStep]:
    """The steps that a message has."""
    return (TaskStep(*each) for each in payload["tasks"])
