"""What one person's calendar shows: what waits for the person, and by when. Asked by secret, without signing in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from engine.access.among import among
from engine.access.codes import SEALED
from engine.access.filters import CHIEF_EXECUTIVE, is_chief_executive, is_excluded, tasks_open_to
from engine.access.sealed import sealed_cases
from engine.models import (
    Account,
    HumanTask,
    InstanceStatus,
    NoticeChoice,
    PrincipalHolder,
    ProcessDefinition,
    ProcessInstance,
    StatutoryDeadline,
)

MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One date. name, case: empty where nothing of it may leave the house; due: when, or by which day in the law;
    statute: its section, empty for tasks; since: when it was opened; deployment_id:
    whose texts translate the name."""

    id: UUID
    case_id: UUID
    deployment_id: UUID
    name: str
    case: str
    due: datetime | date
    statute: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """locale: the language that the person has chosen, if any."""

    locale: str | None
    entries: tuple[FeedEntry, ...]


def feed_hash(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so that no slower hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def deadline_feed(session: Session, secret: str) -> Feed | None:
    """Open tasks with a due date that wait for the person or for somebody in whose place the person acts, the nearest
    MOST of them; for a chief executive also the days that the law has set and that lie ahead. None for a secret
    that nobody has, and when the person's account is closed."""
    owner = session.execute(
        select(NoticeChoice.person_id, Account.locale)
        .join(Account, Account.person_id == NoticeChoice.person_id)
        .where(NoticeChoice.feed_hash == feed_hash(secret), Account.disabled.is_(False))
    ).one_or_none()
    if owner is None:
        return None
    entries = (*_tasks(session, owner.person_id), *_statutory(session, owner.person_id))
    return Feed(locale=owner.locale, entries=entries)


def _tasks(session: Session, person_id: int) -> list[FeedEntry]:
    rows = session.execute(
        select(HumanTask, HumanTask.due_at, ProcessInstance.title, ProcessDefinition.deployment_id)
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(among(HumanTask.id, tasks_open_to(person_id)), ~is_excluded(person_id), HumanTask.due_at.is_not(None))
        .order_by(HumanTask.due_at, HumanTask.id)
        .limit(MOST)
    ).all()
    sealed = sealed_cases(session, {task.instance_id for task, *_ in rows})
    hidden = {task.id for task, *_ in rows if task.instance_id in sealed or task.visibility in SEALED}
    return [
        FeedEntry(
            id=task.id, case_id=task.instance_id, deployment_id=deployment_id, due=due_at, statute="",
            name="" if task.id in hidden else task.name, case="" if task.id in hidden else title,
            since=task.opened_at,
        )
        for task, due_at, title, deployment_id in rows
        if due_at is not None
    ]  # fmt: skip


def _statutory(session: Session, person_id: int) -> list[FeedEntry]:
    chief = exists().where(
        PrincipalHolder.person_id == person_id, PrincipalHolder.principal.startswith(CHIEF_EXECUTIVE)
    )
    if not session.scalar(select(chief)):
        return []
    # Its next alarm tells that a day still lies ahead.
    deadlines = session.scalars(
        select(StatutoryDeadline)
        .where(StatutoryDeadline.next_alarm_at.is_not(None), StatutoryDeadline.met_at.is_(None))
        .order_by(StatutoryDeadline.on_date, StatutoryDeadline.id)
        .limit(MOST)
    ).all()
    running = {
        row.id: row
        for row in session.execute(
            select(
                ProcessInstance.id, ProcessInstance.title, ProcessInstance.started_at, ProcessDefinition.deployment_id
            )
            .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
            .where(
                ProcessInstance.id.in_({each.instance_id for each in deadlines}),
                ProcessInstance.status == InstanceStatus.RUNNING,
                is_chief_executive(person_id),
            )
        )
    }
    sealed = sealed_cases(session, running)
    return [
        FeedEntry(
            id=each.id, case_id=case.id, deployment_id=case.deployment_id, name=each.name, case=case.title,
            due=each.on_date, statute=each.statute, since=case.started_at,
        )
        for each in deadlines
        if (case := running.get(each.instance_id)) and case.id not in sealed
    ]  # fmt: skip
