"""The worker takes what is due, so that no other worker does the same. What suspended cases wait for stays due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from engine.clock import system_now
from engine.models import Job, ProcessInstance, Timer
from engine.retries import LEASE, MAX_ATTEMPTS
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTimers:
    """Ids of timers whose business time has come, leased to the caller. The oldest first."""

    limit: int

    def execute(self, tx: Transaction) -> list[UUID]:
        return _claim(tx, Timer, Timer.due_at <= tx.clock.now(), Timer.due_at, self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimJobs:
    """Ids of jobs whose time to run has come, leased to the caller. The oldest first."""

    limit: int

    def execute(self, tx: Transaction) -> list[UUID]:
        return _claim(tx, Job, Job.run_at <= system_now(), Job.run_at, self.limit)


def _claim(
    tx: Transaction, table: type[Job] | type[Timer], due: ColumnElement[bool], order: InstrumentedAttribute[Any],
    limit: int,
) -> list[UUID]:  # fmt: skip
    now = system_now()
    free = or_(table.leased_until.is_(None), table.leased_until < now)
    chosen = (
        select(table.id)
        .outerjoin(ProcessInstance, ProcessInstance.id == table.instance_id)
        .where(and_(due, free, table.attempts < MAX_ATTEMPTS, ProcessInstance.suspended_at.is_(None)))
        .order_by(order)
        .limit(limit)
        .with_for_update(of=table, skip_locked=True)
    )
    ids = list(tx.session.scalars(chosen))
    if ids:
        tx.session.execute(update(table).where(table.id.in_(ids)).values(leased_until=now + LEASE))
    return ids
