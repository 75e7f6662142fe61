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
from engine.models import TaskStatus
from engine.queries.shared_draft import shared_draft
from engine.queries.task_form import TaskForm
from engine.shared_drafts import as_answers
from webapp.context import current_person, runner
from webapp.i18n import _
from webapp.tasks import blueprint
from webapp.tasks.open_task import is_shared, read_form, read_task

SEEN = "_seen"
"""The revision of the shared draft that stands on the page."""


def keep_draft(task_id: UUID, task: TaskForm, posted: Mapping[str, Any]) -> list[str]:
    """Save what was typed. Returns the paths of fields in which somebody else has written unseen; in a draft of one's
    own there are none."""
    actor = current_person().person_id
    if not writes_together(task):
        runner().run(SaveDraft(task_id=task_id, actor=actor, posted=posted))
        return []
    seen = request.form.get(SEEN, 0, int)
    return runner().run(SaveSharedDraft(task_id=task_id, actor=actor, posted=posted, seen=seen))


def writes_together(task: TaskForm) -> bool:
    """Whether all who may do the task write one draft together."""
    with runner().database.read() as session:
        return is_shared(definition_by_id(session, task.definition_id), task.element_id)


def merged_answers(task_id: UUID) -> dict[str, Any]:
    """What everybody has written together."""
    with runner().database.read() as session:
        return as_answers(shared_draft(session, task_id, current_person().person_id).values)


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
    keep_draft(task_id, task, form.parse(request.form))
    with runner().read() as (session, clock):
        seen = request.form.get(SEEN, 0, int)
        found = shared_draft(session, task_id, current_person().person_id, seen)
        now = clock.now()
    return render_template("tasks/saved.html", now=now, shared=found if writes_together(task) else None)


@blueprint.post("/tasks/<uuid:task_id>/settle")
def settle(task_id: UUID) -> Response:
    """The texts that were overwritten unseen have been looked after."""
    runner().run(SettleSharedDraft(task_id=task_id, actor=current_person().person_id))
    flash(_("Texterna visas inte längre."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))
