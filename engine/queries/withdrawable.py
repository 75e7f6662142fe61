"""Whether what a person has sent in can still be taken back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.models import HumanTask, InstanceStatus, ProcessInstance, TaskStatus


def may_withdraw(session: Session, person_id: int, task_id: UUID) -> bool:
    """The person has completed the task, or had it completed in the person's place, and nothing has happened in the
    case since. Whether somebody has begun what follows is found when it is tried."""
    undo = session.scalar(
        select(ProcessInstance.undo)
        .join(HumanTask, HumanTask.instance_id == ProcessInstance.id)
        .where(HumanTask.id == task_id, HumanTask.status == TaskStatus.COMPLETED)
        .where(or_(HumanTask.completed_by == person_id, HumanTask.on_behalf_of == person_id))
        .where(ProcessInstance.status == InstanceStatus.RUNNING, ProcessInstance.suspended_at.is_(None))
    )
    return undo is not None and undo["task"] == str(task_id)
