"""What the engine tells its subscribers, inside the transaction in which it became true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Root of all events. instance_id: the case it happened in, None when none could be started."""

    instance_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessStarted(Event):
    definition_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEnded(Event):
    """status: completed, cancelled or failed."""

    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened(Event):
    task_id: UUID
    principals: tuple[str, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClosed(Event):
    """completed_by: None when the process withdrew the task."""

    task_id: UUID
    completed_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRaised(Event):
    incident_id: UUID
    code: str
