"""Days come close by which the law wants something done, or have passed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.casework.statutory import alarm_moments
from engine.clock import system_now
from engine.events import IncidentRaised
from engine.ids import new_id
from engine.models import Incident, OutboxMessage, StatutoryDeadline
from engine.models.schedule import STATUTORY_DATE_MISSED
from engine.run import Transaction

TOPIC = "notice.statutory"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStatutory:
    """Put an alarm into the outbox for each statutory date that comes close, whatever step its case has come to and
    suspended or not, and leave an incident for each that has been missed; returns their number. Of alarms that have
    passed together only the last is told, and each by one transaction only.

    The outbox rows say `deadline_id` and `days`: so many calendar days are left, -1 when the day was missed."""

    limit: int

    def execute(self, tx: Transaction) -> int:
        now, today = tx.clock.now(), tx.clock.today()
        due = (
            select(StatutoryDeadline)
            .where(StatutoryDeadline.next_alarm_at <= now)
            .order_by(StatutoryDeadline.next_alarm_at)
            .limit(self.limit)
            .with_for_update(skip_locked=True)
        )
        found = tx.session.scalars(due).all()
        for row in found:
            days = (row.on_date - today).days
            ahead = (each for each in alarm_moments(tx.clock, row.on_date) if each > now)
            row.next_alarm_at = next(ahead, None) if days >= 0 else None
            row.alarms += 1
            if days < 0:
                _miss(tx, row)
            payload = {"deadline_id": str(row.id), "days": max(days, -1)}
            sent = system_now()
            tx.session.add(OutboxMessage(topic=TOPIC, payload=payload, created_at=sent, run_at=sent))
        return len(found)


def _miss(tx: Transaction, row: StatutoryDeadline) -> None:
    # The case itself is not locked: whoever moves it waits for this row, and nobody waits for each other.
    row.missed_at = tx.clock.now()
    incident_id = new_id()
    tx.session.add(
        Incident(
            id=incident_id, instance_id=row.instance_id, element_id=row.element_id, code=STATUTORY_DATE_MISSED,
            message=f"{row.statute}: “{row.name}” was to be done by {row.on_date}, and is not.", names=[], attempts=1,
            raised_at=row.missed_at,
        )
    )  # fmt: skip
    tx.events.append(IncidentRaised(instance_id=row.instance_id, incident_id=incident_id, code=STATUTORY_DATE_MISSED))
