"""What people have answered earlier in a case, for forms that go on from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Submission


def latest_answers(session: Session, instance_id: UUID, *element_ids: str) -> dict[str, Any]:
    """The newest answers given at any of these elements of a case; empty when there are none, or they were weeded."""
    newest = latest_submission(session, instance_id, *element_ids)
    return dict(newest.answers or {}) if newest else {}


def latest_submission(session: Session, instance_id: UUID, *element_ids: str) -> Submission | None:
    """The newest submission at any of these elements of a case."""
    return session.scalar(
        select(Submission)
        .where(Submission.instance_id == instance_id, Submission.element_id.in_(element_ids))
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )
