"""Files that were uploaded and never sent, and contents that no file has any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists

from engine.models import Attachment, FileContent
from engine.run import Transaction

KEPT_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class SweepUploads:
    """Forget uploads that no submission has named for half a year, in business time: whoever has a draft with them
    would have been reminded many times. Returns how many went."""

    def execute(self, tx: Transaction) -> int:
        forgotten = delete(Attachment).where(
            Attachment.submission_id.is_(None), Attachment.uploaded_at < tx.clock.now() - KEPT_FOR
        )
        gone = len(tx.session.execute(forgotten.returning(Attachment.id)).all())
        drop_unnamed_contents(tx)
        return gone


def drop_unnamed_contents(tx: Transaction) -> None:
    """Forget the contents that no file has any more; their parts go with them."""
    named = exists().where(Attachment.sha256 == FileContent.sha256)
    tx.session.execute(delete(FileContent).where(~named))
