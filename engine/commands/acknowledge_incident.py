"""A person has read of something that the case does not wait for, and has judged it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from engine.access.filters import is_administrator, owns_process
from engine.casework import CaseWork, writing
from engine.errors import NotAuthorized, NotFound, Refused
from engine.models import Incident, ProcessInstance
from engine.models.schedule import Remedy
from engine.rules import Rule
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeIncident:
    """Close an incident that only has to be known: branches that disagreed, a case that an error has ended. For
    administrators and the case's process owner; the history says who.

    actor: a person's id, None for the command line. Raises NotAuthorized, NotFound for an incident that is over,
    Refused for one that the case waits for."""

    incident_id: UUID
    actor: int | None

    def execute(self, tx: Transaction) -> None:
        instance_id = tx.session.scalar(select(Incident.instance_id).where(Incident.id == self.incident_id))
        if instance_id is None:
            raise NotFound(f"No incident {self.incident_id} of a case")
        if self.actor is not None:
            may = or_(is_administrator(self.actor), owns_process(self.actor))
            if not tx.session.scalar(select(may).where(ProcessInstance.id == instance_id)):
                raise NotAuthorized(Rule.PROCESS_OWNERS_ONLY, "Only an administrator or the process owner may do this")
        work = CaseWork(tx)
        case = work.load(instance_id)
        incident = tx.session.get_one(Incident, self.incident_id)
        if incident.resolved_at is not None:
            raise NotFound(f"No open incident {self.incident_id}")
        if incident.remedy != Remedy.ACKNOWLEDGE:
            raise Refused("The case waits for this; it is not enough to have read it")
        incident.resolved_at = tx.clock.now()
        case.act("incident-acknowledged", actor=self.actor, element_id=incident.element_id)
        writing.write(work, [case])
