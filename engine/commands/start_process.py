"""A person starts a case by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.casework import CaseWork
from engine.casework.asking import may_start
from engine.commands.attachments import bind_attachments
from engine.definitions import deployed_form, latest_definition
from engine.errors import DefinitionSuspended, NotAuthorized
from engine.ids import new_id
from engine.models import ProcessInstance
from engine.ports import Case
from engine.rules import Rule
from engine.run import Transaction

START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProcess:
    """Start the newest version of a process with its start form. Returns the case's id.

    case_id: made with the form, so that sending it twice starts one case. Who may is part of the process
    (`yearwheel:starters`). Raises DefinitionNotFound, NotAuthorized, DefinitionSuspended, SubmissionInvalid.
    """

    key: str
    actor: int
    posted: Mapping[str, Any] = field(default_factory=dict)
    locale: str = "sv"
    case_id: UUID | None = None

    def execute(self, tx: Transaction) -> UUID:
        work = CaseWork(tx)
        definition = latest_definition(tx.session, self.key)
        if not may_start(tx.session, work.environment, definition, self.actor):
            raise NotAuthorized(Rule.STARTERS_ONLY, f"You may not start {definition.name}")
        if self.case_id and self._has_been_started(tx, self.case_id):
            return self.case_id
        if work.suspended_since(definition) is not None:
            raise DefinitionSuspended(f"{definition.name} is suspended; nobody can start it until it is resumed")
        case_id, form_key = self.case_id or new_id(), definition.process.start_form
        if form_key is None:
            case = work.start(definition, {}, actor=self.actor, case_id=case_id)
        else:
            form = deployed_form(tx.session, definition.deployment_id, form_key)
            about = Case(
                id=case_id, root_id=case_id, definition_key=definition.key, title=definition.name,
                cycle_year=None, unit_id=None, person_id=None,
            )  # fmt: skip
            prefill = tx.ports.prefill.prefill(tx.session, tx.clock, about, form_key)
            answers = tx.ports.validator.validate(
                form.sha256, form.schema, self.posted, prefill, tx.clock.today(), self.locale
            )
            case = work.start(definition, answers, actor=self.actor, case_id=case_id)
            submission_id = work.submit(
                case, form_id=form.id, element_id=START, task_id=None, visibility=case.visibility,
                answers=answers, actor=self.actor,
            )  # fmt: skip
            bind_attachments(work, submission_id, answers, self.actor)
        work.settle()
        return case.id

    def _has_been_started(self, tx: Transaction, case_id: UUID) -> bool:
        if not tx.is_sqlite:
            # Two transactions with the same id wait for each other, so that the second sees what the first has made.
            tx.session.execute(select(func.pg_advisory_xact_lock(case_id.int % 2**63)))
        mine = select(ProcessInstance.id).where(ProcessInstance.id == case_id, ProcessInstance.started_by == self.actor)
        return tx.session.scalar(mine) is not None
