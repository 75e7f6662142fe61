"""Units, people, positions, roles and meetings come in from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.access.administration import require_administrator
from engine.errors import ImportRefused
from engine.organisation.cells import Row
from engine.organisation.importer import ImportPlan, plan_import
from engine.organisation.principals import lock_organisation, refresh_principals
from engine.organisation.store import store
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrganisation:
    """Take in the rows of an organisation file and refresh the principals. Returns what was done, or would be.

    actor: None for whoever may run commands on the machine itself. accept_good_rows: take the good rows although
    there are bad ones, which otherwise raise ImportRefused with every one of them. dry_run: change nothing and raise
    nothing. progress: told how many steps of how many are done, to be shown and nothing else.
    """

    rows: tuple[Row, ...]
    actor: int | None = None
    accept_good_rows: bool = False
    dry_run: bool = False
    progress: Callable[[int, int], None] = field(default=lambda _done, _total: None, compare=False)

    def execute(self, tx: Transaction) -> ImportPlan:
        require_administrator(tx.session, self.actor)
        lock_organisation(tx.session)
        # Each row is a step when it is read and another when it is written.
        read, total = len(self.rows), 2 * len(self.rows)
        plan = plan_import(tx.session, self.rows, tx.clock.today(), lambda done: self.progress(done, total))
        if self.dry_run:
            return plan
        if plan.errors and not self.accept_good_rows:
            raise ImportRefused(plan.errors)
        store(tx.session, plan, lambda done: self.progress(min(read + done, total), total))
        refresh_principals(tx.session, tx.clock)
        self.progress(total, total)
        return plan
