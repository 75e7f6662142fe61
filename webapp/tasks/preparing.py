"""Asking a colleague to prepare a task, and giving it back."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.casework.commenting import COMMENT_LENGTH
from engine.casework.receiving import PERSON
from engine.commands.delegate_task import DelegateTask
from engine.commands.resolve_task import ResolveTask
from engine.queries.receivers import people
from webapp.context import current_person, runner
from webapp.i18n import _
from webapp.tasks import blueprint
from webapp.tasks.asked import ROW_NUMBER, posted_text, text_fault
from webapp.tasks.open_task import read_task

SEARCH = "search"


@blueprint.get("/tasks/<uuid:task_id>/delegate")
def delegate(task_id: UUID) -> str:
    return delegate_page(task_id)


@blueprint.post("/tasks/<uuid:task_id>/delegate")
def send_delegate(task_id: UUID) -> Response | str | tuple[str, int]:
    colleague, message = request.form.get("to", "").removeprefix(PERSON), posted_text("message")
    if request.form.get("do") == SEARCH:
        return delegate_page(task_id)
    fault = text_fault(message, COMMENT_LENGTH, required=False)
    if fault or not ROW_NUMBER.fullmatch(colleague):
        nobody = None if fault else _("Sök efter en kollega och välj den du menar.")
        return delegate_page(task_id, fault=fault, to_fault=nobody), 422
    runner().run(
        DelegateTask(
            task_id=task_id, actor=current_person().person_id, colleague=int(colleague),
            message=message, with_draft="with_draft" in request.form,
        )
    )  # fmt: skip
    flash(_("Kollegan får veta att du ber om hjälp. Du kan ta tillbaka uppgiften när som helst."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


def delegate_page(task_id: UUID, fault: str | None = None, to_fault: str | None = None) -> str:
    """What has been typed and found so far, and what has to be mended."""
    search = posted_text("to_search")
    with runner().read() as (session, _clock):
        found = people(session, search)
    return render_template(
        "tasks/delegate.html", task=read_task(task_id), search=search, found=found, to=request.form.get("to", ""),
        text=posted_text("message"), with_draft="with_draft" in request.form, fault=fault, to_fault=to_fault,
        limit=COMMENT_LENGTH,
    )  # fmt: skip


@blueprint.get("/tasks/<uuid:task_id>/give-back")
def give_back(task_id: UUID) -> str:
    return _give_back_page(task_id)


@blueprint.post("/tasks/<uuid:task_id>/give-back")
def send_give_back(task_id: UUID) -> Response | tuple[str, int]:
    message = posted_text("message")
    if fault := text_fault(message, COMMENT_LENGTH):
        return _give_back_page(task_id, message, fault), 422
    runner().run(ResolveTask(task_id=task_id, actor=current_person().person_id, message=message))
    flash(_("Uppgiften är tillbaka hos den som bad om hjälp. Det du hade sparat följde med."), "success")
    return redirect(url_for("tasks.index"))


@blueprint.post("/tasks/<uuid:task_id>/take-back")
def take_back(task_id: UUID) -> Response:
    runner().run(ResolveTask(task_id=task_id, actor=current_person().person_id))
    flash(_("Uppgiften är hos dig igen. Det som kollegan hade sparat följde med."), "success")
    return redirect(url_for("tasks.show", task_id=task_id))


def _give_back_page(task_id: UUID, text: str = "", fault: str | None = None) -> str:
    return render_template(
        "tasks/give_back.html", task=read_task(task_id), text=text, fault=fault, limit=COMMENT_LENGTH
    )
