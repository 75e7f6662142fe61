"""The day's letter: one for each person who wants one a day, in the morning of a working day, with what is new and
still waits. Who has nothing left gets none.

The letters of a day are written person by person, in the order of their ids, up to one moment: so nobody gets two on
one day, however many workers write them and whoever dies. What comes after that moment waits for the next day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from engine.clock import Clock, system_now
from engine.db import table_of
from engine.models import (
    ActingHolder,
    HumanTask,
    MailChoice,
    Notice,
    NoticeChoice,
    OutboxMessage,
    PrincipalHolder,
    ProcessInstance,
    Setting,
    TaskCandidate,
    TaskExclusion,
    TaskStatus,
)
from engine.run import Transaction
from notifications.ladder import MORNING
from notifications.telling import READERS
from notifications.tidings import TASK_DUE, TASK_LATE, TASK_OPENED, TASK_REMINDER
from notifications.topics import MAIL_DIGEST, outbox_row

BATCH = 200
DIGEST = "digest"
TO_DOERS = (TASK_OPENED, TASK_REMINDER, TASK_DUE, TASK_LATE)
_NOTICE = table_of(Notice)
_MAILED = update(_NOTICE).where(_NOTICE.c.id == bindparam("notice")).values(mailed_at=bindparam("at"))


@dataclass(frozen=True, slots=True)
class Day:
    """How far the letters of a day have come. until: notices that were made by then belong to it; after: the person
    whose letter was written last, None when all have theirs."""

    day: str
    until: datetime
    after: int | None


@dataclass(frozen=True, slots=True)
class WriteDigests:
    """Writes the day's letters of the next persons. Returns how many persons it has looked at."""

    limit: int = BATCH

    def execute(self, tx: Transaction) -> int:
        session, clock = tx.session, tx.clock
        day = _day(session, clock)
        if day is None or day.after is None:
            return 0
        persons = session.scalars(_persons(day).limit(self.limit)).all()
        after = persons[-1] if persons else None
        session.merge(Setting(name=DIGEST, value={"day": day.day, "until": day.until.isoformat(), "after": after}))
        if persons:
            _write(session, clock, day, persons)
        return len(persons)


def _day(session: Session, clock: Clock) -> Day | None:
    """Today's letters, begun if it is time; None when it is not."""
    today = clock.today()
    if clock.now() < clock.at(today, MORNING) or not clock.calendar.is_working_day(today):
        return None
    row = session.scalar(select(Setting).where(Setting.name == DIGEST).with_for_update())
    if row is not None and row.value["day"] == today.isoformat():
        return Day(row.value["day"], datetime.fromisoformat(row.value["until"]), row.value["after"])
    # The morning's reminders come first: they belong in the morning's letter.
    if _is_telling(session, clock):
        return None
    return Day(today.isoformat(), clock.now(), 0)


def _is_telling(session: Session, clock: Clock) -> bool:
    reminding = (
        select(HumanTask.id)
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .where(HumanTask.next_notice_at <= clock.now())
        .where(ProcessInstance.suspended_at.is_(None))
    )
    telling = select(OutboxMessage.id).where(
        OutboxMessage.sent_at.is_(None), OutboxMessage.dead_at.is_(None), OutboxMessage.run_at <= system_now(),
        OutboxMessage.topic.in_(tuple(READERS)),
    )  # fmt: skip
    return any(session.scalar(question.limit(1)) is not None for question in (reminding, telling))


def _persons(day: Day) -> Select[int]:
    waiting = select(Notice.person_id).where(Notice.mailed_at.is_(None), Notice.created_at <= day.until)
    return waiting.where(Notice.person_id > (day.after or 0)).distinct().order_by(Notice.person_id)


def _write(session: Session, clock: Clock, day: Day, persons: Sequence[int]) -> None:
    wanted = (Notice.mailed_at.is_(None), Notice.created_at <= day.until, Notice.person_id.in_(persons))
    theirs = _still_theirs(session, wanted)
    in_stop = clock.calendar.in_stop(clock.today())
    letters: defaultdict[int, dict[UUID, str]] = defaultdict(dict)
    over: list[UUID] = []
    for notice, task, suspended_at, choice in session.execute(_notices(wanted)):
        if suspended_at is not None or (in_stop and not notice.facts.get("statutory")):
            continue
        over.append(notice.id)
        doing = notice.kind not in TO_DOERS or notice.id in theirs or task.delegated_to == notice.person_id
        if choice != MailChoice.NONE and (task is None or (task.status == TaskStatus.OPEN and doing)):
            # Of a task told of twice since yesterday, the newest.
            letters[notice.person_id].pop(task.id if task else notice.id, None)
            letters[notice.person_id][task.id if task else notice.id] = str(notice.id)
    now, connection = system_now(), session.connection()
    if over:
        connection.execute(_MAILED, [{"notice": notice_id, "at": now} for notice_id in over])
    if letters:
        rows = [{"person_id": person, "notice_ids": list(found.values())} for person, found in letters.items()]
        connection.execute(insert(table_of(OutboxMessage)), [outbox_row(MAIL_DIGEST, row, now) for row in rows])


def _notices(wanted: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return (
        select(Notice, HumanTask, ProcessInstance.suspended_at, NoticeChoice.mail)
        .outerjoin(HumanTask, HumanTask.id == Notice.task_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .outerjoin(NoticeChoice, NoticeChoice.person_id == Notice.person_id)
        .where(*wanted)
        .order_by(Notice.created_at, Notice.id)
    )


def _still_theirs(session: Session, wanted: Sequence[ColumnElement[bool]]) -> set[UUID]:
    """Notices of tasks that still wait for whom they told: not of those given to others, nor of a former post."""
    candidates = select(Notice.id).join(TaskCandidate, TaskCandidate.task_id == Notice.task_id).where(*wanted)
    held, acting = (
        candidates.join(table, and_(table.principal == TaskCandidate.principal, table.person_id == Notice.person_id))
        for table in (PrincipalHolder, ActingHolder)
    )
    excluded = (
        select(Notice.id)
        .join(TaskExclusion, TaskExclusion.task_id == Notice.task_id)
        .where(*wanted, TaskExclusion.person_id == Notice.person_id)
    )
    return {*session.scalars(held), *session.scalars(acting)} - {*session.scalars(excluded)}
