"""The worker does one job of one case."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update

from engine.casework import CaseWork
from engine.casework.calls import FAN_OUT, open_next
from engine.casework.services import SERVICE_TASK, call_handler, proceed
from engine.clock import system_now
from engine.errors import ServiceTaskFailed
from engine.models import Job
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob:
    """Do the job and forget it. A job that is gone was done already.

    Raises ServiceTaskFailed, or what stopped the job; the worker then calls FailWork."""

    job_id: UUID

    def execute(self, tx: Transaction) -> None:
        work = CaseWork(tx)
        instance_id = tx.session.scalar(select(Job.instance_id).where(Job.id == self.job_id))
        if instance_id is None:
            return
        case = work.load(instance_id)
        job = tx.session.execute(select(Job.kind, Job.token).where(Job.id == self.job_id)).one_or_none()
        if job is None:
            return
        more = False
        if job.kind == FAN_OUT:
            more = open_next(work, job.token)
        elif job.kind == SERVICE_TASK:
            ready = case.execution.service_task(job.token)
            try:
                result = call_handler(work, case, ready.task_type, ready.inputs, ready.headers)
            except Exception as error:
                raise ServiceTaskFailed(f"{ready.task_type} at {ready.element_id}: {error!r}") from error
            proceed(work, case, job.token, ready.element_id, result)
        if more:
            tx.session.execute(
                update(Job).where(Job.id == self.job_id).values(run_at=system_now(), leased_until=None, attempts=0)
            )
        else:
            tx.session.execute(delete(Job).where(Job.id == self.job_id))
        work.settle()
