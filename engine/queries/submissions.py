"""What has been answered in cases, as far as the asker may read it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.access.codes import Visibility
from engine.access.filters import may_read_submission, readable_codes
from engine.models import FormDefinition, HumanTask, Person, ProcessInstance, Submission

# What one has written oneself one may read, save between employee and manager, where a former manager reads nothing.
_PRINCIPAL = aliased(Person)
OWN = frozenset(Visibility) - {Visibility.PAIR}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionView:
    """One form as it was sent in. answers: None when they have been weeded.

    name: of the task it was sent from, None for the form that started the case; codes: visibility codes of the fields
    that the asker may read, other fields that carry a code must not be shown; on_behalf_of: name of the person in whose
    place it was sent; withdrawn_at: when the sender took it back.
    """

    id: UUID
    case_id: UUID
    case_title: str
    task_id: UUID | None
    element_id: str
    name: str | None
    step: str | None
    schema: dict[str, Any]
    sha256: str
    deployment_id: UUID
    answers: dict[str, Any] | None
    submitted_at: datetime
    submitted_by: str | None
    on_behalf_of: str | None
    withdrawn_at: datetime | None
    codes: frozenset[Visibility]


def submissions(session: Session, person_id: int, case_ids: Collection[UUID]) -> tuple[SubmissionView, ...]:
    """The submissions of these cases that the person may read, oldest first."""
    rows = session.execute(
        select(Submission, FormDefinition, ProcessInstance.title, ProcessInstance.unit_id, ProcessInstance.person_id,
               HumanTask.name, HumanTask.step, Person.name, _PRINCIPAL.name)
        .join(FormDefinition, FormDefinition.id == Submission.form_id)
        .join(ProcessInstance, ProcessInstance.id == Submission.instance_id)
        .outerjoin(HumanTask, HumanTask.id == Submission.task_id)
        .outerjoin(Person, Person.id == Submission.submitted_by)
        .outerjoin(_PRINCIPAL, _PRINCIPAL.id == Submission.on_behalf_of)
        .where(Submission.instance_id.in_(case_ids), may_read_submission(person_id))
        .order_by(Submission.submitted_at, Submission.id)
    ).all()  # fmt: skip
    concerned = {(unit_id, concerned_id) for _, _, _, unit_id, concerned_id, *_ in rows}
    codes = {about: readable_codes(session, person_id, *about) for about in concerned}
    return tuple(
        SubmissionView(
            id=submission.id,
            case_id=submission.instance_id,
            case_title=title,
            task_id=submission.task_id,
            element_id=submission.element_id,
            name=task_name,
            step=step,
            schema=form.schema,
            sha256=form.sha256,
            deployment_id=form.deployment_id,
            answers=submission.answers,
            submitted_at=submission.submitted_at,
            submitted_by=author,
            on_behalf_of=behalf,
            withdrawn_at=submission.withdrawn_at,
            codes=codes[unit_id, concerned_id] | (OWN if submission.submitted_by == person_id else frozenset()),
        )
        for submission, form, title, unit_id, concerned_id, task_name, step, author, behalf in rows
    )
