"""What was answered at the same step the time before: the same process, the same unit and person, an earlier year."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.access.filters import may_read_submission
from engine.models import HumanTask, ProcessInstance, Submission
from engine.queries.submissions import SubmissionView, submissions


class EarlierSubmission(NamedTuple):
    """A submission of an earlier year, as far as the asker may read it."""

    view: SubmissionView
    cycle_year: int


def earlier_submission(session: Session, person_id: int, case_id: UUID, element_id: str) -> EarlierSubmission | None:
    """The newest submission at this step in the nearest earlier year that the person may read; None for a case that
    belongs to no year, and where there is none."""
    now = aliased(ProcessInstance)
    found = session.execute(
        select(Submission.id, Submission.instance_id, ProcessInstance.cycle_year)
        .join(ProcessInstance, ProcessInstance.id == Submission.instance_id)
        .join(now, now.id == case_id)
        .where(
            ProcessInstance.definition_key == now.definition_key,
            ProcessInstance.unit_id.is_not_distinct_from(now.unit_id),
            ProcessInstance.person_id.is_not_distinct_from(now.person_id),
            ProcessInstance.cycle_year < now.cycle_year,
            Submission.element_id == element_id,
            Submission.withdrawn_at.is_(None),
            may_read_submission(person_id),
        )
        .order_by(ProcessInstance.cycle_year.desc(), Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    submission_id, instance_id, cycle_year = found
    views = {view.id: view for view in submissions(session, person_id, [instance_id])}
    if submission_id not in views or cycle_year is None:
        return None
    return EarlierSubmission(views[submission_id], cycle_year)


def earlier_of_task(session: Session, person_id: int, task_id: UUID) -> EarlierSubmission | None:
    """The same for the step of a task."""
    task = session.execute(
        select(HumanTask.instance_id, HumanTask.element_id).where(HumanTask.id == task_id)
    ).one_or_none()
    return None if task is None else earlier_submission(session, person_id, task.instance_id, task.element_id)
