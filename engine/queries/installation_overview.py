"""How an installation is doing, in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.clock import Clock, system_now
from engine.models import (
    Account,
    HumanTask,
    Incident,
    InstanceStatus,
    Job,
    OutboxMessage,
    Person,
    ProcessInstance,
    TaskStatus,
    Timer,
    Unit,
)

PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Counts of what there is. overdue_work: timers, jobs and letters that nobody has taken two minutes after their
    time: more than none means that no worker runs, or that it cannot keep up. unsent: letters that failed and are
    tried again; dead_letters: those that nobody tries any more."""

    people: int
    units: int
    accounts: int
    running_cases: int
    open_tasks: int
    open_incidents: int
    overdue_work: int
    unsent: int
    dead_letters: int


def installation_overview(session: Session, clock: Clock) -> Overview:
    """The figures of this moment."""
    count = func.count()
    waiting = OutboxMessage.sent_at.is_(None)
    dead = OutboxMessage.dead_at.is_not(None)
    return Overview(
        people=_number(session, select(count).select_from(Person)),
        units=_number(session, select(count).select_from(Unit)),
        accounts=_number(session, select(count).select_from(Account).where(Account.disabled.is_(False))),
        running_cases=_number(session, select(count).where(ProcessInstance.status == InstanceStatus.RUNNING)),
        open_tasks=_number(session, select(count).where(HumanTask.status == TaskStatus.OPEN)),
        open_incidents=_number(session, select(count).where(Incident.resolved_at.is_(None))),
        overdue_work=_overdue(session, clock, system_now()),
        unsent=_number(session, select(count).where(waiting, ~dead, OutboxMessage.attempts > 0)),
        dead_letters=_number(session, select(count).where(waiting, dead)),
    )


def _overdue(session: Session, clock: Clock, now: datetime) -> int:
    count = func.count()
    going_on = ProcessInstance.suspended_at.is_(None)
    timers = (
        select(count)
        .join_from(Timer, ProcessInstance, ProcessInstance.id == Timer.instance_id)
        .where(Timer.due_at < clock.now() - PATIENCE, Timer.leased_until.is_(None), going_on)
    )
    jobs = (
        select(count)
        .join_from(Job, ProcessInstance, ProcessInstance.id == Job.instance_id, isouter=True)
        .where(Job.run_at < now - PATIENCE, Job.leased_until.is_(None), going_on)
    )
    letters = select(count).where(
        OutboxMessage.sent_at.is_(None), OutboxMessage.run_at < now - PATIENCE, OutboxMessage.attempts == 0
    )
    return sum(_number(session, question) for question in (timers, jobs, letters))


def _number(session: Session, question: Select[Any]) -> int:
    return session.scalar(question) or 0
