"""A task was opened whose form is not in the deployment that its case follows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.casework import CaseWork, incidents, writing
from engine.definitions import deployed_form
from engine.errors import FormNotFound
from engine.models import HumanTask, Incident, TaskStatus
from engine.run import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMissingForm:
    """Leave an incident, once, so that an administrator hears of it and can let the task try again."""

    task_id: UUID

    def execute(self, tx: Transaction) -> None:
        columns = (HumanTask.instance_id, HumanTask.element_id, HumanTask.form_key)
        task = tx.session.execute(
            select(*columns).where(HumanTask.id == self.task_id, HumanTask.status == TaskStatus.OPEN)
        ).one_or_none()
        if task is None:
            return
        work = CaseWork(tx)
        case = work.load(task.instance_id)
        known = select(Incident.id).where(Incident.token == self.task_id, Incident.resolved_at.is_(None))
        if tx.session.scalar(known) is not None:
            return
        try:
            deployed_form(tx.session, case.definition.deployment_id, task.form_key)
        except FormNotFound as error:
            incidents.asking_failed(work, case, self.task_id, task.element_id, error)
            writing.write(work, [case])
