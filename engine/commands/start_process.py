"""A person starts a case by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.casework import CaseWork
from engine.casework.asking import may_start
from engine.commands.attachments import bind_attachments
from engine.definitions import deployed_form, latest_definition
from engine.errors import NotAuthorized
from engine.ids import new_id
from engine.ports import Case
from engine.run import Transaction

START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProcess:
    """Start the newest version of a process with its start form. Returns the case's id.

    Who may is part of the process (`yearwheel:starters`). Raises DefinitionNotFound, NotAuthorized, SubmissionInvalid.
    """

    key: str
    actor: int
    posted: Mapping[str, Any] = field(default_factory=dict)
    locale: str = "sv"

    def execute(self, tx: Transaction) -> UUID:
        work = CaseWork(tx)
        definition = latest_definition(tx.session, self.key)
        if not may_start(tx.session, work.environment, definition, self.actor):
            raise NotAuthorized(f"You may not start {definition.name}")
        case_id, form_key = new_id(), definition.process.start_form
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
