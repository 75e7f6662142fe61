"""A person takes back what was sent in too early."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from engine.commands.withdraw_submission import WithdrawSubmission
from webapp.context import current_person, runner
from webapp.i18n import _
from webapp.tasks import blueprint


@blueprint.post("/tasks/<uuid:task_id>/withdraw")
def withdraw(task_id: UUID) -> Response:
    """The task opens again, with what was sent as a draft."""
    runner().run(WithdrawSubmission(task_id=task_id, actor=current_person().person_id))
    flash(_("Det du skickade in är tillbakataget. Rätta det som behövs och skicka in igen."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))
