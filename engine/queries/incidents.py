"""What stands still until a person looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.models import Incident, ProcessDefinition, ProcessInstance
from engine.queries.paging import PER_PAGE, Page, page_number


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One open incident and the case it stops. retryable: there is work to try again."""

    id: UUID
    instance_id: UUID
    title: str
    process_name: str
    element_id: str | None
    code: str
    message: str
    raised_at: datetime
    retryable: bool


def incidents(session: Session, page: int, per_page: int = PER_PAGE) -> Page[IncidentRow]:
    """Open incidents, newest first. For administrators: the message may say what a case holds."""
    is_open = Incident.resolved_at.is_(None)
    total = session.scalar(select(func.count()).select_from(Incident).where(is_open)) or 0
    number = page_number(page, total, per_page)
    found = session.execute(
        select(Incident, ProcessInstance.title, ProcessDefinition.name)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(is_open)
        .order_by(Incident.raised_at.desc(), Incident.id.desc())
        .limit(per_page)
        .offset((number - 1) * per_page)
    )
    rows = tuple(
        IncidentRow(
            id=incident.id,
            instance_id=incident.instance_id,
            title=title,
            process_name=process_name,
            element_id=incident.element_id,
            code=incident.code,
            message=incident.message,
            raised_at=incident.raised_at,
            retryable=incident.job_id is not None,
        )
        for incident, title, process_name in found
    )
    return Page(rows=rows, total=total, number=number, per_page=per_page)
