"""One uploaded file, for those who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, undefer

from engine.access.filters import may_read_submission
from engine.errors import AttachmentNotFound
from engine.models import Attachment, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFile:
    """A file as it was uploaded. media_type: what the uploader's browser said, never to be trusted."""

    filename: str
    media_type: str
    content: bytes


def attachment_file(session: Session, person_id: int, attachment_id: UUID) -> AttachmentFile:
    """The file: its uploader's until a submission names it, then open to those who may read that submission.
    Raises AttachmentNotFound."""
    row = session.scalar(
        select(Attachment)
        .outerjoin(Submission, Submission.id == Attachment.submission_id)
        .where(
            Attachment.id == attachment_id,
            or_(
                and_(Attachment.submission_id.is_(None), Attachment.uploaded_by == person_id),
                and_(Submission.id.is_not(None), may_read_submission(person_id)),
            ),
        )
        .options(undefer(Attachment.content))
    )
    if row is None:
        raise AttachmentNotFound(f"No attachment {attachment_id} that may be opened")
    return AttachmentFile(filename=row.filename, media_type=row.media_type, content=row.content)
