"""Statutory dates of cases, and what was weeded when the time to keep it had passed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id


class StatutoryDeadline(Base):
    """A day by which the law wants an element of a case behind it. statute: its section, e.g. `KL 11:8`.

    on_date: the last day, as the statute has it; next_alarm_at: business time of the next alarm, or of noting that
    the day was missed, None when nothing more is to be said; met_at: when the case passed the element."""

    __tablename__ = "statutory_deadline"
    __table_args__ = (Index(None, "instance_id", "element_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    element_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(400))
    statute: Mapped[str] = mapped_column(String(60))
    on_date: Mapped[date]
    next_alarm_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    alarms: Mapped[int] = mapped_column(default=0)
    met_at: Mapped[datetime | None] = mapped_column(Instant)
    missed_at: Mapped[datetime | None] = mapped_column(Instant)


class Weeding(Base):
    """One act of weeding: what rule, by whom, how much. counts: cases, submissions, comments, files;
    digest: SHA-256 over the newest history hash of each case, in order of their ids."""

    __tablename__ = "weeding"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    definition_key: Mapped[str] = mapped_column(String(200), index=True)
    rule: Mapped[dict[str, Any]] = mapped_column(Document)
    counts: Mapped[dict[str, int]] = mapped_column(Document)
    digest: Mapped[str] = mapped_column(String(64))
    weeded_at: Mapped[datetime] = mapped_column(Instant)
    weeded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
