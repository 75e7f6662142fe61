"""Which processes have been deployed, in which versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.models import Deployment, InstanceStatus, Person, ProcessDefinition, ProcessInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow:
    """One version of one process. newest: new cases start on it; running: cases under way on it;
    deployed_by: a person's name, None for the command line; suspended_at, suspended_because: of the whole process."""

    key: str
    version: int
    name: str
    sha256: str
    deployment: str
    deployed_at: datetime
    deployed_by: str | None
    running: int
    newest: bool
    suspended_at: datetime | None
    suspended_because: str | None


def deployed_definitions(session: Session) -> list[DefinitionRow]:
    """All versions, by process, newest first."""
    running = (
        select(func.count())
        .where(ProcessInstance.definition_id == ProcessDefinition.id, ProcessInstance.status == InstanceStatus.RUNNING)
        .correlate(ProcessDefinition)
        .scalar_subquery()
    )
    found = session.execute(
        select(ProcessDefinition, Deployment, Person.name, running)
        .join(Deployment, Deployment.id == ProcessDefinition.deployment_id)
        .join(Person, Person.id == Deployment.deployed_by, isouter=True)
        .order_by(ProcessDefinition.key, ProcessDefinition.version.desc())
    )
    rows: list[DefinitionRow] = []
    for definition, deployment, person_name, count in found:
        rows.append(
            DefinitionRow(
                key=definition.key,
                version=definition.version,
                name=definition.name,
                sha256=definition.sha256,
                deployment=deployment.name,
                deployed_at=deployment.deployed_at,
                deployed_by=person_name,
                running=count,
                newest=not rows or rows[-1].key != definition.key,
                suspended_at=definition.suspended_at,
                suspended_because=definition.suspended_because,
            )
        )
    return rows
