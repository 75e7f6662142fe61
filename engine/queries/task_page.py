"""One task: what is to be done, until when, by whom, and what came before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.access.codes import Visibility
from engine.access.filters import (
    claim_holds,
    is_candidate,
    may_do_task,
    may_hand_over,
    may_list_instance,
    may_read_task,
    stood_in_for,
)
from engine.access.refusals import SAID, why_not_delegated, why_not_handed_over
from engine.clock import Clock
from engine.errors import TaskNotFound
from engine.models import (
    Draft,
    Exclusion,
    HumanTask,
    InstanceStatus,
    Person,
    ProcessInstance,
    TaskCandidate,
    TaskExclusion,
    TaskStatus,
    Unit,
)
from engine.queries.comments import CommentView, comments_of_task
from engine.queries.principal_labels import PrincipalLabel, principal_labels
from engine.queries.submissions import SubmissionView, submissions
from engine.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What a colleague has prepared, to start from."""

    person_id: int
    name: str
    answers: dict[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """A task as one person may see it. may_do: it is open and waits for this person; suspended_at: since when its case
    has been suspended, so that nobody can; barred: why the person may not do it, None when it merely waits for others.

    claimed, claimed_by: who has taken it, this person or the colleague of this name; prepared_by: the name of the
    colleague who prepares it, prepared_for: of the one who asked for it; prepares: this person does; on_behalf_of: the
    name of the one in whose place this person would do it; may_release, may_hand_over, may_delegate, may_decline: what
    else this person may do with it.

    before: what has been sent in earlier in this case and in those that called it, as far as it may be read; draft:
    what this person has typed and not sent; preparations: what colleagues have, for this person; listed: the person may
    open the case's page.
    """

    id: UUID
    element_id: str
    name: str
    step: str | None
    form_key: str | None
    status: TaskStatus
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    closed_at: datetime | None
    completed_by: str | None
    may_do: bool
    barred: Rule | None
    suspended_at: datetime | None
    rests_until: datetime | None
    claimed: bool
    claimed_by: str | None
    prepares: bool
    prepared_by: str | None
    prepared_for: str | None
    may_take_back: bool
    on_behalf_of: str | None
    may_release: bool
    may_hand_over: bool
    may_delegate: bool
    may_decline: bool
    may_comment: bool
    case_id: UUID
    case_title: str
    definition_id: UUID
    unit_name: str | None
    cycle_year: int | None
    listed: bool
    candidates: tuple[PrincipalLabel, ...]
    before: tuple[SubmissionView, ...]
    comments: tuple[CommentView, ...]
    draft: dict[str, Any] | None
    draft_saved_at: datetime | None
    preparations: tuple[Preparation, ...]

    @property
    def may_complete(self) -> bool:
        """Nothing but the case's being suspended keeps the person from completing it now."""
        return self.may_do and self.claimed_by is None and self.prepared_by is None and not self.prepares

    @property
    def may_write(self) -> bool:
        """The person may fill in the form now, to send it or to prepare it."""
        return self.may_complete or self.prepares


def task_page(session: Session, clock: Clock, person_id: int, task_id: UUID) -> TaskPage:
    """The task, for those who may do it and those who may read what was answered. Raises TaskNotFound."""
    row = session.execute(
        select(
            HumanTask, ProcessInstance, Unit.name.label("unit_name"), may_do_task(person_id).label("may_do"),
            may_list_instance(person_id).label("listed"), may_hand_over(person_id).label("leads"),
            claim_holds().label("claimed"), may_do_task(HumanTask.delegated_by).label("delegation_holds"),
            is_candidate(person_id).label("own"), stood_in_for(person_id).label("stood_in_for"),
        )
        .join(ProcessInstance, ProcessInstance.id == HumanTask.instance_id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .where(HumanTask.id == task_id, may_read_task(person_id))
    ).one_or_none()  # fmt: skip
    if row is None:
        raise TaskNotFound(f"No task {task_id} that may be known")
    task, case = row.HumanTask, row.ProcessInstance
    is_open = task.status == TaskStatus.OPEN
    may_do = is_open and bool(row.may_do)
    names = _names(session, task, row.stood_in_for)
    claimer = task.assignee_id if is_open and row.claimed else None
    delegate = task.delegated_to if is_open and row.delegation_holds else None
    prepares = delegate == person_id
    free = may_do and claimer in (None, person_id) and delegate is None
    principals = session.scalars(select(TaskCandidate.principal).where(TaskCandidate.task_id == task_id))
    exclusion = session.get(TaskExclusion, (task_id, person_id)) if is_open else None
    draft = session.get(Draft, (task_id, person_id))
    return TaskPage(
        id=task.id,
        element_id=task.element_id,
        name=task.name,
        step=task.step,
        form_key=task.form_key,
        status=TaskStatus(task.status),
        opened_at=task.opened_at,
        due_at=task.due_at,
        overdue=is_open and task.due_at is not None and task.due_at < clock.now(),
        closed_at=task.closed_at,
        completed_by=names.get(task.completed_by),
        may_do=may_do,
        barred=SAID[Exclusion(exclusion.rule)][0] if exclusion else None,
        suspended_at=case.suspended_at,
        rests_until=task.follow_up_at if task.follow_up_at and task.follow_up_at > clock.now() else None,
        claimed=claimer is not None and claimer == person_id,
        claimed_by=names.get(claimer) if claimer != person_id else None,
        prepares=prepares,
        prepared_by=names.get(delegate) if not prepares else None,
        prepared_for=names.get(task.delegated_by) if delegate is not None else None,
        may_take_back=delegate is not None and task.delegated_by == person_id,
        on_behalf_of=_instead_of(task, bool(row.own), row.stood_in_for, names),
        may_release=claimer is not None and delegate is None and (claimer == person_id or bool(row.leads)),
        may_hand_over=is_open and why_not_handed_over(task.visibility, bool(row.leads)) is None,
        may_delegate=free and why_not_delegated(task.visibility, task.deputy_scope) is None,
        may_decline=(may_do or prepares) and task.visibility not in (Visibility.PAIR, Visibility.AUTHOR),
        may_comment=case.status == InstanceStatus.RUNNING,
        case_id=case.id,
        case_title=case.title,
        definition_id=case.definition_id,
        unit_name=row.unit_name,
        cycle_year=case.cycle_year,
        listed=bool(row.listed),
        candidates=principal_labels(session, principals),
        before=submissions(session, person_id, [case.id, *_callers(session, case.parent_id)]),
        comments=comments_of_task(session, person_id, task_id),
        draft=draft.answers if draft else None,
        draft_saved_at=draft.saved_at if draft else None,
        preparations=_preparations(session, person_id, task_id) if may_do else (),
    )


def _names(session: Session, task: HumanTask, stood_in_for: int | None) -> dict[int | None, str]:
    wanted = {
        task.completed_by,
        task.assignee_id,
        task.delegated_to,
        task.delegated_by,
        task.on_behalf_of,
        stood_in_for,
    }
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted - {None})))
    return dict(rows.all())


def _instead_of(task: HumanTask, own: bool, stood_in_for: int | None, names: Mapping[int | None, str]) -> str | None:
    """In whose place it was done, or would be."""
    if task.status != TaskStatus.OPEN:
        return names.get(task.on_behalf_of)
    return None if own else names.get(stood_in_for)


def _preparations(session: Session, person_id: int, task_id: UUID) -> tuple[Preparation, ...]:
    rows = session.execute(
        select(Draft, Person.name)
        .join(Person, Person.id == Draft.person_id)
        .where(Draft.task_id == task_id, Draft.prepared_for == person_id)
        .order_by(Draft.saved_at.desc())
    )
    return tuple(
        Preparation(person_id=draft.person_id, name=name, answers=draft.answers, saved_at=draft.saved_at)
        for draft, name in rows
    )


def _callers(session: Session, parent_id: UUID | None) -> Iterator[UUID]:
    while parent_id is not None:
        yield parent_id
        parent_id = session.scalar(select(ProcessInstance.parent_id).where(ProcessInstance.id == parent_id))
