"""Why a person may not do a task: one rule, the one that decides."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED
from engine.access.filters import claim_holds, is_candidate, may_do_task
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
        select(
            HumanTask.assignee_id, HumanTask.delegated_to, HumanTask.delegated_by, HumanTask.deputy_scope,
            may_do_task(person_id), claim_holds(), may_do_task(HumanTask.delegated_by),
        ).where(HumanTask.id == task_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise TaskNotFound(f"No task {task_id}")
    assignee, delegate, giver, scope, may, claimed, giver_may = row
    prepared = delegate is not None and giver_may  # lapses, as a claim does, when the giver may no longer do it
    if prepared and delegate == person_id:
        name = _name(session, giver)
        raise NotAuthorized(Rule.BEING_PREPARED, f"You prepare this task; {name} completes it", name)
    if not may:
        raise _not_theirs(session, person_id, task_id, scope)
    if prepared:
        name = _name(session, delegate)
        raise NotAuthorized(Rule.BEING_PREPARED, f"{name} is preparing this task", name)
    if claimed and assignee != person_id:
        name = _name(session, assignee)
        raise NotAuthorized(Rule.CLAIMED, f"{name} has claimed this task", name)


def why_not_handed_over(visibility: str, leads: bool) -> Rule | None:
    """What keeps somebody from giving a task to others; None when nothing does. leads: see may_hand_over."""
    if not leads:
        return Rule.LEADERS_ONLY
    return Rule.STAYS_CONFIDENTIAL if visibility in SEALED else None


def why_not_delegated(visibility: str, deputy_scope: str | None) -> Rule | None:
    """What keeps a task from being prepared by a colleague; None when nothing does."""
    if visibility in SEALED:
        return Rule.STAYS_CONFIDENTIAL
    return Rule.NO_DEPUTY if deputy_scope is None else None


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


def _name(session: Session, person_id: int | None) -> str:
    return session.scalars(select(Person.name).where(Person.id == person_id)).one()
