"""A signal comes from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.access.administration import require_administrator
from engine.casework import CaseWork
from engine.casework.signals import throw
from engine.commands.text_limits import NAME_LENGTH, check_text
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastSignal:
    """Give a signal to every case that awaits it now, and start every process that begins with it. Returns how many
    these are. actor: an administrator, None at the command line. Raises NotAuthorized,
    Refused for a name that is too long."""

    name: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    actor: int | None = None

    def execute(self, tx: Transaction) -> int:
        require_administrator(tx.session, self.actor)
        check_text("The name", self.name, NAME_LENGTH)
        work = CaseWork(tx)
        reached = throw(work, self.name, self.variables)
        work.settle()
        return reached
