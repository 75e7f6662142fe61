"""What waits for messages and signals: cases, processes that they start, and messages that nobody has caught yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id

KEY_LENGTH = 200  # of correlation keys; of a longer one its digest is kept


class EventSubscription(Base):
    """A place in a case that waits for a message or a signal. id: the token; since: system time.

    key: only messages with this correlation key; None for every message of the name. A message takes its subscription
    away when it is given to it, a signal when the case has had it."""

    __tablename__ = "event_subscription"
    __table_args__ = (Index(None, "kind", "name", "key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(400))
    key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    since: Mapped[datetime] = mapped_column(Instant)


class StartSubscription(Base):
    """A start event of the newest version of a process that a time, a message or a signal triggers.

    key: the process's; name: the message's or signal's, empty for a timer; armed_at: business time when it began to
    listen; due_at: business time when a timer starts the next case, None until it is armed anew; left: how often it
    starts one from now on, None for without end."""

    __tablename__ = "start_subscription"
    __table_args__ = (Index(None, "trigger", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"), index=True)
    key: Mapped[str] = mapped_column(String(200), index=True)
    element_id: Mapped[str] = mapped_column(String(200))
    trigger: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(400))
    armed_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    left: Mapped[int | None]


class BufferedMessage(Base):
    """A message that nobody waited for when it came. id: in the order in which they came; expires_at: business time."""

    __tablename__ = "buffered_message"
    __table_args__ = (Index(None, "name", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(400))
    key: Mapped[str | None] = mapped_column(String(KEY_LENGTH))
    variables: Mapped[dict[str, Any]] = mapped_column(Document)
    waits_seconds: Mapped[float]
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
