"""An administrator moves running cases to another version of their process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from engine.access.administration import require_administrator
from engine.casework import CaseWork
from engine.casework.migrating import BATCH, MIGRATE, Order, Refusal, check_order, move_all
from engine.commands.text_limits import REASON_LENGTH, check_text
from engine.definitions import definition_by_id
from engine.models import InstanceStatus, ProcessInstance
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What became of the order. moved: so many cases are on the new version now; refused: those that stay; queued: so
    many the worker has still to see to."""

    moved: int
    refused: tuple[Refusal, ...]
    queued: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateProcess:
    """Move running cases from one version of a process to another, each as a whole or not at all; the worker goes on
    in batches when they are many. What stands in the way of one case keeps no other from moving.

    from_id, to_id: of process definitions; instance_ids: the cases, None for all that run on the old version; mapping:
    ids of elements and flows of the old version, each with what takes its place, where that is called otherwise; actor:
    a person's id, None for the command line; reason: for the history. Suspended cases move too, and stay suspended;
    cases that are called keep their own version. Raises DefinitionNotFound, NotAuthorized, Refused when the versions do
    not belong together or the mapping names what is in neither."""

    from_id: UUID
    to_id: UUID
    actor: int | None
    instance_ids: Sequence[UUID] | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def execute(self, tx: Transaction) -> Moved:
        require_administrator(tx.session, self.actor)
        check_text("The reason", self.reason, REASON_LENGTH)
        old, new = (definition_by_id(tx.session, each) for each in (self.from_id, self.to_id))
        check_order(old, new, self.mapping)
        order = Order(old=old, new=new, mapping=self.mapping, actor=self.actor, reason=self.reason)
        chosen = self._chosen(tx)
        first, rest = chosen[:BATCH], chosen[BATCH:]
        refused = move_all(tx, order, first)
        later = CaseWork(tx)
        for start in range(0, len(rest), BATCH):
            payload = order.as_payload(rest[start : start + BATCH])
            later.rows.add_job(MIGRATE, instance_id=None, payload=payload)
        later.rows.write()
        return Moved(moved=len(first) - len(refused), refused=tuple(refused), queued=len(rest))

    def _chosen(self, tx: Transaction) -> list[UUID]:
        if self.instance_ids is not None:
            return sorted(set(self.instance_ids))
        running = select(ProcessInstance.id).where(
            ProcessInstance.definition_id == self.from_id, ProcessInstance.status == InstanceStatus.RUNNING
        )
        return list(tx.session.scalars(running.order_by(ProcessInstance.id)))
