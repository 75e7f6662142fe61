"""Suspended cases: everything in them waits, with the moment it began as the mark of what belongs together.

A suspended case suspends the cases it calls, and a suspended definition all cases of all its versions; they carry the
same moment. What begins meanwhile, because something called it or an event started it, is born suspended.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from engine.casework import writing
from engine.casework.case import INSTANCE_COLUMNS, OpenCase
from engine.definitions import Definition
from engine.models import InstanceStatus, ProcessDefinition, ProcessInstance

if TYPE_CHECKING:
    from engine.casework.work import CaseWork


def suspended_since(session: Session, definition: Definition) -> datetime | None:
    """Since when the definition is suspended, None if it is not. It cannot be before this transaction has ended, so
    that no case that starts meanwhile is overlooked."""
    statement = select(ProcessDefinition.suspended_at).where(ProcessDefinition.id == definition.id)
    return session.scalar(statement.with_for_update(read=True, key_share=True))


def suspend(work: CaseWork, roots: ColumnElement[bool], since: datetime, actor: int | None, reason: str) -> int:
    """Suspend these cases and all that they have called, save those that are suspended already; returns the number."""
    count = 0
    # Until none is found: a case that was locked here may have called others before it could be.
    while cases := _family(work, roots, ProcessInstance.suspended_at.is_(None)):
        for case in cases:
            case.suspended_at = since
            case.act("suspended", actor=actor)
            case.notes["reason"] = reason
        writing.write(work, cases)
        count += len(cases)
    return count


def resume(work: CaseWork, roots: ColumnElement[bool], since: datetime, actor: int | None, reason: str) -> int:
    """Let those go on that were suspended at this moment, save where a caller or the definition still holds them back;
    returns the number that go on."""
    cases = {case.id: case for case in _family(work, roots, ProcessInstance.suspended_at == since)}
    definitions, callers = _suspended_definitions(work), _suspended_callers(work, cases.values())
    for case in cases.values():  # callers come before what they call
        if case.parent_id in cases:
            by_caller = cases[case.parent_id].suspended_at
        else:
            by_caller = callers.get(case.parent_id) if case.parent_id is not None else None
        case.suspended_at = by_caller or definitions.get(case.definition.key)
    resumed = [case for case in cases.values() if case.suspended_at is None]
    for case in resumed:
        case.act("resumed", actor=actor)
        if reason:
            case.notes["reason"] = reason
    writing.write(work, [case for case in cases.values() if case.suspended_at != since])
    return len(resumed)


def _family(work: CaseWork, roots: ColumnElement[bool], wanted: ColumnElement[bool]) -> list[OpenCase]:
    """Running cases, callers before what they call."""
    running = ProcessInstance.status == InstanceStatus.RUNNING
    family = select(ProcessInstance.id).where(roots, running).cte(recursive=True)
    family = family.union(select(ProcessInstance.id).join(family, ProcessInstance.parent_id == family.c.id))
    statement = (
        select(*INSTANCE_COLUMNS)
        .where(ProcessInstance.id.in_(select(family.c.id)), running, wanted)
        .order_by(ProcessInstance.id)
    )
    if not work.tx.is_sqlite:
        statement = statement.with_for_update(of=ProcessInstance, key_share=True)
    found = {row.instance_id: work.restore(row) for row in work.session.execute(statement)}
    return sorted(found.values(), key=lambda case: _depth(case, found))


def _depth(case: OpenCase, among: dict[UUID, OpenCase]) -> int:
    caller = among.get(case.parent_id) if case.parent_id is not None else None
    return 0 if caller is None else _depth(caller, among) + 1


def _suspended_definitions(work: CaseWork) -> dict[str, datetime]:
    columns = (ProcessDefinition.key, ProcessDefinition.suspended_at)
    rows = work.session.execute(select(*columns).where(ProcessDefinition.suspended_at.is_not(None)))
    return {key: since for key, since in rows if since is not None}


def _suspended_callers(work: CaseWork, cases: Iterable[OpenCase]) -> dict[UUID, datetime]:
    callers = {case.parent_id for case in cases} - {None}
    columns = (ProcessInstance.id, ProcessInstance.suspended_at)
    rows = work.session.execute(
        select(*columns).where(ProcessInstance.id.in_(callers), ProcessInstance.suspended_at.is_not(None))
    )
    return {caller: since for caller, since in rows if since is not None}
