"""The sweep: tasks of which it is time to tell somebody go to the outbox, and each gets the time of its next look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from engine.clock import Clock, system_now
from engine.definitions import definition_by_id
from engine.models import HumanTask, ProcessInstance
from engine.run import Transaction
from notifications.ladder import Next, Rungs, look, moments, rungs_of
from notifications.sweeping import Moved, TaskStep, move, put

BATCH = 2000
ASKED_AGAIN = timedelta(minutes=10)
_DUE = (
    select(
        HumanTask.id, HumanTask.element_id, HumanTask.opened_at, HumanTask.follow_up_at, HumanTask.due_at,
        HumanTask.notice_step, ProcessInstance.definition_id, ProcessInstance.suspended_at,
    )
    .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
    .where(HumanTask.next_notice_at <= bindparam("now"))  # closed tasks have none, so an index answers it
    .order_by(HumanTask.next_notice_at)
    .limit(bindparam("limit"))
    .with_for_update(of=HumanTask, skip_locked=True)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RemindOfTasks:
    """Looks at the tasks whose time has come, and writes what is to be told of them. Returns how many it looked at.

    Of a suspended case nothing is told; it is asked about again until it has been resumed."""

    limit: int = BATCH

    def execute(self, tx: Transaction) -> int:
        now = tx.clock.now()
        rows = tx.session.execute(_DUE, {"now": now, "limit": self.limit}).all()
        if rows:
            self._tell(tx, rows, now)
        return len(rows)

    def _tell(self, tx: Transaction, rows: Any, now: datetime) -> None:
        ladders = Ladders(tx)
        steps: list[TaskStep] = []
        moved: list[Moved] = []
        for row in rows:
            if row.suspended_at is not None:
                moved.append(Moved(row.id, now + ASKED_AGAIN, row.notice_step))
                continue
            found = ladders.look(row, now)
            moved.append(Moved(row.id, found.at, found.passed))
            if found.told is not None:
                due = row.due_at.isoformat() if row.due_at else None
                steps.append(TaskStep(str(row.id), found.told.text, due))
        connection = tx.session.connection()
        move(connection, moved)
        if steps:
            put(connection, steps, system_now())


class Ladders:
    """The steps of many tasks, most of which share ladder and dates."""

    def __init__(self, tx: Transaction) -> None:
        self._session = tx.session
        self._clock: Clock = tx.clock
        self._rungs: dict[tuple[UUID, str], Rungs] = {}
        self._moments: dict[tuple[Any, ...], tuple[datetime | None, ...]] = {}

    def look(self, row: Any, now: datetime) -> Next:
        """row: of `_DUE`."""
        where = (row.definition_id, row.element_id)
        rungs = self._rungs.get(where)
        if rungs is None:
            rungs = self._rungs[where] = rungs_of(definition_by_id(self._session, row.definition_id), row.element_id)
        opens_at = max(row.opened_at, row.follow_up_at or row.opened_at)
        key = (rungs, opens_at, row.due_at)
        times = self._moments.get(key)
        if times is None:
            times = self._moments[key] = moments(rungs, opens_at, row.due_at, self._clock)
        return look(rungs, times, row.notice_step, now)
