"""All that the page of a task needs, read in one go: the task, its form, and what the form starts from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from engine.bpmn.lint.assignment import SHARED_DRAFT
from engine.casework.asking import case_of
from engine.clock import Clock
from engine.definitions import Definition, definition_by_id, deployed_form
from engine.errors import FieldError
from engine.models import TaskStatus
from engine.queries.shared_draft import SharedDraft, shared_draft
from engine.queries.submissions import SubmissionView
from engine.queries.task_form import TaskForm, task_form
from engine.queries.task_page import TaskPage, task_page
from engine.shared_drafts import as_answers
from forms import Earlier, Form, RowAction, compile_form
from webapp.context import current_person, runner, settings
from webapp.i18n import locale
from webapp.tasks.earlier import earlier_answers
from webapp.tasks.texts import Texts
from webapp.tasks.typed import earlier_labels, field_label, labels_of

FALLEN_AWAY = "_fallen_away"
"""Under this name a draft keeps what was typed into fields that a later version of the form no longer has, by path."""


@dataclass(frozen=True)
class Before:
    """One earlier submission, ready to be shown."""

    view: SubmissionView
    name: str | None
    content: Markup | None


@dataclass(frozen=True)
class OpenTask:
    """name, documentation: in the reader's language; form: None for a task that only has to be confirmed;
    fallen_away: what of the draft was typed into fields that the form no longer has, by path; labels: of fields, by
    path without row numbers."""

    page: TaskPage
    name: str
    documentation: str
    form: Form | None
    prefill: Mapping[str, Any]
    texts: Mapping[str, str]
    before: tuple[Before, ...]
    earlier: Earlier
    shared: SharedDraft | None
    fallen_away: Mapping[str, Any]
    labels: Mapping[str, str]
    today: date

    @property
    def draft(self) -> Mapping[str, Any] | None:
        """What has been typed and not sent: everybody's where it is written together, else the reader's own."""
        return as_answers(self.shared.values) if self.shared else self.page.draft

    def label(self, path: str) -> str:
        """What the field with this path is called, or was called in an earlier version of the form."""
        return field_label(path, self.labels, self.texts)

    def fields(
        self, values: Mapping[str, Any] | None, faults: Iterable[FieldError] = (), action: RowAction | None = None
    ) -> Markup:
        """The form's fields with these values. action: the button in the form that was pressed."""
        assert self.form is not None
        return self.form.render(
            values, faults, self.prefill, locale(), self.texts, today=self.today, zone=settings().zone_info,
            action=action, earlier=self.earlier, link=address_of_file,
        )  # fmt: skip


def read_task(task_id: UUID) -> OpenTask:
    """The task for the one who is signed in. Raises TaskNotFound."""
    with runner().read() as (session, clock):
        page = task_page(session, clock, current_person().person_id, task_id)
        definition = definition_by_id(session, page.definition_id)
        translate = Texts(session, locale())
        texts = translate.of_definition(page.definition_id)
        form, prefill = None, {}
        # A task that is done may have had a form that the case's present version lacks; what was answered shows itself.
        if page.form_key and page.status == TaskStatus.OPEN:
            deployed = deployed_form(session, definition.deployment_id, page.form_key)
            form = compile_form(deployed.schema, deployed.sha256)
        if form and page.form_key and page.may_write:
            prefill = prefill_of(session, clock, page.case_id, page.form_key, form)
        shared = _shared(session, definition, page) if form and page.may_write else None
        gone = fallen_away(form, as_answers(shared.values) if shared else page.draft) if form else {}
        element = definition.elements.get(page.element_id)
        documentation = element.documentation if element else ""
        return OpenTask(
            page=page,
            name=texts.get(page.name, page.name),
            documentation=texts.get(documentation, documentation),
            form=form,
            prefill=prefill,
            texts=texts,
            before=tuple(present(view, translate) for view in page.before),
            earlier=earlier_answers(session, page.case_id, page.element_id) if form else Earlier(),
            shared=shared,
            fallen_away=gone,
            labels=_labels(session, page.form_key, form, earlier=bool(gone)),
            today=clock.today(),
        )


def _labels(session: Session, form_key: str | None, form: Form | None, *, earlier: bool) -> Mapping[str, str]:
    # Earlier versions of the form are read only when they are needed.
    return earlier_labels(session, form_key) if earlier and form_key else labels_of(form) if form else {}


def fallen_away(form: Form, draft: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of a draft was typed into fields that the form no longer has, by path."""
    if draft is None:
        return {}
    return {**draft.get(FALLEN_AWAY, {}), **form.fallen_away(draft)}


def prefill_of(session: Session, clock: Clock, case_id: UUID, form_key: str, form: Form) -> dict[str, Any]:
    """What the form of a task in this case starts from."""
    return form.taken(runner().ports.prefill.prefill(session, clock, case_of(session, clock, case_id), form_key))


def is_shared(definition: Definition, element_id: str) -> bool:
    """Whether all who may do the task write one draft together."""
    element = definition.elements.get(element_id)
    return element is not None and element.properties.get(SHARED_DRAFT) == "true"


def _shared(session: Session, definition: Definition, page: TaskPage) -> SharedDraft | None:
    if not is_shared(definition, page.element_id):
        return None
    return shared_draft(session, page.id, current_person().person_id)


def read_form(task_id: UUID) -> tuple[TaskForm, Form | None]:
    """The task's state and its form alone, for reading what was posted. Raises TaskNotFound."""
    with runner().database.read() as session:
        task = task_form(session, current_person().person_id, task_id)
        if task.form_key is None:
            return task, None
        deployed = deployed_form(session, definition_by_id(session, task.definition_id).deployment_id, task.form_key)
        return task, compile_form(deployed.schema, deployed.sha256)


def address_of_file(attachment_id: str) -> str:
    return url_for("tasks.attachment", attachment_id=attachment_id)


def present(view: SubmissionView, translate: Texts) -> Before:
    """A submission as its reader may see it; content is None when the answers have been weeded."""
    texts = translate.of_deployment(view.deployment_id)
    content = None
    if view.answers is not None:
        form = compile_form(view.schema, view.sha256)
        content = form.present(
            view.answers, lambda code: code in view.codes, texts, locale=translate.locale, zone=settings().zone_info,
            link=address_of_file, earlier=earlier_answers(translate.session, view.case_id, view.element_id),
        )  # fmt: skip
    return Before(view, texts.get(view.name, view.name) if view.name else None, content)
