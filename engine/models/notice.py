"""What people have been told, how each wants to be told, and which systems listen."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id


class MailChoice(StrEnum):
    """A letter for each notice · one letter a day · none. Alarms about statutory dates are always sent."""

    DIRECT = "direct"
    DAILY = "daily"
    NONE = "none"


class Notice(Base):
    """Something one person has been told, in the list that the person has in the system.

    kind: what about (`task.opened`, `task.reminder`, `statutory.alarm`); facts: what the text needs besides the task
    and the case, never anything that was answered; created_at: business time; mailed_at: system time since when it
    waits for no letter, because it went into one or none is wanted; None while it waits for the day's letter.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "person_id", "created_at"),
        Index(None, "mailed_at", "person_id"),
        Index(
            "ix_notice_unread", "person_id", sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("human_task.id"), index=True)
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    mailed_at: Mapped[datetime | None] = mapped_column(Instant)


class NoticeChoice(Base):
    """How one person wants to be told; without a row as the installation says. feed_hash: SHA-256 of the secret part
    of the address of the person's calendar, None while there is none."""

    __tablename__ = "notice_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[MailChoice | None] = mapped_column(String(10))
    feed_hash: Mapped[str | None] = mapped_column(String(64), unique=True)


class Webhook(Base):
    """A system that is told of events. topics: which; secret: both sides know it, and each call is signed with it."""

    __tablename__ = "webhook"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    url: Mapped[str] = mapped_column(String(2000))
    secret: Mapped[str] = mapped_column(String(100))
    topics: Mapped[list[str]] = mapped_column(Document)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
