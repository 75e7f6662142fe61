"""What was only noted along the way goes when its time has passed: sign-ins that failed, and what people were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from engine.clock import system_now
from engine.models import Notice, SignInAttempt
from engine.run import Transaction

LOG_DAYS = 730  # a local default (domain/organisation, retention)
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WeedLogs:
    """Forget as much as one transaction should hold of what is older than so many days; returns how many rows went.

    Failed sign-ins count in system time, notices in business time, as they were written."""

    days: int = LOG_DAYS
    limit: int = BATCH

    def execute(self, tx: Transaction) -> int:
        kept = timedelta(days=self.days)
        attempts = select(SignInAttempt.id).where(SignInAttempt.at < system_now() - kept)
        notices = select(Notice.id).where(Notice.created_at < tx.clock.now() - kept)
        gone = 0
        for table, old in ((SignInAttempt, attempts), (Notice, notices)):
            ids = tx.session.scalars(old.limit(self.limit - gone)).all() if gone < self.limit else ()
            if ids:
                tx.session.execute(delete(table).where(table.id.in_(ids)))
            gone += len(ids)
        return gone
