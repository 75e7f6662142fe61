"""What a confirmed agreement leaves behind."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import update

from engine.models import Submission
from engine.ports import ServiceCall, ServiceTask
from processes.earlier_answers import latest_submission
from processes.registers.agreement import Agreement

PREPARATIONS = ("employee_preparation", "manager_preparation")


def record_agreement(call: ServiceCall) -> None:
    """Enter status, dates and hash of the agreement, and weed the preparation notes.

    Inputs: employee (person), year, status. The notes are memoranda of their authors (TF 2:12), who no longer need
    them; the history still verifies, because it holds only their salted digest.
    """
    draft = _submission(call, "draft")
    assert draft.answers is not None, "an agreement is weeded long after it was recorded"
    call.session.add(
        Agreement(
            person_id=call.inputs["employee"],
            year=call.inputs["year"],
            status=call.inputs["status"],
            talk_on=date.fromisoformat(draft.answers["held_on"]),
            employee_confirmed_at=_submission(call, "employee_confirms").submitted_at,
            manager_confirmed_at=_submission(call, "manager_confirms").submitted_at,
            document_hash=document_hash(draft.answers),
            instance_id=call.case.id,
        )
    )
    call.session.execute(
        update(Submission)
        .where(Submission.instance_id == call.case.id, Submission.element_id.in_(PREPARATIONS))
        .values(answers=None, salt=None)
    )


def document_hash(answers: Any) -> str:
    """SHA-256 in hex of the agreement's answers, whatever the order of their names."""
    return sha256(orjson.dumps(answers, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _submission(call: ServiceCall, element_id: str) -> Submission:
    found = latest_submission(call.session, call.case.id, element_id)
    assert found is not None, f"the diagram comes here only after {element_id}"
    return found


SERVICE_TASKS: dict[str, ServiceTask] = {"record-agreement": record_agreement}
