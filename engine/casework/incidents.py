"""Incidents: what a person has to see to. What the person before did stands, and the case stands where it stood."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select, update

from engine.bpmn import ActivitiesOffered, CallStarted, MergeConflict, TokenFailed, TokenStuck, UserTaskOpened
from engine.casework.case import OpenCase
from engine.definitions import deployed_form
from engine.errors import ExpressionError, FormNotFound, YearwheelError
from engine.events import IncidentRaised
from engine.ids import new_id
from engine.models import HumanTask, Incident, TaskStatus
from engine.models.schedule import CASE_FAILED, MERGE_CONFLICT, STUCK

if TYPE_CHECKING:
    from engine.casework.work import CaseWork


def raise_incident(
    work: CaseWork, case: OpenCase, *, code: str, message: str, element_id: str | None,
    token: UUID | None = None, names: Sequence[str] = (),
) -> None:  # fmt: skip
    """Leave an incident. One that is open for this token already is renewed: it tells of the last attempt."""
    before = _open_for(work, token) if token is not None and case.has_incidents else None
    if before is not None:
        before.code, before.message, before.element_id = code, message, element_id
        before.attempts += 1
        return
    incident_id = new_id()
    work.rows.add(
        Incident, id=incident_id, instance_id=case.id, job_id=None, token=token, element_id=element_id, code=code,
        message=message, names=list(names), attempts=1, raised_at=work.now, resolved_at=None,
    )  # fmt: skip
    case.has_incidents = True
    work.tx.events.append(IncidentRaised(instance_id=case.id, incident_id=incident_id, code=code))


def step_failed(work: CaseWork, case: OpenCase, effect: TokenFailed) -> None:
    """A step that the kernel has undone."""
    case.notes.setdefault("failed", []).append(effect.element_id)
    raise_incident(
        work, case, code=effect.code, message=effect.message, element_id=effect.element_id, token=effect.token
    )


def asking_failed(work: CaseWork, case: OpenCase, token: UUID, element_id: str, error: YearwheelError) -> None:
    """A task that cannot be given to anybody, or a call that calls nothing: the token waits all the same."""
    case.notes.setdefault("failed", []).append(element_id)
    raise_incident(work, case, code=error.code, message=str(error), element_id=element_id, token=token)


def stuck(work: CaseWork, case: OpenCase, effect: TokenStuck) -> None:
    """A branch that waits at a join in vain."""
    message = "A branch waits here for another one that can no longer come."
    raise_incident(
        work, case, code=STUCK, message=message, element_id=effect.element_id, token=effect.token
    )  # fmt: skip


def conflict(work: CaseWork, case: OpenCase, effect: MergeConflict) -> None:
    """Branches that met disagreed. The case has gone on with the later values; a person is to know, and to judge."""
    names = sorted(effect.names)
    case.notes.setdefault("conflicts", []).append([effect.element_id, names])
    message = f"Branches that met here had set {', '.join(names)} differently; the later values hold."
    raise_incident(work, case, code=MERGE_CONFLICT, message=message, element_id=effect.element_id, names=names)


def ended_badly(work: CaseWork, case: OpenCase) -> None:
    """An error that nothing in the diagram caught has ended the case."""
    failure = case.execution.error
    assert failure is not None, "a case that failed says why"
    raise_incident(work, case, code=CASE_FAILED, message=str(failure), element_id=failure.element_id)


def resolve(work: CaseWork, tokens: Collection[UUID]) -> None:
    """These tokens are gone, and what stopped them no longer matters."""
    is_open = Incident.token.in_(tokens), Incident.resolved_at.is_(None)
    work.session.execute(update(Incident).where(*is_open).values(resolved_at=work.now))


def retry(work: CaseWork, case: OpenCase, token: UUID, element_id: str) -> None:
    """Let a token that failed try again, or ask once more what could not be asked for it."""
    if case.execution.has_failed(token):
        case.execution.retry(token)
    else:
        _ask_again(work, case, token, element_id)
    work.touch(case)


def _ask_again(work: CaseWork, case: OpenCase, token: UUID, element_id: str) -> None:
    try:
        effect = case.execution.asked(token)
        if work.session.scalar(select(HumanTask.status).where(HumanTask.id == token)) == TaskStatus.OPEN:
            # It was opened by a version that had the form.
            form_key = case.definition.elements[element_id].form_key
            deployed_form(work.session, case.definition.deployment_id, form_key or "")
            work.session.execute(update(HumanTask).where(HumanTask.id == token).values(form_key=form_key))
            return
    except (ExpressionError, FormNotFound) as error:
        asking_failed(work, case, token, element_id, error)
        return
    assert isinstance(effect, UserTaskOpened | CallStarted | ActivitiesOffered), "service tasks are jobs"
    work.carry_out(case, effect)


def _open_for(work: CaseWork, token: UUID) -> Incident | None:
    return work.session.scalar(select(Incident).where(Incident.token == token, Incident.resolved_at.is_(None)))
