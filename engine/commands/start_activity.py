"""A person starts an activity of an ad-hoc sub-process."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.access.filters import may_start_activities
from engine.casework import CaseWork
from engine.errors import NotAuthorized, ProcessSuspended, TaskNotFound
from engine.models import ActivityOffer
from engine.rules import Rule
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StartActivity:
    """Start one of the activities that a case offers. Returns the case's id.

    token: of the sub-process. Who may is part of it (`yearwheel:starters`).
    Raises TaskNotFound, NotAuthorized, ProcessSuspended, Refused when this activity cannot be started now.
    """

    instance_id: UUID
    token: UUID
    element_id: str
    actor: int

    def execute(self, tx: Transaction) -> UUID:
        work = CaseWork(tx)
        case = work.load(self.instance_id)
        may = tx.session.scalar(
            select(may_start_activities(self.actor)).where(
                ActivityOffer.token == self.token, ActivityOffer.instance_id == self.instance_id
            )
        )
        if may is None:
            raise TaskNotFound(f"Nothing can be started under {self.token}")
        if not may:
            raise NotAuthorized(Rule.STARTERS_ONLY, "Others choose what is done here")
        if case.suspended_at is not None:
            raise ProcessSuspended("The case is suspended; nothing in it can be done until it is resumed")
        case.act("activity-started", actor=self.actor, element_id=self.element_id)
        case.execution.activate(self.token, self.element_id)
        work.touch(case)
        work.settle()
        return case.id
