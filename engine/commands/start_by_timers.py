"""Timer start events are due."""

from __future__ import annotations

from dataclasses import dataclass

from engine.casework import CaseWork
from engine.casework.starts import start_by_timers
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StartByTimers:
    """Make a job for each timer start event whose business time has come; returns their number. Every start is taken
    by one transaction only, and each case begins in one of its own."""

    limit: int

    def execute(self, tx: Transaction) -> int:
        work = CaseWork(tx)
        taken = start_by_timers(work, self.limit)
        work.settle()
        return taken
