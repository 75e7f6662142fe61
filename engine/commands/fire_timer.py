"""A timer event is due."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from engine.casework import CaseWork
from engine.models import Timer
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer:
    """Let the case go on at a timer whose business time has come. A timer that is gone was handled already; that of a
    suspended case stays."""

    timer_id: UUID

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        instance_id = tx.session.scalar(select(Timer.instance_id).where(Timer.id == self.timer_id))
        if instance_id is None:
            return
        case = work.load(instance_id)
        # Asked again with the case locked: whoever held it may have withdrawn the timer.
        timer = tx.session.execute(
            select(Timer.element_id, Timer.due_at).where(Timer.id == self.timer_id)
        ).one_or_none()
        if timer is None or timer.due_at > work.now or case.suspended_at is not None:
            return
        tx.session.execute(delete(Timer).where(Timer.id == self.timer_id))
        case.act("timer-fired", element_id=timer.element_id)
        case.execution.fire(self.timer_id)
        work.touch(case)
        work.settle()
