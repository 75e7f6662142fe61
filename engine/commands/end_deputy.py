"""A deputy is one no longer."""

from __future__ import annotations

from dataclasses import dataclass

from engine.access.arrangements import require_ends_for
from engine.clock import system_now
from engine.errors import ArrangementNotFound
from engine.models import Deputy
from engine.organisation.principals import lock_organisation
from engine.organisation.standing_in import refresh_acting
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDeputy:
    """End it at once. So may the person, the person's manager, the deputy and an administrator: taking back is always
    safe. What was done until then stands; ending it once more changes nothing.

    Raises ArrangementNotFound, NotAuthorized.
    """

    actor: int
    arrangement_id: int

    def execute(self, tx: Transaction) -> None:
        lock_organisation(tx.session)
        row = tx.session.get(Deputy, self.arrangement_id)
        if row is None:
            raise ArrangementNotFound(f"No deputy with the number {self.arrangement_id}")
        if self.actor != row.deputy_id:
            require_ends_for(tx.session, self.actor, row.person_id)
        if row.ended_at is None:
            row.ended_at, row.ended_by = system_now(), self.actor
            refresh_acting(tx.session, tx.clock, row.person_id)
