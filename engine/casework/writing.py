"""Writes what a transaction did to its cases: new rows, one link of history per case that acted, the cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from engine.casework import statutory
from engine.casework.case import OpenCase
from engine.casework.undoing import kept
from engine.db import table_of
from engine.errors import ConcurrentUpdate
from engine.history import link_hash
from engine.ids import new_id
from engine.models import HistoryEvent, ProcessInstance

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

_INSTANCE = table_of(ProcessInstance)
_UPDATE = update(_INSTANCE).where(_INSTANCE.c.id == bindparam("of_id"), _INSTANCE.c.version == bindparam("of_version"))


def write(work: CaseWork, cases: Collection[OpenCase]) -> None:
    """Raises ConcurrentUpdate when another transaction has changed one of the cases meanwhile."""
    new = work.rows.new_instances()
    for case in cases:
        passed = case.newly_passed() if case.is_loaded else ()
        statutory.follow(work, case, passed, is_new=case.id in new)
        undo = kept(case)
        _link(work, case, passed)
        values = _values(work, case, undo)
        if case.id in new:
            new[case.id].update(values)
        else:
            _update(work, case, values)
        case.version += 1
    work.rows.write()


def _values(work: CaseWork, case: OpenCase, undo: Mapping[str, Any] | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "version": case.version + 1,
        "history_seq": case.history_seq,
        "history_hash": case.history_hash,
        "suspended_at": None if case.ended else case.suspended_at,
    }
    if not case.is_loaded:
        return values
    values["state"] = b"" if case.ended else case.execution.dump()
    values["undo"] = undo
    if case.ended:
        result = case.execution.variables if case.call_id else None
        values |= {"status": case.execution.status, "ended_at": work.now, "result": result}
    return values


def _update(work: CaseWork, case: OpenCase, values: Mapping[str, Any]) -> None:
    row = {**values, "of_id": case.id, "of_version": case.version}
    if work.session.connection().execute(_UPDATE, row).rowcount != 1:
        raise ConcurrentUpdate(f"The case {case.id} was changed by another transaction")


def _link(work: CaseWork, case: OpenCase, passed: Sequence[str]) -> None:
    found: dict[str, Sequence[Any]] = {"passed": passed, "opened": case.opened, "withdrawn": case.withdrawn}
    details = {name: value for name, value in (found | case.notes).items() if value}
    if not case.action and not details:
        return
    case.history_seq += 1
    link: dict[str, Any] = {
        "instance_id": case.id, "seq": case.history_seq, "action": case.action or "continued", "at": work.now,
        "actor_id": case.actor, "element_id": case.element_id, "task_id": case.task_id, "details": details,
        "content_digest": case.digest,
    }  # fmt: skip
    prev, case.history_hash = case.history_hash, link_hash(case.history_hash, **link)
    work.rows.add(HistoryEvent, id=new_id(), **link, prev_hash=prev, hash=case.history_hash)
    case.act("")
    case.task_id, case.digest = None, None
    case.opened, case.withdrawn, case.notes = [], [], {}
