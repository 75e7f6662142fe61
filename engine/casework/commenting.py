"""What people write about a task, each text covered by a link of its case's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.casework.held_task import HeldTask
from engine.errors import Refused
from engine.history import content_digest, new_salt
from engine.models import Comment, CommentKind

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

COMMENT_LENGTH = 5_000


def write_comment(work: CaseWork, held: HeldTask, kind: CommentKind, text: str, actor: int) -> None:
    """Keep a text; the next link of the history covers it by digest. Raises Refused for one that no table can hold."""
    checked = checked_text(text)
    salt = new_salt()
    held.case.digest = content_digest({"text": checked}, salt)
    work.session.add(
        Comment(
            instance_id=held.case.id, task_id=held.id, kind=kind, text=checked, salt=salt,
            visibility=held.row.task_visibility, reader=held.row.task_reader, author_id=actor, written_at=work.now,
            seq=held.case.history_seq + 1,
        )
    )  # fmt: skip


def checked_text(text: str) -> str:
    """The text without space around it and with the line ends of one kind. Raises Refused for none, or too much."""
    found = "\n".join(text.splitlines()).strip()
    if not found:
        raise Refused("Nothing has been written")
    if len(found) > COMMENT_LENGTH:
        raise Refused(f"The text has {len(found):,} characters; at most {COMMENT_LENGTH:,} are allowed")
    if "\0" in found:
        raise Refused("The text holds a NUL character")
    return found
