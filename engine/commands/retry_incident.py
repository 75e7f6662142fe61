"""A person has mended what was wrong and lets the case try again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from engine.access.administration import require_administrator
from engine.casework import CaseWork, incidents
from engine.errors import NotFound, ProcessSuspended, Refused
from engine.models import Incident, Job, Timer
from engine.models.schedule import Remedy
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident:
    """Try the step again, or give the timer or job behind an incident all its attempts again. Returns whether the
    incident is over; if not, it tells of this attempt.

    actor: a person's id, None for the command line. Raises NotAuthorized, NotFound for an incident that is over,
    ProcessSuspended, Refused when there is nothing to try."""

    incident_id: UUID
    actor: int | None

    def execute(self, tx: Transaction) -> bool:
        require_administrator(tx.session, self.actor)
        instance_id = tx.session.scalar(select(Incident.instance_id).where(Incident.id == self.incident_id))
        work = CaseWork(tx)
        case = work.load(instance_id) if instance_id is not None else None
        # Read with the case locked: somebody else may have retried it.
        incident = tx.session.get(Incident, self.incident_id)
        if incident is None or incident.resolved_at is not None:
            raise NotFound(f"No open incident {self.incident_id}")
        if incident.remedy != Remedy.RETRY:
            raise Refused("There is nothing to try again; the incident says what to do instead")
        if case is not None and case.suspended_at is not None:
            raise ProcessSuspended("The case is suspended; resume it first")
        tried = incident.attempts
        if incident.job_id is not None:
            for table in (Job, Timer):
                tx.session.execute(
                    update(table).where(table.id == incident.job_id).values(attempts=0, leased_until=None)
                )
        elif case is not None and incident.token is not None and incident.element_id is not None:
            case.act("incident-retried", actor=self.actor, element_id=incident.element_id)
            incidents.retry(work, case, incident.token, incident.element_id)
            work.settle()
        if incident.attempts == tried:
            incident.resolved_at = tx.clock.now()
        return incident.resolved_at is not None
