"""Why a person may not do a task: one rule, the one that decides."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.filters import is_candidate, may_do_task
from engine.errors import NotAuthorized, TaskNotFound
from engine.models import ActingHolder, Exclusion, HumanTask, Person, TaskCandidate, TaskExclusion
from engine.rules import Rule

SAID = {
    Exclusion.CONFLICT_OF_INTEREST: (Rule.CONFLICT_OF_INTEREST, "You have a conflict of interest in this task"),
    Exclusion.SAME_PERSON: (Rule.NOT_SAME_PERSON, "You have done what this task checks"),
}


def require_may_complete(session: Session, person_id: int, task_id: UUID) -> None:
    """Raises NotAuthorized with the rule that keeps this person from completing an open task now."""
    row = session.execute(
        select(HumanTask.assignee_id, HumanTask.delegated_to, HumanTask.deputy_scope, may_do_task(person_id))
        .where(HumanTask.id == task_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise TaskNotFound(f"No task {task_id}")
    assignee, delegate, scope, may = row
    if not may:
        raise _not_theirs(session, person_id, task_id, scope)
    if delegate is not None:
        raise NotAuthorized(Rule.BEING_PREPARED, f"{_name(session, delegate)} is preparing this task")
    if assignee not in (None, person_id) and is_claimed_by(session, task_id, assignee):
        raise NotAuthorized(Rule.CLAIMED, f"{_name(session, assignee)} has claimed this task")


def is_claimed_by(session: Session, task_id: UUID, person_id: int) -> bool:
    """Whether a claim holds: it lapses when the task no longer waits for the one who claimed it."""
    return session.scalar(select(HumanTask.id).where(HumanTask.id == task_id, may_do_task(person_id))) is not None


def _not_theirs(session: Session, person_id: int, task_id: UUID, scope: str | None) -> NotAuthorized:
    excluded = session.get(TaskExclusion, (task_id, person_id))
    stands_in = session.scalar(
        select(ActingHolder.scope)
        .join(TaskCandidate, TaskCandidate.principal == ActingHolder.principal)
        .where(TaskCandidate.task_id == task_id, ActingHolder.person_id == person_id)
        .limit(1)
    )
    candidate = session.scalar(select(HumanTask.id).where(HumanTask.id == task_id, is_candidate(person_id)))
    if excluded is not None and (candidate or stands_in):
        return NotAuthorized(*SAID[Exclusion(excluded.rule)])
    if stands_in and scope is None:
        return NotAuthorized(Rule.NO_DEPUTY, "This task does not pass to a deputy")
    if stands_in:
        return NotAuthorized(Rule.DEPUTY_SCOPE, f"A deputy needs the scope {scope} for this task")
    return NotAuthorized(Rule.WAITS_FOR_OTHERS, "This task waits for somebody else")


def _name(session: Session, person_id: int) -> str:
    return session.scalars(select(Person.name).where(Person.id == person_id)).one()
