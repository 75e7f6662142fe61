"""The rows of a case that hold what people wrote, said or are called, and what is left of them after weeding.

What remains: who did what, when, at which step; that is the history, whose chain covers it. What goes: answers and
comments with their salts, files, drafts, notices, values that the case carried, and every mention of whom it concerned.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy import case as either
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.models import (
    Attachment,
    Call,
    Comment,
    Draft,
    FileContent,
    HumanTask,
    Incident,
    Notice,
    ProcessInstance,
    SharedField,
    Submission,
    TaskExclusion,
)

NOBODY = "nobody"
OF_PERSONS = "%:person:%"


def remains(session: Session, of_cases: ColumnElement[bool]) -> dict[str, int]:
    """How much there is to weed in cases: submissions, comments and files. of_cases: of ProcessInstance."""
    ids = select(ProcessInstance.id).where(of_cases)
    tasks = {
        "submissions": select(func.count())
        .select_from(Submission)
        .where(Submission.instance_id.in_(ids), Submission.answers.is_not(None) | Submission.salt.is_not(None)),
        "comments": select(func.count())
        .select_from(Comment)
        .where(Comment.instance_id.in_(ids), Comment.text.is_not(None) | Comment.salt.is_not(None)),
        "files": select(func.count())
        .select_from(Attachment)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(Submission.instance_id.in_(ids), Attachment.sha256.is_not(None)),
    }
    return {name: session.scalar(statement) or 0 for name, statement in tasks.items()}


def clear(session: Session, ids: Sequence[UUID]) -> dict[str, int]:
    """Weed these cases, all of which have ended. Returns the counts that a weeding keeps."""
    counts = {"cases": len(ids), **remains(session, ProcessInstance.id.in_(ids))}
    tasks = select(HumanTask.id).where(HumanTask.instance_id.in_(ids))
    _clear_files(session, ids)
    session.execute(
        update(Submission)
        .where(Submission.instance_id.in_(ids))
        .values(answers=None, salt=None, reader=_unless_of_person(Submission.reader))
    )
    session.execute(
        update(Comment)
        .where(Comment.instance_id.in_(ids))
        .values(text=None, salt=None, reader=_unless_of_person(Comment.reader))
    )
    for of_task in (Draft, SharedField, TaskExclusion):
        session.execute(delete(of_task).where(of_task.task_id.in_(tasks)))
    session.execute(delete(Notice).where(Notice.task_id.in_(tasks) | Notice.instance_id.in_(ids)))
    session.execute(delete(Call).where(Call.instance_id.in_(ids)))
    session.execute(update(Incident).where(Incident.instance_id.in_(ids)).values(message="", names=[]))
    session.execute(
        update(HumanTask).where(HumanTask.instance_id.in_(ids)).values(reader=_unless_of_person(HumanTask.reader))
    )
    session.execute(
        update(ProcessInstance)
        .where(ProcessInstance.id.in_(ids))
        .values(
            state=b"", undo=None, result=None, business_key=None, person_id=None,
            reader=_unless_of_person(ProcessInstance.reader),
            status_reader=_unless_of_person(ProcessInstance.status_reader),
        )
    )  # fmt: skip
    return counts


def _clear_files(session: Session, ids: Sequence[UUID]) -> None:
    """A content goes with the last file that has it."""
    of_cases = select(Submission.id).where(Submission.instance_id.in_(ids))
    contents = set(session.scalars(select(Attachment.sha256).where(Attachment.submission_id.in_(of_cases)))) - {None}
    session.execute(update(Attachment).where(Attachment.submission_id.in_(of_cases)).values(sha256=None, filename=""))
    unused = ~exists().where(Attachment.sha256 == FileContent.sha256)
    session.execute(delete(FileContent).where(FileContent.sha256.in_(contents), unused))


def _unless_of_person(reader: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """The principal, or nobody where it names whom the case concerned."""
    return either((reader.like(OF_PERSONS), NOBODY), (reader.like("person:%"), NOBODY), else_=reader)
