"""A message comes from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine.access.administration import require_administrator
from engine.casework import CaseWork
from engine.casework.messages import WAITS, Message, Outcome, publish
from engine.commands.text_limits import KEY_LENGTH, NAME_LENGTH, check_text
from engine.errors import Refused
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishMessage:
    """Give a message to the one catcher that has waited longest, or start a case by it, or keep it. Returns which.

    key: the correlation key; waits: how long it is kept, in business time; actor: an administrator, None at the command
    line. Raises NotAuthorized, Refused for what no table can hold."""

    name: str
    key: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    waits: timedelta = WAITS
    actor: int | None = None

    def execute(self, tx: Transaction) -> Outcome:
        require_administrator(tx.session, self.actor)
        check_text("The name", self.name, NAME_LENGTH)
        check_text("The correlation key", self.key or "", KEY_LENGTH)
        try:
            _ = tx.clock.now() + self.waits
        except OverflowError as error:
            raise Refused("The message would wait until after the year 9999") from error
        work = CaseWork(tx)
        outcome = publish(work, Message(name=self.name, key=self.key, variables=self.variables, waits=self.waits))
        work.settle()
        return outcome
