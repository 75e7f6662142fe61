"""Count an attempt to sign in before it is made, so that attempts at the same moment cannot slip past the limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select

from engine.clock import system_now
from engine.models import SignInAttempt
from engine.run import Transaction

SUBJECT_LENGTH = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAttempt:
    """limits: how many attempts each subject (`address:…`, `network:…`) may have made within the window.

    Returns the attempts' ids, to be forgotten when it succeeds, or an empty tuple when a limit is reached: then
    nothing is counted, so that the door opens again though somebody keeps knocking.
    """

    limits: Mapping[str, int]
    window: timedelta

    def execute(self, tx: Transaction) -> tuple[int, ...]:
        now = system_now()
        since = now - self.window
        limits = {subject[:SUBJECT_LENGTH]: limit for subject, limit in self.limits.items()}
        if not tx.is_sqlite:  # there, one writer at a time is the rule already
            for subject in sorted(limits):
                tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))
        tx.session.execute(delete(SignInAttempt).where(SignInAttempt.at < since))
        counted = (
            select(SignInAttempt.subject, func.count())
            .where(SignInAttempt.subject.in_(limits))
            .group_by(SignInAttempt.subject)
        )
        if any(count >= limits[subject] for subject, count in tx.session.execute(counted)):
            return ()
        attempts = [SignInAttempt(subject=subject, at=now) for subject in limits]
        tx.session.add_all(attempts)
        tx.session.flush()
        return tuple(attempt.id for attempt in attempts)
