"""What goes when a case ends: notes that were never official documents, alarms about statutory dates, and incidents
that nobody can mend any more. What comes is the incident of a case that an error has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import update

from engine.access.codes import Visibility
from engine.casework import incidents, messages, statutory
from engine.casework.case import OpenCase
from engine.models import Incident, Submission

if TYPE_CHECKING:
    from engine.casework.work import CaseWork


def tidy(work: CaseWork, ended: Sequence[OpenCase]) -> None:
    """Weed the authors' own notes (TF 2:12) and close what stood in the way. However the cases ended."""
    statutory.lapse(work, ended)  # before its incidents: one that is just being raised is waited for
    ids = [case.id for case in ended]
    work.session.execute(
        update(Submission)
        .where(Submission.instance_id.in_(ids), Submission.visibility == Visibility.AUTHOR)
        .values(answers=None, salt=None)
    )
    work.session.execute(
        update(Incident)
        .where(Incident.instance_id.in_(ids), Incident.resolved_at.is_(None))
        .values(resolved_at=work.now)
    )
    if stopped := [case.id for case in ended if case.has_incidents]:
        messages.free_from_cases(work, stopped)
    for case in ended:
        # Whoever called it hears of the error, and may have drawn what then happens.
        if case.execution.status == "failed" and case.call_id is None:
            incidents.ended_badly(work, case)
