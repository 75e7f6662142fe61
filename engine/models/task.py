"""What waits for people, and what they answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant
from engine.ids import new_id


class TaskStatus(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class HumanTask(Base):
    """One user task of one case. id: the token that waits in the case's state.

    reader: principal who may read what is answered here; step: the yearly chain's step it belongs to, if any.
    """

    __tablename__ = "human_task"
    __table_args__ = (Index(None, "instance_id", "status"), Index(None, "status", "due_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    element_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(400))
    step: Mapped[str | None] = mapped_column(String(20))
    form_key: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[TaskStatus] = mapped_column(String(20), default=TaskStatus.OPEN)
    visibility: Mapped[str] = mapped_column(String(10))
    reader: Mapped[str] = mapped_column(String(120))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class TaskCandidate(Base):
    """A principal who may do an open task. Rows go when the task closes, so lists stay as short as the work."""

    __tablename__ = "task_candidate"
    __table_args__ = (Index(None, "principal", "task_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("human_task.id", ondelete="CASCADE"), primary_key=True)
    principal: Mapped[str] = mapped_column(String(120), primary_key=True)


class ActivityOffer(Base):
    """What can be started now in an ad-hoc sub-process. token: the one that stands at the sub-process; activities: ids
    of elements in it, none while another one has to be done first."""

    __tablename__ = "activity_offer"

    token: Mapped[UUID] = mapped_column(primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(200))
    activities: Mapped[list[str]] = mapped_column(Document)


class ActivityStarter(Base):
    """A principal who may start what is offered."""

    __tablename__ = "activity_starter"
    __table_args__ = (Index(None, "principal", "token"),)

    token: Mapped[UUID] = mapped_column(ForeignKey("activity_offer.token", ondelete="CASCADE"), primary_key=True)
    principal: Mapped[str] = mapped_column(String(120), primary_key=True)


class Submission(Base):
    """Answers to one form, stored once. salt: with the answers it gives the digest that the history chain holds,
    so both can be weeded and the chain still verifies. task_id: None for the form that started the case."""

    __tablename__ = "submission"
    __table_args__ = (Index(None, "instance_id", "submitted_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("human_task.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(200))
    form_id: Mapped[UUID] = mapped_column(ForeignKey("form_definition.id"))
    visibility: Mapped[str] = mapped_column(String(10))
    reader: Mapped[str] = mapped_column(String(120))
    answers: Mapped[dict[str, Any] | None] = mapped_column(Document)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Draft(Base):
    """What one person has typed into one open task and not sent: not an official document (TF 2:12)."""

    __tablename__ = "draft"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("human_task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    saved_at: Mapped[datetime] = mapped_column(Instant)


class Attachment(Base):
    """One uploaded file. It belongs to its uploader until a submission names it; then to that submission."""

    __tablename__ = "attachment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
