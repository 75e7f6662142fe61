"""A person is given a deputy, for a period and in what is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.access.arrangements import is_any_auditor, require_arranges_for, require_at_work
from engine.clock import system_now
from engine.commands.arranged_period import check_free, check_not_far, check_not_past, check_period
from engine.errors import ArrangementRefused
from engine.models import Deputy, DeputyScope
from engine.organisation.principals import lock_organisation
from engine.organisation.standing_in import refresh_acting
from engine.rules import Misfit
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDeputy:
    """deputy_id stands in for person_id from valid_from to valid_to, both included, in what scopes name: a deputy
    needs a period and an explicit scope (domain/organisation). The person does this, or the person's manager; nobody
    else, not even an administrator, hands over what belongs to another. Returns the arrangement's number.

    Raises NotAuthorized, PersonNotFound, ArrangementRefused.
    """

    actor: int
    person_id: int
    deputy_id: int
    scopes: frozenset[DeputyScope]
    valid_from: date
    valid_to: date

    def execute(self, tx: Transaction) -> int:
        lock_organisation(tx.session)
        require_arranges_for(tx.session, self.actor, self.person_id)
        self._check(tx)
        row = Deputy(
            person_id=self.person_id, deputy_id=self.deputy_id, scopes=sorted(self.scopes),
            valid_from=self.valid_from, valid_to=self.valid_to, set_by=self.actor, set_at=system_now(),
        )  # fmt: skip
        tx.session.add(row)
        refresh_acting(tx.session, tx.clock, self.person_id)
        return row.id

    def _check(self, tx: Transaction) -> None:
        if self.deputy_id == self.person_id:
            raise ArrangementRefused("deputy", Misfit.ONESELF, "Nobody is their own deputy")
        require_at_work(tx.session, self.person_id, "person")
        require_at_work(tx.session, self.deputy_id, "deputy")
        if is_any_auditor(tx.session, self.deputy_id):
            raise ArrangementRefused("deputy", Misfit.AUDITOR, "An auditor acts for nobody whose work is audited")
        if not self.scopes:
            raise ArrangementRefused("scopes", Misfit.NO_SCOPE, "Say what the deputy may do")
        check_period(self.valid_from, self.valid_to)
        check_not_far(self.valid_from, tx.clock.today())
        check_not_past("valid_from", self.valid_from, tx.clock.today())
        same = (Deputy.person_id == self.person_id) & (Deputy.deputy_id == self.deputy_id)
        check_free(tx.session, Deputy, same, self.valid_from, self.valid_to)
