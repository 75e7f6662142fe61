"""Remarks on a task, and declaring a conflict of interest."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.casework.commenting import COMMENT_LENGTH
from engine.commands.comment_task import CommentTask
from engine.commands.declare_conflict import DeclareConflict
from engine.errors import NotAuthorized
from engine.rules import Rule
from webapp.context import current_person, runner
from webapp.i18n import _
from webapp.tasks import blueprint
from webapp.tasks.asked import posted_text, text_fault
from webapp.tasks.open_task import read_task


@blueprint.get("/tasks/<uuid:task_id>/comment")
def comment(task_id: UUID) -> str:
    return _page("tasks/comment.html", task_id)


@blueprint.post("/tasks/<uuid:task_id>/comment")
def send_comment(task_id: UUID) -> Response | tuple[str, int]:
    text = posted_text("text")
    if fault := text_fault(text, COMMENT_LENGTH):
        return _page("tasks/comment.html", task_id, text, fault), 422
    runner().run(CommentTask(task_id=task_id, actor=current_person().person_id, text=text))
    flash(_("Kommentaren är sparad."), "success")
    return redirect(url_for("tasks.show", task_id=task_id, _anchor="comments"))


@blueprint.get("/tasks/<uuid:task_id>/decline")
def decline(task_id: UUID) -> str:
    page = read_task(task_id).page
    if not page.may_decline:
        rule = Rule.STAYS_CONFIDENTIAL if page.may_do else page.barred or Rule.WAITS_FOR_OTHERS
        raise NotAuthorized(rule, "This task cannot be declined")
    return _page("tasks/decline.html", task_id)


@blueprint.post("/tasks/<uuid:task_id>/decline")
def send_decline(task_id: UUID) -> Response | tuple[str, int]:
    text = posted_text("reason")
    if fault := text_fault(text, COMMENT_LENGTH):
        return _page("tasks/decline.html", task_id, text, fault), 422
    runner().run(DeclareConflict(task_id=task_id, actor=current_person().person_id, reason=text))
    flash(
        _("Jävet är anmält. Uppgiften väntar inte längre på dig, och de som nu ska göra den får veta det."), "success"
    )
    return redirect(url_for("tasks.index"))


def _page(template: str, task_id: UUID, text: str = "", fault: str | None = None) -> str:
    return render_template(template, task=read_task(task_id), text=text, fault=fault, limit=COMMENT_LENGTH)
