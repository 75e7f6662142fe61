"""Taking a task, and letting it go."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from engine.commands.claim_task import ClaimTask
from engine.commands.release_task import ReleaseTask
from webapp.context import current_person, runner
from webapp.i18n import _
from webapp.tasks import blueprint


@blueprint.post("/tasks/<uuid:task_id>/claim")
def claim(task_id: UUID) -> Response:
    runner().run(ClaimTask(task_id=task_id, actor=current_person().person_id))
    flash(_("Du har tagit uppgiften. Ingen annan kan slutföra den så länge den är din."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


@blueprint.post("/tasks/<uuid:task_id>/release")
def release(task_id: UUID) -> Response:
    runner().run(ReleaseTask(task_id=task_id, actor=current_person().person_id))
    flash(_("Uppgiften är släppt och väntar på alla som kan göra den."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))
