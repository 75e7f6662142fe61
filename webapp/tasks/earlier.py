"""Last year's answers at the same step, as far as the one who is signed in may read them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.queries.earlier_submission import EarlierSubmission, earlier_of_task, earlier_submission
from forms import Earlier, compile_form
from webapp.context import current_person, runner


def earlier_answers(session: Session, case_id: UUID, element_id: str) -> Earlier:
    """What a form or its answers are compared with; empty where there is nothing."""
    return _readable(earlier_submission(session, current_person().person_id, case_id, element_id))


def earlier_answers_of_task(task_id: UUID) -> Earlier:
    """What may be fetched into the form of a task."""
    with runner().database.read() as session:
        return _readable(earlier_of_task(session, current_person().person_id, task_id))


def _readable(found: EarlierSubmission | None) -> Earlier:
    if found is None or found.view.answers is None:
        return Earlier()
    view, form = found.view, compile_form(found.view.schema, found.view.sha256)
    answers = form.readable_part(found.view.answers, lambda code: code in view.codes)
    return Earlier(answers, str(found.cycle_year))
