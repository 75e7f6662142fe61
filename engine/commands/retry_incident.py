"""A person has mended what was wrong and lets the case try again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from engine.access.filters import is_administrator
from engine.errors import NotAuthorized, NotFound
from engine.models import Incident, Job, Timer
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident:
    """Give the work behind an incident all its attempts again. Raises NotAuthorized, NotFound."""

    incident_id: UUID
    actor: int

    def execute(self, tx: Transaction) -> None:
        if not tx.session.scalar(select(is_administrator(self.actor))):
            raise NotAuthorized("Only an administrator may retry an incident")
        incident = tx.session.get(Incident, self.incident_id)
        if incident is None or incident.resolved_at is not None:
            raise NotFound(f"No open incident {self.incident_id}")
        for table in (Job, Timer):
            tx.session.execute(update(table).where(table.id == incident.job_id).values(attempts=0, leased_until=None))
        incident.resolved_at = tx.clock.now()
