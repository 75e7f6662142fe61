"""Who may not do a task although it waits for the person: nobody verifies what the same person has prepared, and
nobody handles what the person has a conflict of interest in."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from engine.access.codes import Visibility
from engine.bpmn.lint.assignment import NOT_SAME_PERSON, other_elements
from engine.casework.case import OpenCase
from engine.casework.held_task import PREPARED_BY, told_anew
from engine.casework.principals import process_owner
from engine.models import (
    Exclusion,
    HistoryEvent,
    HumanTask,
    PrincipalHolder,
    SharedField,
    TaskCandidate,
    TaskExclusion,
    TaskStatus,
)

if TYPE_CHECKING:
    from engine.casework.work import CaseWork


def of_new_task(session: Session, case: OpenCase, element_id: str) -> set[int]:
    """Whoever has done, since it was last checked, what this element checks."""
    others = other_elements(case.definition.elements[element_id].properties.get(NOT_SAME_PERSON))
    return set().union(*(_who_did(session, case.id, other, element_id) for other in others))


def _who_did(session: Session, case_id: UUID, element_id: str, checked_by: str) -> set[int]:
    closed = (HumanTask.instance_id == case_id, HumanTask.status == TaskStatus.COMPLETED)
    done = (*closed, HumanTask.element_id == element_id)
    begun = select(func.max(HumanTask.opened_at)).where(*done).scalar_subquery()
    # Several who did it, at once or one after the other, are one round; what they had checked before it is another.
    checked = select(func.max(HumanTask.closed_at)).where(
        *closed, HumanTask.element_id == checked_by, HumanTask.closed_at <= begun
    )
    since = session.scalar(checked)
    tasks = session.execute(
        select(HumanTask.id, HumanTask.completed_by, HumanTask.on_behalf_of).where(
            *done, true() if since is None else HumanTask.opened_at >= since
        )
    ).all()
    persons = {person for _, *row in tasks for person in row if person is not None}
    return persons | _who_wrote(session, case_id, {task_id for task_id, *_ in tasks})


def _who_wrote(session: Session, case_id: UUID, task_ids: Collection[UUID]) -> set[int]:
    """Who had a hand in these tasks besides completing them: colleagues who prepared them, and all who wrote a draft
    together."""
    acts = select(HistoryEvent.details).where(HistoryEvent.instance_id == case_id, HistoryEvent.task_id.in_(task_ids))
    prepared = {person for details in session.scalars(acts) for person in details.get(PREPARED_BY, ())}
    fields = session.scalars(select(SharedField).where(SharedField.task_id.in_(task_ids))).all()
    together = {row.written_by for row in fields} | {entry["person_id"] for row in fields for entry in row.earlier}
    return prepared | together


def exclude_from_others(work: CaseWork, case: OpenCase, element_id: str, persons: Collection[int]) -> None:
    """Tasks that are open already and check this element: who has just done it may not do them."""
    checking = [
        info.id for info in case.definition.elements.values()
        if element_id in other_elements(info.properties.get(NOT_SAME_PERSON))
    ]  # fmt: skip
    if not checking:
        return
    hands = {*persons, *_who_wrote(work.session, case.id, {case.task_id} if case.task_id else ())}
    waiting = work.session.scalars(
        select(HumanTask.id).where(
            HumanTask.instance_id == case.id, HumanTask.status == TaskStatus.OPEN, HumanTask.element_id.in_(checking)
        )
    )
    for task_id in waiting.all():
        exclude(work, task_id, hands, Exclusion.SAME_PERSON)


def exclude(work: CaseWork, task_id: UUID, persons: Collection[int], rule: Exclusion) -> None:
    """Keep these people from an open task, and from preparing it or having it prepared. When nobody is left to do it,
    it goes up as well, and those above are told."""
    session = work.session
    for person in persons:
        session.merge(TaskExclusion(task_id=task_id, person_id=person, rule=rule))
    session.flush()
    excluded = set(session.scalars(select(TaskExclusion.person_id).where(TaskExclusion.task_id == task_id)))
    principals = session.scalars(select(TaskCandidate.principal).where(TaskCandidate.task_id == task_id)).all()
    task = session.get_one(HumanTask, task_id)
    owner = process_owner(work.environment)
    # Whoever leads those who handle whistle-blowing learns nothing of it (lag 2021:890 7:1).
    above = () if task.visibility == Visibility.WB else upward(session, principals, excluded, owner)
    for principal in above:
        session.merge(TaskCandidate(task_id=task_id, principal=principal))
    if task.delegated_to in excluded or task.delegated_by in excluded:
        task.delegated_to = task.delegated_by = None
    if task.assignee_id in excluded:
        task.assignee_id = None
    if above:
        told = told_anew(work.now, task.follow_up_at)
        task.next_notice_at, task.notice_step = told["next_notice_at"], told["notice_step"]


def upward(session: Session, principals: Collection[str], excluded: Collection[int], owner: str) -> tuple[str, ...]:
    """Whom a task goes up to when everybody it waits for is excluded: their managers, else the process owner.
    Nobody while somebody is left, or while nobody is there at all. owner: the process owner's principal."""
    holders = _holders(session, principals)
    if not holders or holders - set(excluded):
        return ()
    managers = tuple(f"manager-of:person:{person}" for person in sorted(holders))
    return managers if _holders(session, managers) - set(excluded) else (owner,)


def _holders(session: Session, principals: Collection[str]) -> set[int]:
    held = select(PrincipalHolder.person_id).where(PrincipalHolder.principal.in_(list(principals)))
    return set(session.scalars(held))
