"""An administrator weeds the cases of a process whose time has passed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from engine.access.administration import require_administrator
from engine.casework import CaseWork
from engine.casework.weeding import WEED, due_cases, process_rules, weed_batch
from engine.errors import DefinitionNotFound, Refused
from engine.ids import new_id
from engine.models import Weeding
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeded:
    """What has been done by now. more: the worker goes on, in batches."""

    weeding_id: UUID
    cases: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeedCases:
    """Weed what the process's rule lets go now (engine.casework.weeding); it cannot be undone.

    actor: a person's id, None for the command line; confirmed: the process's key once more, as the person typed it.
    Raises NotAuthorized, DefinitionNotFound, Refused when it was not confirmed, when nothing has been decided, when the
    cases are preserved, or when none is due."""

    key: str
    actor: int | None
    confirmed: str

    def execute(self, tx: Transaction) -> Weeded:
        require_administrator(tx.session, self.actor)
        rules = process_rules(tx.session)
        found = next((rule for rule in rules if rule.key == self.key), None)
        if found is None:
            raise DefinitionNotFound(f"No process with the key {self.key!r} has been deployed")
        if self.confirmed.strip() != self.key:
            raise Refused(f"Nothing has been weeded; confirm with the key of the process, {self.key}")
        if found.retention is None or due_cases(self.key, rules, tx.clock) is None:
            raise Refused(f"Nothing may be weeded: no decision lets cases of {self.key} go")
        weeding = Weeding(
            id=new_id(), definition_key=self.key, rule=asdict(found.retention), counts={}, digest="",
            weeded_at=tx.clock.now(), weeded_by=self.actor,
        )  # fmt: skip
        tx.session.add(weeding)
        tx.session.flush()
        done = weed_batch(tx, weeding)
        if not done.cases:
            raise Refused(f"No case of {self.key} is due to be weeded")
        if done.more:
            work = CaseWork(tx)
            work.rows.add_job(WEED, instance_id=None, payload={"weeding": str(weeding.id)})
            work.rows.write()
        return Weeded(weeding_id=weeding.id, cases=done.cases, more=done.more)
