"""An administrator puts a value of a case right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from engine.access.administration import require_administrator
from engine.access.confidential import confidential_roots
from engine.casework import CaseWork
from engine.casework.visible_variables import hidden_names
from engine.commands.text_limits import REASON_LENGTH, check_text
from engine.errors import ExpressionError, NotAuthorized, ProcessSuspended, Refused, ValueRefused
from engine.rules import Rule
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables:
    """Change variables of a running case; all its branches see them, and what depends on them follows. Nothing else
    of the case moves: what has failed waits until it is retried.

    variables: JSON by name, only names that the process knows; actor: a person's id, None for the command line;
    reason: kept in the history, with the names and without the values. Raises InstanceNotFound, NotAuthorized also
    for what the actor may not read, ValueRefused, Refused for names that the process does not know and for a case that
    has ended."""

    instance_id: UUID
    variables: Mapping[str, Any]
    actor: int | None
    reason: str

    def execute(self, tx: Transaction) -> None:
        require_administrator(tx.session, self.actor)
        check_text("The reason", self.reason, REASON_LENGTH)
        work = CaseWork(tx)
        case = work.load(self.instance_id)
        if case.ended:
            raise Refused("The case has already ended")
        if case.suspended_at is not None:
            # A value may let a conditional event happen, and nothing moves in a suspended case.
            raise ProcessSuspended("The case is suspended; resume it first")
        for name in self.variables:
            if name not in case.definition.variables:
                raise Refused(_unknown(name, case.definition.variables))
        if hidden := hidden_names(tx.session, case, self.actor, self.variables):
            raise NotAuthorized(Rule.HIDDEN_VALUE, f"Who may not read {', '.join(sorted(hidden))} may not change it")
        case.act("variables-set", actor=self.actor)
        case.notes |= {"names": sorted(self.variables), "reason": self.reason}
        try:
            case.execution.set_variables(self.variables)
        except ExpressionError as error:
            kept = confidential_roots(tx.session, self.actor, [case.root_id])
            reason = "why is not shown, for it may repeat something that you may not read" if kept else str(error)
            raise ValueRefused(f"The case cannot have this value: {reason}") from error
        work.touch(case)
        work.settle()


def _unknown(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, sorted(known), n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else f"; it knows {', '.join(sorted(known)) or 'none'}"
    return f"The process does not know a variable called {name}{hint}"
