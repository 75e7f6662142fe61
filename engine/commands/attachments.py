"""Files that answers name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Any
from uuid import UUID

from sqlalchemy import exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.casework import CaseWork
from engine.errors import AttachmentNotFound
from engine.ids import new_id
from engine.models import Attachment, FileChunk, FileContent
from engine.run import Transaction

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAttachment:
    """Keep an uploaded file until a submission names it. Returns what the answer holds: id, filename, size.

    media_type: what the file was found to be; content: a stream that can be read more than once, for the command may
    run again."""

    actor: int
    filename: str
    media_type: str
    content: IO[bytes]

    def execute(self, tx: Transaction) -> dict[str, Any]:
        attachment_id = new_id()
        # Some systems put odd spaces into names, and a name is only a label.
        filename = "".join(sign if sign.isprintable() else " " for sign in self.filename)[:255].strip() or "fil"
        digest, size = self._measure()
        self._keep(tx, digest, size)
        tx.session.execute(
            insert(Attachment).values(
                id=attachment_id, submission_id=None, filename=filename, size=size, sha256=digest,
                uploaded_at=tx.clock.now(), uploaded_by=self.actor,
            )
        )  # fmt: skip
        return {"id": str(attachment_id), "filename": filename, "size": size}

    def _measure(self) -> tuple[str, int]:
        digest, size = sha256(), 0
        for chunk in self._chunks():
            digest.update(chunk)
            size += len(chunk)
        return digest.hexdigest(), size

    def _keep(self, tx: Transaction, digest: str, size: int) -> None:
        new = sqlite.insert if tx.is_sqlite else postgresql.insert
        kept = new(FileContent).values(sha256=digest, size=size, media_type=self.media_type[:100])
        # Held where it is there already, so that no sweep drops it before this file names it.
        tx.session.execute(kept.on_conflict_do_update(index_elements=[FileContent.sha256], set_={"size": size}))
        if tx.session.scalar(select(exists().where(FileChunk.sha256 == digest))):
            return  # somebody has sent the same before
        connection = tx.session.connection()
        for seq, chunk in enumerate(self._chunks()):
            connection.execute(insert(FileChunk), {"sha256": digest, "seq": seq, "data": chunk})

    def _chunks(self) -> Iterator[bytes]:
        self.content.seek(0)
        while chunk := self.content.read(CHUNK_BYTES):
            yield chunk


def bind_attachments(work: CaseWork, submission_id: UUID, answers: Any, *uploaders: int) -> None:
    """Give the files that these answers name to the submission.

    Raises AttachmentNotFound for a file that none of these people uploaded, that belongs to another submission, or that
    goes by another name or size than it was uploaded with: the browser sends those back, and could say anything."""
    named = {(UUID(file["id"]), file["filename"], file["size"]) for file in named_files(answers)}
    if not named:
        return
    work.rows.write()
    bound = work.session.execute(
        update(Attachment)
        .where(Attachment.id.in_({file_id for file_id, _, _ in named}))
        .where(Attachment.submission_id.is_(None), Attachment.uploaded_by.in_(uploaders))
        .values(submission_id=submission_id)
        .returning(Attachment.id, Attachment.filename, Attachment.size)
    )
    if {tuple(row) for row in bound} != named:
        raise AttachmentNotFound("A file that the form names is not there; choose it again")


def named_files(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if value.keys() == {"id", "filename", "size"}:
            yield value
        else:
            for inner in value.values():
                yield from named_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_files(inner)


def copied_attachments(session: Session, submission_id: UUID, actor: int, at: datetime) -> dict[str, str]:
    """The files of a submission once more, for another to name: id of each copy, by that of the file it is made of.
    The contents are the same and are not copied."""
    files = session.scalars(select(Attachment).where(Attachment.submission_id == submission_id)).all()
    copies = {file.id: new_id() for file in files}
    session.add_all(
        Attachment(
            id=copies[file.id], filename=file.filename, sha256=file.sha256, size=file.size, uploaded_at=at,
            uploaded_by=actor,
        )
        for file in files
    )  # fmt: skip
    return {str(old): str(new) for old, new in copies.items()}


def with_copies(value: Any, copies: Mapping[str, str]) -> Any:
    """The answers, naming the copies of their files. copies: see `copied_attachments`."""
    if isinstance(value, dict):
        if value.keys() == {"id", "filename", "size"} and value["id"] in copies:
            return value | {"id": copies[value["id"]]}
        return {name: with_copies(inner, copies) for name, inner in value.items()}
    return [with_copies(inner, copies) for inner in value] if isinstance(value, list) else value
