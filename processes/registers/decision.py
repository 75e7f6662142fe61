"""The register of political decisions."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Instant
from engine.ids import new_id


class Decision(Base):
    """One decision of one body, as its minutes have it. meeting_on, paragraph: where in the minutes;
    decision: bifall, avslag, återremiss or bordläggning; adjusted_on, announced_on: when the minutes were verified
    (KL 5:69, 6:35) and that was made known (KL 8:12), from which the time for appeal runs (KL 13:5)."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "unit_id", "meeting_on", "paragraph"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    meeting_on: Mapped[date]
    paragraph: Mapped[int]
    diary_no: Mapped[str | None] = mapped_column(String(60), index=True)
    matter: Mapped[str] = mapped_column(String(200))
    decision: Mapped[str] = mapped_column(String(20))
    adjusted_on: Mapped[date | None]
    announced_on: Mapped[date | None]
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
