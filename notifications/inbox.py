"""What one person has been told: the list in the system, the count beside it, and what has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from engine.access.filters import may_list_instance, may_read_task
from engine.errors import NotFound
from engine.models import HumanTask, Notice, Person, ProcessInstance, StatutoryDeadline, TaskStatus
from engine.queries.paging import PER_PAGE, Page, page_number
from engine.run import Transaction

# Of a task that is done nothing is left to be read.
_WAITS = and_(Notice.read_at.is_(None), or_(Notice.task_id.is_(None), HumanTask.status == TaskStatus.OPEN))
_UNREAD = (
    select(func.count())
    .select_from(Notice)
    .outerjoin(HumanTask, HumanTask.id == Notice.task_id)
    .where(Notice.person_id == bindparam("person"), _WAITS)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One notice as its reader may see it. task_id, task_name: None unless the reader may open the task now; case_id,
    case_title likewise of the case; holders: names of those who are late with it; what: the statutory date's element,
    when its case may be known; days: how many were left."""

    id: UUID
    kind: str
    created_at: datetime
    unread: bool
    task_id: UUID | None
    task_name: str | None
    closed: bool
    definition_id: UUID | None
    case_id: UUID | None
    case_title: str | None
    due: date | None
    holders: tuple[str, ...]
    statute: str | None
    what: str | None
    days: int | None


def unread_count(session: Session, person_id: int) -> int:
    """How many notices the person has not read, but for those of tasks that are closed by now."""
    return session.scalar(_UNREAD, {"person": person_id}) or 0


def notice_list(session: Session, person_id: int, page: int = 1, per_page: int = PER_PAGE) -> Page[NoticeRow]:
    """The person's notices: what has not been read and still waits first, then the newest first."""
    total = session.scalar(select(func.count()).where(Notice.person_id == person_id)) or 0
    number = page_number(page, total, per_page)
    # The page's rows first: whether each may be opened is asked of them alone.
    chosen = session.scalars(
        select(Notice)
        .outerjoin(HumanTask, HumanTask.id == Notice.task_id)
        .where(Notice.person_id == person_id)
        .order_by(case((_WAITS, 0), else_=1), Notice.created_at.desc(), Notice.id.desc())
        .limit(per_page)
        .offset((number - 1) * per_page)
    ).all()
    rows = _rows(session, person_id, chosen)
    return Page(rows=rows, total=total, number=number, per_page=per_page)


def _rows(session: Session, person_id: int, chosen: Any) -> tuple[NoticeRow, ...]:
    tasks = {
        row.id: row
        for row in session.execute(
            select(HumanTask.id, HumanTask.name, HumanTask.status, may_read_task(person_id).label("may"))
            .where(HumanTask.id.in_([notice.task_id for notice in chosen if notice.task_id]))
        )
    }  # fmt: skip
    ids = [notice.instance_id for notice in chosen if notice.instance_id]
    cases = {
        row.id: row
        for row in session.execute(
            select(ProcessInstance.id, ProcessInstance.title, ProcessInstance.definition_id,
                   may_list_instance(person_id).label("may"))
            .where(ProcessInstance.id.in_(ids))
        )
    }  # fmt: skip
    names = _names(session, {person for notice in chosen for person in notice.facts.get("holders", ())})
    deadlines = {UUID(notice.facts["deadline_id"]) for notice in chosen if "deadline_id" in notice.facts}
    whats = dict(
        session.execute(
            select(StatutoryDeadline.id, StatutoryDeadline.name).where(StatutoryDeadline.id.in_(deadlines))
        ).tuples().all()
    ) if deadlines else {}  # fmt: skip
    return tuple(_row(notice, tasks.get(notice.task_id), cases.get(notice.instance_id), names, whats)
                 for notice in chosen)  # fmt: skip


def _names(session: Session, persons: set[int]) -> dict[int, str]:
    if not persons:
        return {}
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(persons))).tuples().all())


def _row(notice: Notice, task: Any, instance: Any, names: dict[int, str], whats: dict[UUID, str]) -> NoticeRow:
    facts = notice.facts
    listed = instance is not None and bool(instance.may)
    opens = task is not None and bool(task.may)
    closed = task is not None and task.status != TaskStatus.OPEN
    due = facts.get("due") or facts.get("on")
    return NoticeRow(
        id=notice.id,
        kind=notice.kind,
        created_at=notice.created_at,
        unread=notice.read_at is None and not closed,
        task_id=task.id if opens else None,
        task_name=task.name if opens else None,
        closed=closed,
        definition_id=instance.definition_id if instance else None,
        case_id=instance.id if listed else None,
        case_title=instance.title if listed or opens else None,
        due=date.fromisoformat(due) if due else None,
        holders=tuple(names[person] for person in facts.get("holders", ()) if person in names),
        statute=facts.get("statute"),
        what=whats.get(UUID(facts["deadline_id"])) if listed and "deadline_id" in facts else None,
        days=facts.get("days"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotice:
    """The person has read one notice. Returns its task and its case. Raises NotFound."""

    notice_id: UUID
    actor: int

    def execute(self, tx: Transaction) -> tuple[UUID | None, UUID | None]:
        notice = tx.session.scalar(
            select(Notice).where(and_(Notice.id == self.notice_id, Notice.person_id == self.actor))
        )
        if notice is None:
            raise NotFound(f"No notice {self.notice_id}")
        notice.read_at = notice.read_at or tx.clock.now()
        return notice.task_id, notice.instance_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAllNotices:
    """The person has read every notice that had been made by a moment, of business time: by when the list was shown."""

    actor: int
    until: datetime

    def execute(self, tx: Transaction) -> None:
        unread = update(Notice).where(Notice.person_id == self.actor, Notice.read_at.is_(None))
        tx.session.execute(unread.where(Notice.created_at <= self.until).values(read_at=tx.clock.now()))
