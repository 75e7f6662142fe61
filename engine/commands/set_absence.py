"""A person is away for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.access.arrangements import require_arranges_for, require_at_work
from engine.clock import system_now
from engine.commands.arranged_period import check_free, check_not_far, check_not_past, check_period
from engine.models import Absence
from engine.organisation.principals import lock_organisation
from engine.organisation.standing_in import refresh_acting
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAbsence:
    """person_id is away from valid_from to valid_to, both included; it may have begun already, as illness does. The
    person says so, or the person's manager. Returns the absence's number.

    Raises NotAuthorized, PersonNotFound, ArrangementRefused.
    """

    actor: int
    person_id: int
    valid_from: date
    valid_to: date

    def execute(self, tx: Transaction) -> int:
        lock_organisation(tx.session)
        require_arranges_for(tx.session, self.actor, self.person_id)
        require_at_work(tx.session, self.person_id, "person")
        check_period(self.valid_from, self.valid_to)
        check_not_far(self.valid_from, tx.clock.today())
        check_not_past("valid_to", self.valid_to, tx.clock.today())
        check_free(tx.session, Absence, Absence.person_id == self.person_id, self.valid_from, self.valid_to)
        row = Absence(
            person_id=self.person_id, valid_from=self.valid_from, valid_to=self.valid_to, set_by=self.actor,
            set_at=system_now(),
        )  # fmt: skip
        tx.session.add(row)
        refresh_acting(tx.session, tx.clock, self.person_id)
        return row.id
