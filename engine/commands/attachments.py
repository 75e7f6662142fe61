"""Files that answers name."""

from __future__ import annotations

from collections.abc import Iterator
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
        tx.session.execute(
            insert(Attachment).values(
                id=attachment_id, submission_id=None, filename=self.filename[:255], media_type=self.media_type[:100],
                size=len(self.content), sha256=sha256(self.content).hexdigest(), content=self.content,
                uploaded_at=tx.clock.now(), uploaded_by=self.actor,
            )
        )  # fmt: skip
        return {"id": str(attachment_id), "filename": self.filename[:255], "size": len(self.content)}


def bind_attachments(work: CaseWork, submission_id: UUID, answers: Any, actor: int) -> None:
    """Give the files that these answers name to the submission.

    Raises AttachmentNotFound for a file that the actor did not upload or that belongs to another submission."""
    named = set(_named_files(answers))
    if not named:
        return
    work.rows.write()
    bound = work.session.execute(
        update(Attachment)
        .where(Attachment.id.in_(named), Attachment.submission_id.is_(None), Attachment.uploaded_by == actor)
        .values(submission_id=submission_id)
    )
    if bound.rowcount != len(named):  # type: ignore[attr-defined]
        raise AttachmentNotFound("A file that the form names is not there; choose it again")


def _named_files(value: Any) -> Iterator[UUID]:
    if isinstance(value, dict):
        if value.keys() == {"id", "filename", "size"}:
            yield UUID(value["id"])
        else:
            for inner in value.values():
                yield from _named_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named_files(inner)
