"""Rows that wait to be written: one statement per table, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine.clock import system_now
from engine.db import Base, table_of
from engine.ids import new_id
from engine.models import (
    ActivityOffer,
    ActivityStarter,
    Call,
    EventSubscription,
    HistoryEvent,
    HumanTask,
    Incident,
    Job,
    ProcessInstance,
    StatutoryDeadline,
    Submission,
    TaskCandidate,
    TaskExclusion,
    Timer,
)

WRITE_ORDER: tuple[type[Base], ...] = (
    ProcessInstance, Call, HumanTask, TaskCandidate, TaskExclusion, ActivityOffer, ActivityStarter, Submission, Timer,
    EventSubscription, Job, Incident, StatutoryDeadline, HistoryEvent,
)  # fmt: skip
# Made once: making a statement costs more than running it.
INSERTS = {table: insert(table_of(table)) for table in WRITE_ORDER}
TOKEN_COLUMN: dict[type[Base], str] = {
    HumanTask: "id", TaskCandidate: "task_id", TaskExclusion: "task_id", ActivityOffer: "token",
    ActivityStarter: "token", Timer: "id", EventSubscription: "id", Job: "token", Incident: "token",
}  # fmt: skip


class Rows:
    """New rows by table, in the order in which foreign keys need them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: type[Base], **values: Any) -> None:
        self._rows[table].append(values)

    def add_job(
        self, kind: str, *, instance_id: UUID | None, token: UUID | None = None,
        payload: Mapping[str, Any] | None = None, attempts: int = 0, after: timedelta = timedelta(0),
    ) -> None:  # fmt: skip
        """Something for the worker. attempts: that have failed already; after: how long it waits, in system time."""
        self.add(
            Job, id=new_id(), kind=kind, instance_id=instance_id, token=token, payload=payload, attempts=attempts,
            run_at=system_now() + after, leased_until=None,
        )  # fmt: skip

    def new_instances(self) -> dict[UUID, dict[str, Any]]:
        """Rows of cases that this transaction starts, by id."""
        return {row["id"]: row for row in self._rows[ProcessInstance]}

    def drop(self, tokens: Collection[UUID]) -> set[UUID]:
        """Forget what would have waited for these tokens; returns those that were found."""
        found: set[UUID] = set()
        for table, column in TOKEN_COLUMN.items():
            rows = self._rows.pop(table, [])
            found |= {row[column] for row in rows if row[column] in tokens}
            self._rows[table] = [row for row in rows if row[column] not in tokens]
        return found

    def write(self) -> None:
        for table, statement in INSERTS.items():
            if rows := self._rows.pop(table, None):
                self._session.connection().execute(statement, rows)
