"""What waits for people, and what they answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
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
    deputy_scope: what a deputy must have been given to do it, None when it never passes to anybody; assignee_id: who
    has claimed it; delegated_to: who prepares it for delegated_by; on_behalf_of: in whose place it was completed.
    follow_up_at: before this it rests; next_notice_at: when somebody is to be told of it again, business time, and
    notice_step: how many steps of its ladder are behind it (notifications).
    """

    __tablename__ = "human_task"
    __table_args__ = (
        Index(None, "instance_id", "status"),
        Index(None, "status", "due_at"),
        Index(
            None, "next_notice_at", sqlite_where=text("next_notice_at IS NOT NULL"),
            postgresql_where=text("next_notice_at IS NOT NULL"),
        ),
        Index(
            None, "delegated_to", sqlite_where=text("delegated_to IS NOT NULL"),
            postgresql_where=text("delegated_to IS NOT NULL"),
        ),
    )  # fmt: skip

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
    follow_up_at: Mapped[datetime | None] = mapped_column(Instant)
    priority: Mapped[int | None]
    deputy_scope: Mapped[str | None] = mapped_column(String(20))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    delegated_to: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    delegated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    next_notice_at: Mapped[datetime | None] = mapped_column(Instant)
    notice_step: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    completed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    on_behalf_of: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class TaskCandidate(Base):
    """A principal who may do an open task. Rows go when the task closes, so lists stay as short as the work."""

    __tablename__ = "task_candidate"
    __table_args__ = (Index(None, "principal", "task_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("human_task.id", ondelete="CASCADE"), primary_key=True)
    principal: Mapped[str] = mapped_column(String(120), primary_key=True)


class Exclusion(StrEnum):
    """Why a candidate may not do a task: declared a conflict of interest (KL 6:28) · has done what it checks."""

    CONFLICT_OF_INTEREST = "conflict-of-interest"
    SAME_PERSON = "not-same-person"


class TaskExclusion(Base):
    """A person who may not do an open task, whatever the person is."""

    __tablename__ = "task_exclusion"
    __table_args__ = (Index(None, "person_id", "task_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("human_task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    rule: Mapped[Exclusion] = mapped_column(String(30))


class CommentKind(StrEnum):
    """What was written, and why: a remark · the reason for giving a task to somebody else · for handing it on because
    of a conflict of interest · for asking a colleague to prepare it · what the colleague says on giving it back."""

    REMARK = "remark"
    REASSIGNED = "reassigned"
    CONFLICT_OF_INTEREST = "conflict-of-interest"
    DELEGATED = "delegated"
    RESOLVED = "resolved"


class Comment(Base):
    """What somebody wrote about a task. seq: the link of the case's history whose digest covers text and salt, which
    can be weeded as answers can. reader: principal who may read it."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "instance_id", "written_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    task_id: Mapped[UUID] = mapped_column(ForeignKey("human_task.id"), index=True)
    kind: Mapped[CommentKind] = mapped_column(String(30))
    text: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    visibility: Mapped[str] = mapped_column(String(10))
    reader: Mapped[str] = mapped_column(String(120))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime] = mapped_column(Instant)
    seq: Mapped[int]


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
    so both can be weeded and the chain still verifies. task_id: None for the form that started the case; seq: the link
    of the history that holds the digest; on_behalf_of: the person in whose place submitted_by acted; withdrawn_at: when
    the sender took it back, to correct it; it stays as it was sent."""

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
    seq: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    on_behalf_of: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class Draft(Base):
    """What one person has typed into one open task and not sent: not an official document (TF 2:12).
    prepared_for: the colleague who asked for it and has been given it."""

    __tablename__ = "draft"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("human_task.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(Document)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    prepared_for: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SharedField(Base):
    """One field of the draft that several people write together, or one cell of a table. path: the field's; revision:
    of the task's draft, in which value was written; earlier: what stood there before, newest last, as {"revision",
    "value", "person_id", "at"}, with "lost" when its writer's text was overwritten unseen; what stood there long ago as
    {"revision", "person_id", "digest"}."""

    __tablename__ = "shared_field"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("human_task.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    value: Mapped[Any] = mapped_column(Document)
    revision: Mapped[int]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime] = mapped_column(Instant)


class FileContent(Base):
    """What a file holds, kept once however often it is uploaded. sha256: of all of it; size: in bytes; media_type: what
    it was found to be, not what its sender called it."""

    __tablename__ = "file_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))


class FileChunk(Base):
    """A part of a file's content, so that no process needs to hold the whole. seq: from 0."""

    __tablename__ = "file_chunk"

    sha256: Mapped[str] = mapped_column(ForeignKey("file_content.sha256", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """One uploaded file. It belongs to its uploader until a submission names it; then to that submission.
    sha256: of its content, None once that has been weeded."""

    __tablename__ = "attachment"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("file_content.sha256"), index=True)
    size: Mapped[int]
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
