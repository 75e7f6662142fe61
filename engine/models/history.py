"""What has happened: append-only, hash-chained per case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id

MIGRATED = "migrated"
"""The action by which a case has come to another version; its details say from which, and what was renamed."""
WEEDED = "weeded"
"""The action by which a case has lost its content (arkivlagen 10 §); its details say by which rule and weeding."""


class HistoryEvent(Base):
    """One action on one case. details: metadata only (elements passed, tasks opened and closed), never answers;
    content_digest: salted digest of the submission, if there was one; hash covers all of it and prev_hash."""

    __tablename__ = "history_event"
    __table_args__ = (UniqueConstraint("instance_id", "seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    seq: Mapped[int]
    action: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    element_id: Mapped[str | None] = mapped_column(String(200))
    task_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(Document)
    content_digest: Mapped[str | None] = mapped_column(String(64))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
