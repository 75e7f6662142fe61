"""What the worker has to do and when."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id


class Timer(Base):
    """A timer event that waits. id: the token; due_at: business time. Gone once fired or withdrawn."""

    __tablename__ = "timer"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(200))
    due_at: Mapped[datetime] = mapped_column(Instant, index=True)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)


class Job(Base):
    """What remains to do: a service task to try again, a fan-out to go on with, a message to hand over.

    instance_id: the case it is done for, None when it starts one; token: who waits for it in the case; payload: what
    it is done with; run_at, leased_until: system time. Gone once done.
    A job whose attempts are used up stays, with an incident, until a person retries it.
    """

    __tablename__ = "job"
    __table_args__ = (Index(None, "run_at", "leased_until"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    token: Mapped[UUID | None] = mapped_column(index=True)
    payload: Mapped[dict[str, Any] | None] = mapped_column(Document)
    run_at: Mapped[datetime | None] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)


class Remedy(StrEnum):
    """What a person can do about an incident: let the case try again once the cause is gone · say that it has been
    read, for the case does not wait for it · take the case to a diagram without the fault, or cancel it."""

    RETRY = "retry"
    ACKNOWLEDGE = "acknowledge"
    REDRAW = "redraw"


STUCK = "token-stuck"
MERGE_CONFLICT = "merge-conflict"
CASE_FAILED = "case-failed"
STATUTORY_DATE_MISSED = "statutory-date-missed"
STATUTORY_DATE_UNKNOWN = "statutory-date-unknown"
MIGRATION_REFUSED = "migration-refused"
REMEDIES = {
    STUCK: Remedy.REDRAW, MERGE_CONFLICT: Remedy.ACKNOWLEDGE, CASE_FAILED: Remedy.ACKNOWLEDGE,
    MIGRATION_REFUSED: Remedy.ACKNOWLEDGE, STATUTORY_DATE_MISSED: Remedy.ACKNOWLEDGE,
    STATUTORY_DATE_UNKNOWN: Remedy.ACKNOWLEDGE,
}  # fmt: skip


class Incident(Base):
    """Something in a case that a person has to see to. instance_id: None when no case had begun yet.

    job_id: the timer or job whose attempts are used up; token: where in the case it stands; code: the error's, or one
    of those above; names: the variables it is about; attempts: how often it has been tried."""

    __tablename__ = "incident"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    job_id: Mapped[UUID | None]
    token: Mapped[UUID | None]
    element_id: Mapped[str | None] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)
    names: Mapped[list[str]] = mapped_column(Document, default=list)
    attempts: Mapped[int] = mapped_column(default=1)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)

    @property
    def remedy(self) -> Remedy:
        """What can be done about it."""
        return REMEDIES.get(self.code, Remedy.RETRY)


class OutboxMessage(Base):
    """Something to tell the world, written in the transaction that made it true and sent after it.

    topic: what happened or what to send (`notice.task`, `mail.invitation`); sent_at: None until it has left.
    in_doubt: attempts whose outcome was never recorded, because the sender died; dead_at: since when nobody tries any
    more, until a person says so.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index(None, "sent_at", "dead_at", "run_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    topic: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Instant)
    run_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    in_doubt: Mapped[int] = mapped_column(default=0)
    dead_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str | None] = mapped_column(Text)
