"""Let the municipality's calendar stand at another date: for demonstrations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.access.administration import require_administrator
from engine.clock import system_now
from engine.models.setting import BUSINESS_OFFSET, Setting
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBusinessTime:
    """at: what business time shall be now, aware; it goes on from there. actor: an administrator, None at the
    command line. That the installation is a demonstration is for the caller to know."""

    at: datetime
    actor: int | None = None

    def execute(self, tx: Transaction) -> None:
        require_administrator(tx.session, self.actor)
        offset = int((self.at - system_now()).total_seconds())
        setting = tx.session.get(Setting, BUSINESS_OFFSET)
        if setting is None:
            tx.session.add(Setting(name=BUSINESS_OFFSET, value=offset))
        else:
            setting.value = offset
