"""What a person may start in a case of their own choice: the activities of its ad-hoc sub-processes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.filters import may_start_activities
from engine.models import ActivityOffer, InstanceStatus, ProcessInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedActivity:
    """One activity. token: of the sub-process sub_process that offers it."""

    token: UUID
    sub_process: str
    element_id: str


def offered_activities(session: Session, person_id: int, case_id: UUID) -> tuple[OfferedActivity, ...]:
    """What this person may start now; nothing while the case is suspended."""
    rows = session.scalars(
        select(ActivityOffer)
        .join(ProcessInstance, ProcessInstance.id == ActivityOffer.instance_id)
        .where(
            ActivityOffer.instance_id == case_id,
            ProcessInstance.status == InstanceStatus.RUNNING,
            ProcessInstance.suspended_at.is_(None),
            may_start_activities(person_id),
        )
        .order_by(ActivityOffer.token)
    )
    return tuple(
        OfferedActivity(token=row.token, sub_process=row.element_id, element_id=activity)
        for row in rows
        for activity in row.activities
    )
