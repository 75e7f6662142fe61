"""A process owner ends a case before its time."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.access.filters import may_cancel_instance
from engine.casework import CaseWork
from engine.errors import InstanceNotFound, NotAuthorized, Refused
from engine.models import ProcessInstance
from engine.rules import Rule
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelProcess:
    """Withdraw everything that waits in a case and in the cases it called. reason: kept in the history.

    Raises InstanceNotFound, NotAuthorized, Refused when the case has ended or was called by another case."""

    instance_id: UUID
    actor: int
    reason: str

    def execute(self, tx: Transaction) -> None:
        may = tx.session.scalar(select(may_cancel_instance(self.actor)).where(ProcessInstance.id == self.instance_id))
        if may is None:
            raise InstanceNotFound(f"No case {self.instance_id}")
        if not may:
            raise NotAuthorized(
                Rule.PROCESS_OWNERS_ONLY, "Only the process owner, or who started it, may cancel a case"
            )
        work = CaseWork(tx)
        case = work.load(self.instance_id)
        if case.ended:
            raise Refused("The case has already ended")
        if case.call_id is not None:
            raise Refused("Another case waits for this one; cancel that one instead")
        case.act("cancelled", actor=self.actor)
        case.notes["reason"] = self.reason
        case.execution.cancel()
        work.touch(case)
        work.settle()
