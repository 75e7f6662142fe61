"""The register of yearly agreements between employee and manager: status and dates, never content."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant
from engine.ids import new_id


class Agreement(Base):
    """One employee's agreement for one year. status: signerat or reservation (domain/06);
    talk_on: when the talk was held; document_hash: SHA-256 of the agreement that both confirmed."""

    __tablename__ = "agreement"
    __table_args__ = (Index(None, "person_id", "year"), Index(None, "year", "status"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    year: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    talk_on: Mapped[date]
    employee_confirmed_at: Mapped[datetime] = mapped_column(Instant)
    manager_confirmed_at: Mapped[datetime] = mapped_column(Instant)
    document_hash: Mapped[str] = mapped_column(String(64))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), unique=True)
