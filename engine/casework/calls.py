"""Call activities: every called process is a case of its own; the caller waits and is told when all have ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, select, update

from engine.bpmn import CallStarted, EscalationThrown
from engine.casework.case import OpenCase
from engine.casework.properties import case_properties
from engine.definitions import Definition, called_definition, definition_by_id
from engine.errors import TaskNotFound
from engine.models import Call, InstanceStatus, ProcessInstance

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

BATCH = 100
FAN_OUT = "fan-out"
CANCEL_CALLED = "cancel-called"


def call(work: CaseWork, caller: OpenCase, effect: CallStarted) -> None:
    """Note the call and start its first cases; the worker goes on in transactions of their own when there are more."""
    called = called_definition(work.session, caller.definition, effect.process_id)
    first = effect.items[:BATCH]
    start_called(work, caller, called, effect.token, effect.shared, first, 0)
    work.rows.add(
        Call, id=effect.token, instance_id=caller.id, definition_id=called.id, element_id=effect.element_id,
        shared=effect.shared, items=effect.items, total=len(effect.items), opened=len(first), finished=0,
    )  # fmt: skip
    if len(effect.items) > BATCH:
        payload = {"element_id": effect.element_id}
        work.rows.add_job(FAN_OUT, instance_id=caller.id, token=effect.token, payload=payload)


def start_called(
    work: CaseWork, caller: OpenCase, called: Definition, call_id: UUID, shared: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]], first: int,
) -> None:  # fmt: skip
    """Start the called cases for some of a call's items, or none of them. first: the position of the first of them.
    Raises ExpressionError."""
    given = [{**shared, **item} for item in items]
    abouts = [case_properties(called, variables, work.environment) for variables in given]
    for position, (variables, about) in enumerate(zip(given, abouts, strict=True), first):
        work.start(
            called, variables, actor=caller.started_by, caller=caller, call_id=call_id, position=position, about=about
        )


def open_next(work: CaseWork, call_id: UUID) -> bool:
    """Start the next batch of a large call. True while there is more to start."""
    row = work.session.scalar(select(Call).where(Call.id == call_id).with_for_update())
    if row is None:
        return False
    caller = work.load(row.instance_id)
    called = definition_by_id(work.session, row.definition_id)
    items = row.items[row.opened : row.opened + BATCH]
    start_called(work, caller, called, call_id, row.shared, items, row.opened)
    row.opened += len(items)
    work.session.flush()
    return row.opened < row.total


def cancel_called(work: CaseWork, call_ids: Collection[UUID]) -> None:
    """Nobody waits for these calls any more: forget them; the worker cancels the cases that still run."""
    work.rows.write()
    # A batch that is being started holds the row; when the job runs, its cases can be seen.
    work.session.execute(delete(Call).where(Call.id.in_(call_ids)))
    for call_id in call_ids:
        work.rows.add_job(CANCEL_CALLED, instance_id=None, token=call_id)


def cancel_next(work: CaseWork, call_id: UUID) -> bool:
    """Cancel the next batch of cases that a withdrawn call has left. True while there may be more."""
    running = work.session.scalars(
        select(ProcessInstance.id)
        .where(ProcessInstance.call_id == call_id, ProcessInstance.status == InstanceStatus.RUNNING)
        .order_by(ProcessInstance.position)
        .limit(BATCH)
    ).all()
    for instance_id in running:
        called = work.load(instance_id)
        if called.ended:
            continue  # it ended while this waited for it
        called.call_id = None
        called.execution.cancel()
        called.act("cancelled")
        work.touch(called)
    return len(running) == BATCH


def escalate(work: CaseWork, called: OpenCase, effect: EscalationThrown) -> None:
    """Tell the caller, who may catch the escalation at the call and still waits; at the top it is only noted."""
    work.rows.write()  # the call may have been made by this very transaction
    waiting = _waiting(work, called.call_id)
    if waiting is None:
        called.notes.setdefault("uncaught", []).append([effect.element_id, effect.code])
        return
    caller = work.load(waiting.instance_id)
    with suppress(TaskNotFound):  # it has been withdrawn just now, and nobody is left to tell
        if caller.execution.escalate(waiting.id, effect.code, effect.variables):
            caller.act("called-case-escalated", element_id=waiting.element_id)
        work.touch(caller)


def report_back(work: CaseWork, ended: Sequence[OpenCase]) -> None:
    """Tell callers which of their cases have ended; a caller goes on when its last one has, or the first failed."""
    failed = {case.call_id: case for case in ended if case.call_id and case.execution.status == "failed"}
    finished = Counter(case.call_id for case in ended if case.call_id and case.call_id not in failed)
    for call_id, case in failed.items():
        with suppress(TaskNotFound):  # another call of the same caller, told just now, has withdrawn this one
            _fail_caller(work, call_id, case)
    for call_id, count in finished.items():
        with suppress(TaskNotFound):
            _count_down(work, call_id, count)


def _fail_caller(work: CaseWork, call_id: UUID, called: OpenCase) -> None:
    waiting = _waiting(work, call_id)
    if waiting is None:
        return
    caller = work.load(waiting.instance_id)
    error = called.execution.error
    assert error is not None, "a case that failed says why"
    caller.execution.fail(call_id, error.code, error.message)
    caller.act("called-case-failed", element_id=waiting.element_id)
    work.touch(caller)


def _waiting(work: CaseWork, call_id: UUID | None) -> Any:
    """The call's row; None for no call, and for one that nobody waits for any more."""
    columns = (Call.id, Call.instance_id, Call.element_id)
    return work.session.execute(select(*columns).where(Call.id == call_id)).one_or_none() if call_id else None


def _count_down(work: CaseWork, call_id: UUID, count: int) -> None:
    counted = work.session.execute(
        update(Call)
        .where(Call.id == call_id)
        .values(finished=Call.finished + count)
        .returning(Call.finished, Call.total, Call.instance_id, Call.element_id)
    ).one_or_none()
    if counted is None or counted.finished < counted.total:
        return
    results = work.session.scalars(
        select(ProcessInstance.result).where(ProcessInstance.call_id == call_id).order_by(ProcessInstance.position)
    ).all()
    caller = work.load(counted.instance_id)
    items = work.session.scalars(select(Call.items).where(Call.id == call_id)).one()
    caller.execution.complete_call(
        call_id, [item | (result or {}) for item, result in zip(items, results, strict=True)]
    )
    caller.act("called-cases-completed", element_id=counted.element_id)
    work.session.execute(delete(Call).where(Call.id == call_id))
    work.touch(caller)
