"""Files that answers name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from engine.casework import CaseWork
from engine.errors import AttachmentNotFound
from engine.ids import new_id
from engine.models import Attachment
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAttachment:
    """Keep an uploaded file until a submission names it. Returns what the answer holds: id, filename, size."""

    actor: int
    filename: str
    media_type: str
    content: bytes

    def execute(self, tx: Transaction) -> dict[str, Any]:
        attachment_id = new_id()
        # Some systems put odd spaces into names, and a name is only a label.
        filename = "".join(sign if sign.isprintable() else " " for sign in self.filename)[:255].strip() or "fil"
        tx.session.execute(
            insert(Attachment).values(
                id=attachment_id, submission_id=None, filename=filename, media_type=self.media_type[:100],
                size=len(self.content), sha256=sha256(self.content).hexdigest(), content=self.content,
                uploaded_at=tx.clock.now(), uploaded_by=self.actor,
            )
        )  # fmt: skip
        return {"id": str(attachment_id), "filename": filename, "size": len(self.content)}


def bind_attachments(work: CaseWork, submission_id: UUID, answers: Any, actor: int) -> None:
    """Give the files that these answers name to the submission.

    Raises AttachmentNotFound for a file that the actor did not upload, that belongs to another submission, or that
    goes by another name or size than it was uploaded with: the browser sends those back, and could say anything."""
    named = {(UUID(file["id"]), file["filename"], file["size"]) for file in _named_files(answers)}
    if not named:
        return
    work.rows.write()
    bound = work.session.execute(
        update(Attachment)
        .where(Attachment.id.in_({file_id for file_id, _, _ in named}))
        .where(Attachment.submission_id.is_(None), Attachment.uploaded_by == actor)
        .values(submission_id=submission_id)
        .returning(Attachment.id, Attachment.filename, Attachment.size)
    )
    if {tuple(row) for row in bound} != named:
        raise AttachmentNotFound("A file that the form names is not there; choose it again")


def _named_files(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if value.keys() == {"id", "filename", "size"}:
            yield value
        else:
            for inner in value.values():
                yield from _named_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named_files(inner)
