"""What a person has to see to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from engine.access.confidential import confidential_roots
from engine.models import Incident, Job, ProcessDefinition, ProcessInstance
from engine.models.schedule import Remedy
from engine.queries.paging import PER_PAGE, Page, page_number

NO_PROCESS = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One open incident. instance_id, title: None when no case had begun; definition_id, process_name: of the case, or
    of the one that could not begin, else None; message: None where it might repeat something that is kept from the
    asker, in the case or in those it calls; names: the variables it is about; attempts: how often it has been tried."""

    id: UUID
    instance_id: UUID | None
    definition_id: UUID | None
    title: str | None
    process_name: str | None
    element_id: str | None
    code: str
    message: str | None
    names: tuple[str, ...]
    attempts: int
    raised_at: datetime
    suspended: bool
    remedy: Remedy


def incidents(session: Session, person_id: int | None, page: int = 1, per_page: int = PER_PAGE) -> Page[IncidentRow]:
    """Open incidents, newest first, for an administrator. person_id: None for the command line."""
    total = session.scalar(select(func.count()).select_from(Incident).where(Incident.resolved_at.is_(None))) or 0
    number = page_number(page, total, per_page)
    rows = _rows(session, person_id, true(), limit=per_page, offset=(number - 1) * per_page)
    return Page(rows=rows, total=total, number=number, per_page=per_page)


def incidents_of_case(session: Session, person_id: int | None, case_id: UUID) -> tuple[IncidentRow, ...]:
    """Those of one case."""
    return _rows(session, person_id, Incident.instance_id == case_id)


def incident_by_id(session: Session, person_id: int | None, incident_id: UUID) -> IncidentRow | None:
    """One of them; None when it is over, or has never been."""
    return next(iter(_rows(session, person_id, Incident.id == incident_id)), None)


def _rows(
    session: Session, person_id: int | None, wanted: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> tuple[IncidentRow, ...]:
    found = session.execute(
        select(Incident, ProcessInstance.definition_id, ProcessInstance.title, ProcessDefinition.name,
               ProcessInstance.suspended_at, ProcessInstance.root_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(Incident.resolved_at.is_(None), wanted)
        .order_by(Incident.raised_at.desc(), Incident.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()  # fmt: skip
    kept = confidential_roots(session, person_id, {row.root_id for row in found if row.root_id})
    unborn = _of_starts(session, [row.Incident.job_id for row in found if row.Incident.instance_id is None])
    return tuple(
        IncidentRow(
            id=incident.id,
            instance_id=incident.instance_id,
            definition_id=definition_id or unborn.get(incident.job_id, NO_PROCESS)[0],
            title=title,
            process_name=process_name or unborn.get(incident.job_id, NO_PROCESS)[1],
            element_id=incident.element_id,
            code=incident.code,
            message=None if root_id in kept else incident.message,
            names=tuple(incident.names),
            attempts=incident.attempts,
            raised_at=incident.raised_at,
            suspended=suspended_at is not None,
            remedy=incident.remedy,
        )
        for incident, definition_id, title, process_name, suspended_at, root_id in found
    )


def _of_starts(session: Session, job_ids: Collection[UUID]) -> Mapping[UUID | None, tuple[UUID | None, str | None]]:
    """By job, the definition's id and name; of those that start cases."""
    if not job_ids:
        return {}
    jobs = session.execute(select(Job.id, Job.payload).where(Job.id.in_(job_ids))).all()
    wanted = {job.id: UUID(job.payload["definition_id"]) for job in jobs if "definition_id" in (job.payload or {})}
    named = select(ProcessDefinition.id, ProcessDefinition.name).where(ProcessDefinition.id.in_(wanted.values()))
    names = {row.id: row.name for row in session.execute(named)}
    return {job_id: (definition_id, names[definition_id]) for job_id, definition_id in wanted.items()}
