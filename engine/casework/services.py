"""Service tasks: Python by type, inside the transaction of the action that reached them.

What a service task did goes with it when it fails; the person's action stands, and the worker tries again later.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine.bpmn import ServiceTaskReady
from engine.casework.case import OpenCase
from engine.feel import to_feel, to_json
from engine.ports import ServiceCall
from engine.retries import retry_delay

if TYPE_CHECKING:
    from engine.casework.work import CaseWork

SERVICE_TASK = "service-task"
log = logging.getLogger(__name__)


def serve(work: CaseWork, case: OpenCase, ready: ServiceTaskReady) -> None:
    """First try of a service task; in a suspended case the worker makes it, once the case goes on."""
    if case.suspended_at is not None:
        _add_job(work, case, ready, attempts=0)
        return
    try:
        with work.session.begin_nested():
            result = call_handler(work, case, ready.task_type, ready.inputs, ready.headers)
    except Exception:
        # A process's own Python may raise anything, and none of it may undo what the person did.
        log.exception("service task failed", extra={"task_type": ready.task_type, "instance_id": str(case.id)})
        _add_job(work, case, ready, attempts=1)
    else:
        proceed(work, case, ready.token, ready.element_id, result)


def call_handler(
    work: CaseWork, case: OpenCase, task_type: str, inputs: Mapping[str, Any], headers: Mapping[str, str]
) -> Mapping[str, Any]:
    """The variables that the Python behind a service task gives back. Raises whatever it raises, and ExpressionError
    for a value that a case cannot hold."""
    call = ServiceCall(session=work.session, clock=work.tx.clock, case=case.as_case(), inputs=inputs, headers=headers)
    result = work.tx.ports.service_tasks.handler(task_type)(call) or {}
    work.session.flush()
    return {name: to_json(to_feel(value)) for name, value in result.items()}


def proceed(work: CaseWork, case: OpenCase, token: UUID, element_id: str, result: Mapping[str, Any]) -> None:
    """Go on after a service task."""
    case.act("service-task-completed", element_id=element_id)
    case.execution.complete(token, result)
    work.touch(case)


def _add_job(work: CaseWork, case: OpenCase, ready: ServiceTaskReady, *, attempts: int) -> None:
    work.rows.add_job(
        SERVICE_TASK, instance_id=case.id, token=ready.token, payload={"element_id": ready.element_id},
        attempts=attempts, after=retry_delay(attempts) if attempts else timedelta(0),
    )  # fmt: skip
