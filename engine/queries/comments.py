"""What has been written about tasks, for those who may read the tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine.access.filters import may_read_task
from engine.models import Comment, CommentKind, HumanTask, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """One text. text: None when it has been weeded; task_name: as the diagram says it."""

    kind: CommentKind
    text: str | None
    author: str
    written_at: datetime
    task_name: str


def comments_of_task(session: Session, person_id: int, task_id: UUID) -> tuple[CommentView, ...]:
    """Oldest first; nothing for who may not read the task."""
    return _comments(session, person_id, Comment.task_id == task_id)


def comments_of_case(session: Session, person_id: int, case_id: UUID) -> tuple[CommentView, ...]:
    """Those on the tasks of the case that the person may read, oldest first."""
    return _comments(session, person_id, Comment.instance_id == case_id)


def _comments(session: Session, person_id: int, which: ColumnElement[bool]) -> tuple[CommentView, ...]:
    rows = session.execute(
        select(Comment.kind, Comment.text, Person.name, Comment.written_at, HumanTask.name)
        .join(HumanTask, HumanTask.id == Comment.task_id)
        .join(Person, Person.id == Comment.author_id)
        .where(which, may_read_task(person_id))
        .order_by(Comment.seq)
    )
    return tuple(
        CommentView(kind=CommentKind(kind), text=text, author=author, written_at=at, task_name=name)
        for kind, text, author, at, name in rows
    )
