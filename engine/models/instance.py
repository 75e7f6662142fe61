"""Running and finished cases."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id


class InstanceStatus(StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ProcessInstance(Base):
    """One case. state: the waiting tokens as bytes, empty when nothing can happen any more.

    reader and status_reader: principals who may read its content, and its status and dates (engine.access).
    suspended_at: since when nothing in it may be done, business time; the cases it calls, and those of a definition
    that is suspended as a whole, carry the same moment.
    undo: while nothing has happened in the case since a task was completed, what it takes to open that task again
    (engine.casework.undoing).
    version: counts changes, so that two transactions cannot both build on the same state.
    history_seq, history_hash: the newest link of its history chain.
    weeded_at: when its content was weeded (arkivlagen 10 §), by the weeding weeding_id; its history stays.
    """

    __tablename__ = "process_instance"
    __table_args__ = (
        Index(None, "definition_key", "status", "unit_id"),
        Index(None, "cycle_year", "definition_key"),
        Index(None, "person_id", "definition_key"),
        Index(None, "root_id"),
        Index(None, "call_id", "position"),
        Index(None, "reader", "started_at"),
        Index(None, "status_reader", "started_at"),
        Index(None, "definition_id", "ended_at"),
        Index(
            None,
            "weeding_id",
            sqlite_where=text("weeding_id IS NOT NULL"),
            postgresql_where=text("weeding_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"))
    definition_key: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(400))
    business_key: Mapped[str | None] = mapped_column(String(200), index=True)
    root_id: Mapped[UUID | None]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"), index=True)
    call_id: Mapped[UUID | None]
    position: Mapped[int | None]
    cycle_year: Mapped[int | None]
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    status: Mapped[InstanceStatus] = mapped_column(String(20), default=InstanceStatus.RUNNING)
    visibility: Mapped[str] = mapped_column(String(10))
    reader: Mapped[str] = mapped_column(String(120))
    status_reader: Mapped[str] = mapped_column(String(120))
    suspended_at: Mapped[datetime | None] = mapped_column(Instant)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    undo: Mapped[dict[str, Any] | None] = mapped_column(Document)
    result: Mapped[dict[str, Any] | None] = mapped_column(Document)
    version: Mapped[int] = mapped_column(default=1)
    history_seq: Mapped[int] = mapped_column(default=0)
    history_hash: Mapped[str] = mapped_column(String(64), default="")
    started_at: Mapped[datetime] = mapped_column(Instant)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    weeded_at: Mapped[datetime | None] = mapped_column(Instant)
    weeding_id: Mapped[UUID | None]


class Call(Base):
    """A call activity that waits for the instances it called. id: the token that waits in the caller.

    shared: variables that every called instance gets; items: one dict of variables per called instance, in order.
    opened and finished count them; the caller goes on when finished reaches total.
    """

    __tablename__ = "call"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"))
    element_id: Mapped[str] = mapped_column(String(200))
    shared: Mapped[dict[str, Any]] = mapped_column(Document)
    items: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    total: Mapped[int]
    opened: Mapped[int] = mapped_column(default=0)
    finished: Mapped[int] = mapped_column(default=0)
