"""An administrator lets a case, or every case of a process, wait."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from engine.access.administration import require_administrator
from engine.casework import CaseWork
from engine.casework.suspension import suspend
from engine.commands.text_limits import REASON_LENGTH, check_text
from engine.errors import DefinitionNotFound, Refused
from engine.models import ProcessDefinition, ProcessInstance
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendCase:
    """Nothing in the case, nor in those it has called, can be done until it is resumed; its time goes on.

    actor: a person's id, None for the command line; reason: kept in the history. Raises InstanceNotFound,
    NotAuthorized, Refused when it has ended or is suspended already."""

    instance_id: UUID
    actor: int | None
    reason: str

    def execute(self, tx: Transaction) -> None:
        require_administrator(tx.session, self.actor)
        check_text("The reason", self.reason, REASON_LENGTH)
        work = CaseWork(tx)
        case = work.load(self.instance_id)
        if case.ended or case.suspended_at is not None:
            raise Refused("The case has already ended" if case.ended else "The case is already suspended")
        suspend(work, ProcessInstance.id == case.id, work.now, self.actor, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendDefinition:
    """The same for all running cases of a process, whatever their version; and nobody can start another. Returns the
    number of cases that now wait.

    Raises DefinitionNotFound, NotAuthorized, Refused when it is suspended already."""

    key: str
    actor: int | None
    reason: str

    def execute(self, tx: Transaction) -> int:
        require_administrator(tx.session, self.actor)
        check_text("The reason", self.reason, REASON_LENGTH)
        versions = ProcessDefinition.key == self.key
        # Whoever is starting a case holds its definition: that case is then seen here.
        held = tx.session.scalars(
            select(ProcessDefinition.suspended_at).where(versions).order_by(ProcessDefinition.id).with_for_update()
        ).all()
        if not held:
            raise DefinitionNotFound(f"No process with the key {self.key!r} has been deployed")
        if any(held):
            raise Refused("The process is already suspended")
        work = CaseWork(tx)
        tx.session.execute(
            update(ProcessDefinition).where(versions).values(suspended_at=work.now, suspended_because=self.reason)
        )
        return suspend(work, ProcessInstance.definition_key == self.key, work.now, self.actor, self.reason)
