"""Tasks that somebody may give to others, and what keeps a task from being given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from engine.access.among import among
from engine.access.codes import SEALED
from engine.access.filters import is_administrator, may_hand_over, may_read_task, tasks_open_to
from engine.access.refusals import why_not_handed_over
from engine.models import HumanTask, PrincipalHolder, ProcessInstance, TaskStatus
from engine.rules import Rule

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskToGive:
    """refused: why the person may not give it away, None when the person may; closed: it is done already."""

    id: UUID
    name: str
    case_title: str
    definition_id: UUID
    due_at: datetime | None
    suspended: bool
    closed: bool
    refused: Rule | None

    @property
    def can_be_given(self) -> bool:
        """Nothing keeps it from being given away now."""
        return not (self.closed or self.suspended or self.refused)


def leads_somebody(session: Session, person_id: int) -> bool:
    """Whether there is any unit whose tasks the person may give away."""
    line = exists().where(PrincipalHolder.person_id == person_id, PrincipalHolder.principal.startswith("line:unit:"))
    return bool(session.scalar(select(or_(line, is_administrator(person_id)))))


def tasks_to_give(session: Session, person_id: int, task_ids: Collection[UUID]) -> tuple[TaskToGive, ...]:
    """Those of the tasks that the person may know of."""
    known = or_(may_read_task(person_id), and_(may_hand_over(person_id), HumanTask.visibility.not_in(sorted(SEALED))))
    return _tasks(session, person_id, and_(HumanTask.id.in_(list(task_ids)[:MOST]), known))


def tasks_of(session: Session, person_id: int, of_person: int) -> tuple[TaskToGive, ...]:
    """What waits for another person, as far as this one may give it away: the first MOST, most urgent first."""
    wanted = among(HumanTask.id, tasks_open_to(of_person))
    return _tasks(
        session, person_id, and_(wanted, may_hand_over(person_id), HumanTask.visibility.not_in(sorted(SEALED)))
    )


def _tasks(session: Session, person_id: int, which: ColumnElement[bool]) -> tuple[TaskToGive, ...]:
    rows = session.execute(
        select(HumanTask, ProcessInstance.title, ProcessInstance.definition_id, ProcessInstance.suspended_at,
               may_hand_over(person_id))
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .where(which)
        .order_by(HumanTask.due_at.is_(None), HumanTask.due_at, HumanTask.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        TaskToGive(
            id=task.id,
            name=task.name,
            case_title=title,
            definition_id=definition_id,
            due_at=task.due_at,
            suspended=suspended_at is not None,
            closed=task.status != TaskStatus.OPEN,
            refused=why_not_handed_over(task.visibility, bool(leads)),
        )
        for task, title, definition_id, suspended_at, leads in rows
    )
