"""A person is back, or will not be away after all."""

from __future__ import annotations

from dataclasses import dataclass

from engine.access.arrangements import require_ends_for
from engine.clock import system_now
from engine.errors import ArrangementNotFound
from engine.models import Absence
from engine.organisation.principals import lock_organisation
from engine.organisation.standing_in import refresh_acting
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAbsence:
    """End it at once. So may the person, the person's manager and an administrator. Ending it once more changes
    nothing.

    Raises ArrangementNotFound, NotAuthorized.
    """

    actor: int
    absence_id: int

    def execute(self, tx: Transaction) -> None:
        lock_organisation(tx.session)
        row = tx.session.get(Absence, self.absence_id)
        if row is None:
            raise ArrangementNotFound(f"No absence with the number {self.absence_id}")
        require_ends_for(tx.session, self.actor, row.person_id)
        if row.ended_at is None:
            row.ended_at, row.ended_by = system_now(), self.actor
            refresh_acting(tx.session, tx.clock, row.person_id)
