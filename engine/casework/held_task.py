"""A task with which somebody does something other than complete it: its case's row is held meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from sqlalchemy import Integer, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from engine.access.codes import SEALED, Visibility
from engine.access.filters import claim_holds, may_do_task, may_hand_over, may_read_task
from engine.casework import writing
from engine.casework.case import INSTANCE_COLUMNS, OpenCase
from engine.errors import ProcessSuspended, TaskAlreadyCompleted, TaskNotFound
from engine.models import Attachment, Draft, HumanTask, Person, ProcessInstance, TaskCandidate, TaskStatus

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

PREPARED_BY = "prepared_by"
_ACTOR = bindparam("actor", type_=Integer)
_FIND = (
    select(
        HumanTask.id.label("task_id"), HumanTask.status, HumanTask.element_id, HumanTask.follow_up_at,
        HumanTask.visibility.label("task_visibility"), HumanTask.reader.label("task_reader"), HumanTask.assignee_id,
        HumanTask.delegated_to, HumanTask.delegated_by, HumanTask.deputy_scope, claim_holds().label("claimed"),
        may_do_task(_ACTOR).label("may_do"), may_read_task(_ACTOR).label("may_read"),
        may_hand_over(_ACTOR).label("leads"), *INSTANCE_COLUMNS,
    )
    .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
    .where(HumanTask.id == bindparam("task"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldTask:
    """The task's row and its case, which stays as it is until the transaction ends."""

    row: Any
    case: OpenCase

    @property
    def id(self) -> UUID:
        found: UUID = self.row.task_id
        return found

    @property
    def visibility(self) -> Visibility:
        return Visibility(self.row.task_visibility)

    @property
    def claimed_by(self) -> int | None:
        """Who has claimed it; a claim lapses when the task no longer waits for the one who made it."""
        return self.row.assignee_id if self.row.claimed else None


def hold(work: CaseWork, task_id: UUID, actor: int, *, is_open: bool = True) -> HeldTask:
    """A task that this person may know of, as one who reads it or who leads above its unit. is_open: it has to be.

    Raises TaskNotFound, TaskAlreadyCompleted, ProcessSuspended."""
    row = work.find(_FIND, {"actor": actor, "task": task_id}, HumanTask)
    if row is None or not (row.may_read or (row.leads and row.task_visibility not in SEALED)):
        raise TaskNotFound(f"No task {task_id} that may be known")
    if is_open and row.status != TaskStatus.OPEN:
        raise too_late(work.session, task_id, actor)
    if row.suspended_at is not None:
        raise ProcessSuspended("The case is suspended; nothing in it can be done until it is resumed")
    return HeldTask(row, work.restore(row))


def note(
    work: CaseWork, held: HeldTask, action: str, actor: int, *, before: Sequence[str] = (), to: Sequence[str] = ()
) -> None:
    """The next link of the case's history: what was done with the task. before: the principals that it waited for,
    to: those that have it now."""
    held.case.act(action, actor=actor, element_id=held.row.element_id)
    held.case.task_id = held.id
    held.case.notes |= {"handed_from": list(before), "handed_to": list(to)}
    writing.write(work, [held.case])


def change(work: CaseWork, held: HeldTask, *, tell: bool = False, **values: Any) -> None:
    """Change the task's row. tell: whoever has it now is told of it, but not before it is to be seen to."""
    if tell:
        values |= told_anew(work.now, held.row.follow_up_at)
    work.session.execute(update(HumanTask).where(HumanTask.id == held.id).values(**values))


def told_anew(now: datetime, rests_until: datetime | None) -> dict[str, Any]:
    """The columns of a task that say that nobody has been told of it yet."""
    return {"next_notice_at": max(now, rests_until or now), "notice_step": 0}


def replace_candidates(work: CaseWork, held: HeldTask, principal: str) -> list[str]:
    """Let the task wait for this one alone. Returns whom it waited for until now."""
    gone = delete(TaskCandidate).where(TaskCandidate.task_id == held.id).returning(TaskCandidate.principal)
    before = sorted(work.session.scalars(gone))
    work.session.execute(insert(TaskCandidate).values(task_id=held.id, principal=principal))
    return before


def hand_in_preparation(work: CaseWork, held: HeldTask) -> None:
    """End a delegation: what the delegate has saved is there for whoever asked for it, beside what that one has, and
    the files in it are that one's to send in. The next link of the history says who had a hand in it."""
    delegate, giver = held.row.delegated_to, held.row.delegated_by
    answers = work.session.scalar(
        update(Draft)
        .where(Draft.task_id == held.id, Draft.person_id == delegate)
        .values(prepared_for=giver)
        .returning(Draft.answers)
    )
    if answers:
        held.case.notes[PREPARED_BY] = [delegate]
        typed = orjson.dumps(answers).decode()  # a draft is as it was typed: how it names a file is not certain
        loose = select(Attachment.id).where(Attachment.uploaded_by == delegate, Attachment.submission_id.is_(None))
        files = [file for file in work.session.scalars(loose) if str(file) in typed]
        work.session.execute(update(Attachment).where(Attachment.id.in_(files)).values(uploaded_by=giver))
    change(work, held, delegated_to=None, delegated_by=None)


def too_late(session: Session, task_id: UUID, actor: int) -> TaskAlreadyCompleted | TaskNotFound:
    """Who was first and when, for those who may know of the task."""
    found = session.execute(
        select(Person.name, HumanTask.closed_at)
        .select_from(HumanTask)
        .outerjoin(Person, Person.id == HumanTask.completed_by)
        .where(HumanTask.id == task_id, may_read_task(actor))
    ).one_or_none()
    if found is None:
        return TaskNotFound(f"No task {task_id}")
    return TaskAlreadyCompleted(found.name, found.closed_at)
