"""The worker does one job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from engine.bpmn import ServiceTaskReady
from engine.casework import CaseWork, calls, messages, migrating, services, signals, starts, weeding
from engine.clock import system_now
from engine.errors import ServiceTaskFailed
from engine.models import Job
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob:
    """Do the job and forget it. A job that is gone was done already; that of a suspended case stays.

    Raises ServiceTaskFailed, or what stopped the job; the worker then calls FailWork."""

    job_id: UUID

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        instance_id = tx.session.scalar(select(Job.instance_id).where(Job.id == self.job_id))
        if instance_id is not None and work.load(instance_id).suspended_at is not None:
            return
        # With the case locked, or with the job when it has none: whoever held it may have done the job.
        columns = (Job.kind, Job.instance_id, Job.token, Job.payload)
        job = tx.session.execute(select(*columns).where(Job.id == self.job_id).with_for_update()).one_or_none()
        if job is None:
            return
        if KINDS[job.kind](work, job):
            tx.session.execute(
                update(Job).where(Job.id == self.job_id).values(run_at=system_now(), leased_until=None, attempts=0)
            )
        else:
            tx.session.execute(delete(Job).where(Job.id == self.job_id))
        work.settle()


def _serve_again(work: CaseWork, job: Any) -> None:
    case = work.load(job.instance_id)
    ready = case.execution.asked(job.token)
    assert isinstance(ready, ServiceTaskReady)
    try:
        result = services.call_handler(work, case, ready.task_type, ready.inputs, ready.headers)
    except Exception as error:
        raise ServiceTaskFailed(f"{ready.task_type} at {ready.element_id}: {error!r}") from error
    services.proceed(work, case, job.token, ready.element_id, result)


KINDS: Mapping[str, Callable[[CaseWork, Any], bool | None]] = {
    services.SERVICE_TASK: _serve_again,
    calls.FAN_OUT: lambda work, job: calls.open_next(work, job.token),
    calls.CANCEL_CALLED: lambda work, job: calls.cancel_next(work, job.token),
    messages.MESSAGE: lambda work, job: messages.deliver(work, job.instance_id, job.token, job.payload),
    signals.SIGNAL: lambda work, job: signals.deliver(work, job.instance_id, job.token, job.payload),
    starts.START: lambda work, job: starts.begin(work, job.payload),
    starts.REARM: lambda work, job: starts.rearm(work, job.token, job.payload),
    migrating.MIGRATE: lambda work, job: migrating.move_more(work.tx, job.payload),
    weeding.WEED: lambda work, job: weeding.weed_more(work.tx, job.payload),
}
"""What each kind of job does; true when there is more of the same to do."""
