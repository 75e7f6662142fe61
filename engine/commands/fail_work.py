"""A timer or a job could not be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from engine.clock import system_now
from engine.events import IncidentRaised
from engine.ids import new_id
from engine.models import Incident, Job, Timer
from engine.retries import MAX_ATTEMPTS, retry_delay
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class FailWork:
    """Try again after a growing delay; after the last attempt leave an incident that a person can read and retry."""

    kind: Literal["timer", "job"]
    work_id: UUID
    code: str
    message: str

    def execute(self, tx: Transaction) -> None:
        session = tx.session
        row = session.get(Timer, self.work_id) if self.kind == "timer" else session.get(Job, self.work_id)
        if row is None:
            return
        row.attempts += 1
        row.leased_until = system_now() + retry_delay(row.attempts)
        if row.attempts < MAX_ATTEMPTS:
            return
        incident = Incident(
            id=new_id(), instance_id=row.instance_id, job_id=row.id,
            token=row.id if isinstance(row, Timer) else row.token,
            element_id=row.element_id if isinstance(row, Timer) else (row.payload or {}).get("element_id"),
            code=self.code, message=self.message, attempts=row.attempts, raised_at=tx.clock.now(),
        )  # fmt: skip
        session.add(incident)
        tx.events.append(IncidentRaised(instance_id=row.instance_id, incident_id=incident.id, code=self.code))
