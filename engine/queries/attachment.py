"""One uploaded file, for those who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from engine.access.filters import may_read_submission
from engine.errors import AttachmentNotFound
from engine.models import Attachment, FileChunk, FileContent, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFile:
    """A file as it was uploaded. media_type: what it was found to be; chunks: how many parts it is kept in."""

    filename: str
    media_type: str
    size: int
    sha256: str
    chunks: int


def attachment_file(session: Session, person_id: int, attachment_id: UUID) -> AttachmentFile:
    """The file: its uploader's until a submission names it, then open to those who may read that submission.
    Raises AttachmentNotFound, also for a file that has been weeded."""
    row = session.execute(
        select(Attachment.filename, Attachment.size, FileContent.sha256, FileContent.media_type)
        .join(FileContent, FileContent.sha256 == Attachment.sha256)
        .outerjoin(Submission, Submission.id == Attachment.submission_id)
        .where(
            Attachment.id == attachment_id,
            or_(
                and_(Attachment.submission_id.is_(None), Attachment.uploaded_by == person_id),
                and_(Submission.id.is_not(None), may_read_submission(person_id)),
            ),
        )
    ).one_or_none()
    if row is None:
        raise AttachmentNotFound(f"No attachment {attachment_id} that may be opened")
    chunks = session.scalar(select(func.count()).where(FileChunk.sha256 == row.sha256)) or 0
    return AttachmentFile(
        filename=row.filename, media_type=row.media_type, size=row.size, sha256=row.sha256, chunks=chunks
    )


def file_chunk(session: Session, sha256: str, seq: int) -> bytes:
    """One part of a file that may be opened."""
    return session.scalars(select(FileChunk.data).where(FileChunk.sha256 == sha256, FileChunk.seq == seq)).one()
