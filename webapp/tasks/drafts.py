"""What has been typed and not sent: kept, one's own or everybody's, also without asking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.save_draft import SaveDraft
from engine.commands.save_shared_draft import SaveSharedDraft, SettleSharedDraft
from engine.definitions import definition_by_id
from engine.errors import TaskAlreadyCompleted, TaskNotFound
from engine.models import Draft, TaskStatus
from engine.queries.shared_draft import shared_draft
from engine.queries.task_form import TaskForm
from engine.shared_drafts import as_answers
from forms import Form
from webapp.context import current_person, runner, settings
from webapp.i18n import _
from webapp.tasks import blueprint
from webapp.tasks.open_task import FALLEN_AWAY, fallen_away, is_shared, prefill_of, read_form, read_task

SEEN = "_seen"
"""The revision of the shared draft that stands on the page."""


def keep_draft(task_id: UUID, task: TaskForm, form: Form | None, posted: Mapping[str, Any]) -> list[str]:
    """Save what was typed. Returns the paths of fields in which somebody else has written unseen; in a draft of one's
    own there are none."""
    actor = current_person().person_id
    if form is None or not writes_together(task):
        kept = {**posted, **_fallen_away(task_id, form)}
        runner().run(SaveDraft(task_id=task_id, actor=actor, posted=kept))
        return []
    with runner().read() as (session, clock):
        prefill = prefill_of(session, clock, task.case_id, task.form_key or "", form)
        made = form.touched(posted, prefill, clock.today(), settings().zone_info)
    return runner().run(
        SaveSharedDraft(
            task_id=task_id, actor=actor, posted=made.posted, seen=seen_revision(), untouched=made.untouched
        )
    )


def seen_revision() -> int:
    """The revision of the shared draft that stood on the page that was posted."""
    return request.form.get(SEEN, 0, int)


def _fallen_away(task_id: UUID, form: Form | None) -> dict[str, Any]:
    """What stands in one's own draft for fields that the form no longer has; the page cannot send it back."""
    if form is None:
        return {}
    with runner().database.read() as session:
        draft = session.get(Draft, (task_id, current_person().person_id))
    found = fallen_away(form, draft.answers if draft else None)
    return {FALLEN_AWAY: found} if found else {}


def writes_together(task: TaskForm) -> bool:
    """Whether all who may do the task write one draft together."""
    with runner().database.read() as session:
        return is_shared(definition_by_id(session, task.definition_id), task.element_id)


def agreed_answers(task_id: UUID) -> dict[str, Any] | None:
    """What everybody has written together; None while somebody else's words have not stood on the page that was
    posted, or have been overwritten unseen and not been looked after."""
    with runner().database.read() as session:
        draft = shared_draft(session, task_id, current_person().person_id, seen_revision())
    return None if draft.others or draft.lost else as_answers(draft.values)


@blueprint.post("/tasks/<uuid:task_id>/fields")
def fields(task_id: UUID) -> str:
    """The fields as they are with what has been typed so far: conditions and sums worked out anew. Nothing is kept."""
    task = read_task(task_id)
    if task.form is None:
        raise TaskNotFound(f"No form of the task {task_id}")
    return task.fields(task.form.parse(request.form))


@blueprint.post("/tasks/<uuid:task_id>/draft")
def save_draft(task_id: UUID) -> str:
    """A draft that saves itself; says when, and whether somebody else has written meanwhile."""
    task, form = read_form(task_id)
    if task.status != TaskStatus.OPEN:
        raise TaskAlreadyCompleted(task.completed_by, task.closed_at)
    if form is None:
        raise TaskNotFound(f"No form of the task {task_id}")
    keep_draft(task_id, task, form, form.parse(request.form))
    shared = writes_together(task)
    with runner().read() as (session, clock):
        found = shared_draft(session, task_id, current_person().person_id, seen_revision()) if shared else None
        now = clock.now()
    return render_template("tasks/saved.html", now=now, shared=found)


@blueprint.post("/tasks/<uuid:task_id>/settle")
def settle(task_id: UUID) -> Response:
    """The texts that were overwritten unseen have been looked after."""
    runner().run(SettleSharedDraft(task_id=task_id, actor=current_person().person_id))
    flash(_("Texterna visas inte längre."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))
