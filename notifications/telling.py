"""From the outbox to people: what happened becomes one notice for each person whom it concerns today.

A message and its notices are one transaction, so that nobody is told twice and nobody is forgotten, whoever dies. What
is no longer so when a message is read, is not told.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from engine.clock import system_now
from engine.db import table_of
from engine.ids import new_id
from engine.models import MailChoice, Notice, NoticeChoice, OutboxMessage, Person, Webhook
from engine.queries.notice_choice import DEFAULT_CHOICE
from engine.run import Runner, Transaction
from notifications.addresses import is_mailable
from notifications.outbox import ClaimMessages, SettleMessage
from notifications.sweeping import put, steps_of
from notifications.tidings import TASK_OPENED, Call, Tiding, Tidings, of_deadlines, of_incidents, of_persons, of_tasks
from notifications.topics import (
    MAIL_INCIDENT,
    MAIL_NOTICE,
    NOTICE_INCIDENT,
    NOTICE_PERSON,
    NOTICE_STATUTORY,
    NOTICE_TASKS,
    WEBHOOK_CALL,
    outbox_row,
)

BATCH = 8
ASKED_AGAIN = timedelta(minutes=10)
READERS = {
    NOTICE_TASKS: of_tasks, NOTICE_STATUTORY: of_deadlines, NOTICE_PERSON: of_persons, NOTICE_INCIDENT: of_incidents,
}  # fmt: skip
_NOTICE = table_of(Notice)
_READ_BEFORE = (
    update(_NOTICE)
    .where(_NOTICE.c.task_id == bindparam("of_task"), _NOTICE.c.person_id == bindparam("of_person"))
    .where(_NOTICE.c.read_at.is_(None))
    .values(read_at=bindparam("at"))
)
log = logging.getLogger(__name__)


def tell(runner: Runner) -> int:
    """Tell what waits in the outbox to be told. Returns how many messages were read. One that cannot be read keeps none
    of the others waiting: it is kept with its reason and tried again."""
    try:
        return runner.run(Tell())
    except Exception:
        log.exception("a batch of notices could not be told; each is told by itself")
    ids = runner.run(ClaimMessages(tuple(READERS), limit=BATCH))
    for message_id in ids:
        try:
            runner.run(Tell(only=message_id))
        except Exception as fault:
            log.exception("message not told", extra={"message_id": str(message_id)})
            if not runner.run(Split(message_id)):
                runner.run(SettleMessage(message_id, f"{type(fault).__name__}: {fault}"))
    return len(ids)


@dataclass(frozen=True, slots=True)
class Split:
    """Makes one message of each task of a message about several. Returns whether there were several."""

    message_id: UUID

    def execute(self, tx: Transaction) -> bool:
        message = tx.session.get_one(OutboxMessage, self.message_id, with_for_update=True)
        if message.topic != NOTICE_TASKS or len(message.payload["tasks"]) == 1:
            return False
        message.sent_at = system_now()
        put(tx.session.connection(), list(steps_of(message.payload)), message.sent_at, together=1)
        return True


@dataclass(frozen=True, slots=True)
class Tell:
    """Reads messages, the oldest first, and writes the notices. Returns how many it read. only: one that the caller has
    claimed."""

    limit: int = BATCH
    only: UUID | None = None

    def execute(self, tx: Transaction) -> int:
        now = system_now()
        messages = self._messages(tx.session, now)
        if not messages:
            return 0
        found = Tidings()
        by_topic: defaultdict[str, list[OutboxMessage]] = defaultdict(list)
        for message in messages:
            by_topic[message.topic].append(message)
        for topic, of_topic in by_topic.items():
            READERS[topic](tx.session, tx.clock, of_topic, found)
        rows = _notices(tx.session, found.told, tx.clock.now(), now) if found.told else []
        rows += _calls(tx.session, found.calls, now) if found.calls else []
        rows += [outbox_row(MAIL_INCIDENT, payload, now) for payload in found.incidents]
        if rows:
            tx.session.connection().execute(insert(table_of(OutboxMessage)), rows)
        if found.waiting:
            put(tx.session.connection(), found.waiting, now + ASKED_AGAIN)
        told = update(OutboxMessage).where(OutboxMessage.id.in_([message.id for message in messages]))
        tx.session.execute(told.values(sent_at=now, error=None), execution_options={"synchronize_session": False})
        return len(messages)

    def _messages(self, session: Session, now: datetime) -> list[OutboxMessage]:
        waiting = select(OutboxMessage).where(OutboxMessage.sent_at.is_(None), OutboxMessage.dead_at.is_(None))
        if self.only is not None:
            return list(session.scalars(waiting.where(OutboxMessage.id == self.only).with_for_update()))
        due = waiting.where(OutboxMessage.run_at <= now, OutboxMessage.topic.in_(tuple(READERS)))
        return list(session.scalars(due.order_by(OutboxMessage.run_at).limit(self.limit)
                                    .with_for_update(skip_locked=True)))  # fmt: skip


def _notices(session: Session, told: Collection[Tiding], at: datetime, now: datetime) -> list[dict[str, Any]]:
    """Write the notices. Returns the letters to send at once, as rows of the outbox."""
    mail = _choices(session, {tiding.person_id for tiding in told})
    notices: list[dict[str, Any]] = []
    letters: list[dict[str, Any]] = []
    for tiding in told:
        choice = mail.get(tiding.person_id)
        if choice is not None and tiding.at_once:
            choice = MailChoice.DIRECT
        notice_id = new_id()
        notices.append(
            {
                "id": notice_id, "person_id": tiding.person_id, "kind": tiding.kind, "task_id": tiding.task_id,
                "instance_id": tiding.instance_id, "facts": dict(tiding.facts), "created_at": at, "read_at": None,
                "mailed_at": None if choice == MailChoice.DAILY else now,
            }
        )  # fmt: skip
        if choice == MailChoice.DIRECT:
            letters.append(outbox_row(MAIL_NOTICE, {"notice_id": str(notice_id)}, now))
    _supersede(session, notices, at)
    session.connection().execute(insert(_NOTICE), notices)
    return letters


def _supersede(session: Session, notices: Collection[Mapping[str, Any]], at: datetime) -> None:
    """Whoever is told of a task anew need not read what was told of it before. The first notice of a task has none
    before it."""
    again = [
        {"of_person": notice["person_id"], "of_task": notice["task_id"], "at": at}
        for notice in notices if notice["task_id"] is not None and notice["kind"] != TASK_OPENED
    ]  # fmt: skip
    if again:
        session.connection().execute(_READ_BEFORE, again)


def _choices(session: Session, persons: Collection[int]) -> Mapping[int, MailChoice]:
    """How each wants to be told, of those whom a letter reaches."""
    rows = session.execute(
        select(Person.id, NoticeChoice.mail)
        .outerjoin(NoticeChoice, NoticeChoice.person_id == Person.id)
        .where(Person.id.in_(persons), is_mailable())
    )
    return {person: MailChoice(mail or DEFAULT_CHOICE) for person, mail in rows}


def _calls(session: Session, calls: Collection[Call], now: datetime) -> list[dict[str, Any]]:
    listening = session.execute(select(Webhook.id, Webhook.topics).where(Webhook.active.is_(True))).all()
    return [
        outbox_row(WEBHOOK_CALL, {"webhook_id": str(webhook), "topic": call.topic, "facts": dict(call.facts)}, now)
        for call in calls for webhook, topics in listening if call.topic in topics
    ]  # fmt: skip
