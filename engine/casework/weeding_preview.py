"""What weeding would take, before anybody confirms it. Shows no content, and no title of what is kept in confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.access.codes import SEALED
from engine.bpmn.lint.retention import Retention
from engine.casework.weeded_rows import remains
from engine.casework.weeding import ProcessRule, due_cases, process_rules
from engine.clock import Clock
from engine.errors import DefinitionNotFound
from engine.models import ProcessInstance, Unit
from engine.queries.paging import PER_PAGE, Page, page_number


@dataclass(frozen=True, slots=True, kw_only=True)
class DueProcess:
    """What has been decided about a process, and what of it is due. oldest, newest: when the first and the last of the
    cases that are due ended, None when none is."""

    key: str
    name: str
    definition_id: UUID
    retention: Retention | None
    cases: int
    submissions: int
    comments: int
    files: int
    oldest: datetime | None
    newest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCase:
    """One case that is due. title: None when what the case is about is between those it concerns."""

    id: UUID
    title: str | None
    unit_name: str | None
    ended_at: datetime


def weeding_preview(session: Session, clock: Clock) -> tuple[DueProcess, ...]:
    """Every process, with its rule and how much is due."""
    rules = process_rules(session)
    return tuple(_due(session, clock, rule, rules) for rule in rules)


def due_process(session: Session, clock: Clock, key: str) -> DueProcess:
    """One of them. Raises DefinitionNotFound."""
    rules = process_rules(session)
    found = next((rule for rule in rules if rule.key == key), None)
    if found is None:
        raise DefinitionNotFound(f"No process with the key {key!r} has been deployed")
    return _due(session, clock, found, rules)


def due_case_list(session: Session, clock: Clock, key: str, page: int = 1, per_page: int = PER_PAGE) -> Page[DueCase]:
    """The cases of a process that are due, those that ended first before the others; cases they called among them."""
    due = due_cases(key, process_rules(session), clock)
    if due is None:
        return Page(rows=(), total=0, number=1, per_page=per_page)
    ids = due.subquery()
    total = session.scalar(select(func.count()).select_from(ids)) or 0
    number = page_number(page, total, per_page)
    rows = session.execute(
        select(
            ProcessInstance.id, ProcessInstance.title, ProcessInstance.visibility, Unit.name, ProcessInstance.ended_at
        )
        .join(ids, ids.c.id == ProcessInstance.id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .order_by(ProcessInstance.ended_at, ProcessInstance.id)
        .limit(per_page)
        .offset((number - 1) * per_page)
    )
    found = tuple(
        DueCase(id=id_, title=None if code in SEALED else title, unit_name=unit, ended_at=ended)
        for id_, title, code, unit, ended in rows
        if ended is not None
    )
    return Page(rows=found, total=total, number=number, per_page=per_page)


def _due(session: Session, clock: Clock, rule: ProcessRule, rules: Sequence[ProcessRule]) -> DueProcess:
    due = due_cases(rule.key, rules, clock)
    cases, oldest, newest, counts = 0, None, None, {"submissions": 0, "comments": 0, "files": 0}
    if due is not None:
        of_due = ProcessInstance.id.in_(due)
        cases, oldest, newest = session.execute(
            select(func.count(), func.min(ProcessInstance.ended_at), func.max(ProcessInstance.ended_at)).where(of_due)
        ).one()
        counts = remains(session, of_due) if cases else counts
    return DueProcess(
        key=rule.key, name=rule.name, definition_id=rule.definition_id, retention=rule.retention, cases=cases,
        oldest=oldest, newest=newest, **counts,
    )  # fmt: skip
