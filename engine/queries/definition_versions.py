"""The versions of one process."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.errors import DefinitionNotFound
from engine.models import InstanceStatus, ProcessDefinition, ProcessInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """running: how many cases are under way on it."""

    id: UUID
    number: int
    running: int


def definition_versions(session: Session, key: str) -> tuple[Version, ...]:
    """All versions of a process, newest first. Raises DefinitionNotFound."""
    running = (
        select(func.count())
        .where(ProcessInstance.definition_id == ProcessDefinition.id, ProcessInstance.status == InstanceStatus.RUNNING)
        .correlate(ProcessDefinition)
        .scalar_subquery()
    )
    rows = session.execute(
        select(ProcessDefinition.id, ProcessDefinition.version, running)
        .where(ProcessDefinition.key == key)
        .order_by(ProcessDefinition.version.desc())
    )
    found = tuple(Version(id=row[0], number=row[1], running=row[2]) for row in rows)
    if not found:
        raise DefinitionNotFound(f"No process with the key {key!r} has been deployed")
    return found


def version_id(session: Session, key: str, number: int) -> UUID:
    """The id of one version. Raises DefinitionNotFound."""
    found = session.scalar(
        select(ProcessDefinition.id).where(ProcessDefinition.key == key, ProcessDefinition.version == number)
    )
    if found is None:
        raise DefinitionNotFound(f"The process {key!r} has no version {number}")
    return found
