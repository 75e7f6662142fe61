"""The sweep: tasks of which it is time to tell somebody go to the outbox, and each gets the time of its next look."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from engine.clock import Clock, system_now
from engine.db import table_of
from engine.definitions import definition_by_id
from engine.models import HumanTask, OutboxMessage, ProcessInstance, TaskStatus
from engine.run import Transaction
from notifications.ladder import Next, Rungs, look, moments, rungs_of
from notifications.topics import NOTICE_TASK, outbox_row

BATCH = 2000
ASKED_AGAIN = timedelta(minutes=10)
_TASK = table_of(HumanTask)
_DUE = (
    select(
        HumanTask.id, HumanTask.element_id, HumanTask.opened_at, HumanTask.follow_up_at, HumanTask.due_at,
        HumanTask.notice_step, ProcessInstance.definition_id, ProcessInstance.suspended_at,
    )
    .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
    .where(HumanTask.next_notice_at <= bindparam("now"), HumanTask.status == TaskStatus.OPEN)
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
        messages: list[dict[str, Any]] = []
        moved: defaultdict[tuple[datetime | None, int], list[UUID]] = defaultdict(list)
        at = system_now()
        for row in rows:
            if row.suspended_at is not None:
                moved[now + ASKED_AGAIN, row.notice_step].append(row.id)
                continue
            found = ladders.look(row, now)
            moved[found.at, found.passed].append(row.id)
            if found.told is not None:
                due = row.due_at.isoformat() if row.due_at else None
                payload = {"task_id": str(row.id), "step": found.told.text, "due_at": due}
                messages.append(outbox_row(NOTICE_TASK, payload, at))
        connection = tx.session.connection()
        for (next_at, step), ids in moved.items():
            values = {"next_notice_at": next_at, "notice_step": step}
            connection.execute(update(_TASK).where(_TASK.c.id.in_(ids)).values(**values))
        if messages:
            connection.execute(insert(table_of(OutboxMessage)), messages)


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
