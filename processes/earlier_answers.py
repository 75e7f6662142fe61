"""What people have answered earlier in a case, for forms that go on from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import ProcessInstance, Submission
from engine.ports import Case


def latest_answers(session: Session, instance_id: UUID, *element_ids: str) -> dict[str, Any]:
    """The newest answers given at any of these elements of a case; empty when there are none, or they were weeded."""
    newest = latest_submission(session, instance_id, *element_ids)
    return dict(newest.answers or {}) if newest else {}


def latest_answers_of_round(session: Session, case: Case, element_id: str) -> dict[str, Any]:
    """The newest answers that this unit has given at this element in any case of the same root: when work is sent
    back, a new case goes on from what the unit's last one said."""
    answers = session.scalar(
        select(Submission.answers)
        .join(ProcessInstance, ProcessInstance.id == Submission.instance_id)
        .where(ProcessInstance.root_id == case.root_id, ProcessInstance.unit_id == case.unit_id)
        .where(ProcessInstance.definition_key == case.definition_key, Submission.element_id == element_id)
        .where(Submission.withdrawn_at.is_(None))
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )
    return dict(answers or {})


def latest_submission(session: Session, instance_id: UUID, *element_ids: str) -> Submission | None:
    """The newest submission at any of these elements of a case."""
    return session.scalar(
        select(Submission)
        .where(Submission.instance_id == instance_id, Submission.element_id.in_(element_ids))
        .where(Submission.withdrawn_at.is_(None))
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )
