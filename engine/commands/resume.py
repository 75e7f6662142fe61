"""An administrator lets a suspended case, or every case of a suspended process, go on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from engine.access.administration import require_administrator
from engine.casework import CaseWork
from engine.casework.suspension import resume
from engine.commands.text_limits import REASON_LENGTH, check_text
from engine.errors import DefinitionNotFound, Refused
from engine.models import ProcessDefinition, ProcessInstance
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCase:
    """The case, and those it has called that were suspended with it, go on. What has become due meanwhile happens at
    once.

    actor: a person's id, None for the command line; reason: kept in the history when there is one. Raises
    InstanceNotFound, NotAuthorized, Refused when it is not suspended, or held back by its caller or its process."""

    instance_id: UUID
    actor: int | None
    reason: str = ""

    def execute(self, tx: Transaction) -> None:
        require_administrator(tx.session, self.actor)
        check_text("The reason", self.reason, REASON_LENGTH)
        work = CaseWork(tx)
        case = work.load(self.instance_id)
        if case.suspended_at is None:
            raise Refused("The case is not suspended")
        if not resume(work, ProcessInstance.id == case.id, case.suspended_at, self.actor, self.reason):
            raise Refused("The process, or the case that called this one, is suspended; resume that one")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDefinition:
    """The same for all cases that were suspended with their process, and it can be started again. Returns the number of
    cases that go on; those that were suspended one by one still wait.

    Raises DefinitionNotFound, NotAuthorized, Refused when it is not suspended."""

    key: str
    actor: int | None
    reason: str = ""

    def execute(self, tx: Transaction) -> int:
        require_administrator(tx.session, self.actor)
        check_text("The reason", self.reason, REASON_LENGTH)
        versions = ProcessDefinition.key == self.key
        held = tx.session.scalars(
            select(ProcessDefinition.suspended_at).where(versions).order_by(ProcessDefinition.id).with_for_update()
        ).all()
        if not held:
            raise DefinitionNotFound(f"No process with the key {self.key!r} has been deployed")
        since = held[0]
        if since is None:
            raise Refused("The process is not suspended")
        tx.session.execute(update(ProcessDefinition).where(versions).values(suspended_at=None, suspended_because=None))
        work = CaseWork(tx)
        return resume(work, ProcessInstance.definition_key == self.key, since, self.actor, self.reason)
