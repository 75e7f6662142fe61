"""The list of tasks, one task, and what happens after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.complete_task import CompleteTask
from engine.definitions import definition_by_id
from engine.errors import FieldError, SubmissionInvalid, TaskAlreadyCompleted
from engine.models import TaskStatus
from engine.queries.handing_over import leads_somebody
from engine.queries.task_list import TaskScope, task_list
from engine.queries.task_page import Preparation
from engine.queries.what_next import what_next
from engine.queries.withdrawable import may_withdraw
from forms import posted_action
from webapp.context import current_person, runner
from webapp.i18n import _, locale
from webapp.rules import REFUSALS
from webapp.tasks import blueprint
from webapp.tasks.asked import asked_text
from webapp.tasks.claims import claim, release
from webapp.tasks.conflicts import leaves
from webapp.tasks.drafts import SEEN, agreed_answers, keep_draft, writes_together
from webapp.tasks.earlier import earlier_answers_of_task
from webapp.tasks.open_task import OpenTask, read_form, read_task
from webapp.tasks.posted import posted_answers
from webapp.tasks.preparing import take_back
from webapp.tasks.texts import Texts
from webapp.tasks.typed import written

DRAFT = "draft"
# What else can be done from the page of a task. What has been typed is saved as a draft first.
MORE: dict[str, Callable[[UUID], Response]] = {
    "claim": claim,
    "release": release,
    "take-back": take_back,
    "delegate": lambda task_id: redirect(url_for("tasks.delegate", task_id=task_id)),
    "give-back": lambda task_id: redirect(url_for("tasks.give_back", task_id=task_id)),
    "hand-over": lambda task_id: redirect(url_for("tasks.hand_over", task=task_id)),
    "decline": lambda task_id: redirect(url_for("tasks.decline", task_id=task_id)),
    "comment": lambda task_id: redirect(url_for("tasks.comment", task_id=task_id)),
}
SCOPES = {scope.value: scope for scope in TaskScope}


@blueprint.get("/tasks")
def index() -> str:
    scope = SCOPES.get(request.args.get("scope", ""), TaskScope.ALL)
    search = asked_text("search")
    with runner().read() as (session, clock):
        page = task_list(
            session, clock, current_person().person_id, search, request.args.get("page", 1, int), scope=scope
        )
        texts = Texts(session, locale())
        names = {row.id: texts(row.definition_id, row.name) for row in page.rows}
        today = clock.today()
        leads = leads_somebody(session, current_person().person_id)
    return render_template(
        "tasks/index.html", page=page, names=names, search=search, scope=scope, today=today, leads=leads
    )


@blueprint.get("/tasks/<uuid:task_id>")
def show(task_id: UUID) -> str | Response:
    task = read_task(task_id)
    if not task.page.may_write:
        with runner().database.read() as session:
            withdrawable = may_withdraw(session, current_person().person_id, task_id)
        return render_template("tasks/closed.html", task=task, refusals=REFUSALS, may_withdraw=withdrawable)
    prepared = _preparation(task, request.args.get("prepared", None, int))
    return _form_page(task, prepared.answers if prepared else task.draft, prepared=prepared)


def _preparation(task: OpenTask, wanted: int | None) -> Preparation | None:
    """What a colleague has prepared, when that is asked for, or when there is no draft of one's own to start from."""
    if wanted is None and task.page.draft is not None:
        return None
    found = (each for each in task.page.preparations if wanted in (None, each.person_id))
    return next(found, None)


@blueprint.post("/tasks/<uuid:task_id>")
def submit(task_id: UUID) -> Response:
    """Complete the task, or keep what was typed: as a draft, or for a row more or less in the form."""
    actor = current_person().person_id
    task, form = read_form(task_id)
    posted = posted_answers(form, request, keep_files=task.may_write) if form else {}
    if task.status != TaskStatus.OPEN:
        raise TaskAlreadyCompleted(task.completed_by, task.closed_at)
    action, shared = posted_action(request.form), writes_together(task)
    if action and form:
        keep_draft(task_id, task, form, form.apply_row_action(posted, action, earlier_answers_of_task(task_id)))
        pressed: dict[str, Any] = {action.kind: action.path}  # so that a new row gets the focus
        return redirect(url_for("tasks.show", task_id=task_id, **pressed))
    if request.form.get("do") == DRAFT:
        keep_draft(task_id, task, form, posted)
        readers = _("Ni som kan göra uppgiften ser det.") if shared else _("Bara du kan se det.")
        flash(f"{_('Utkastet är sparat.')} {readers}", "success")
        return redirect(url_for("tasks.show", task_id=task_id))
    if more := MORE.get(request.form.get("do", "")):
        if form and any(leaves(posted)):
            keep_draft(task_id, task, form, posted)
        return more(task_id)
    if shared and form:
        keep_draft(task_id, task, form, posted)
        agreed = agreed_answers(task_id)
        if agreed is None:
            flash(_("Någon annan har skrivit i formuläret. Läs igenom det som står nu, och skicka in igen."), "warning")
            return redirect(url_for("tasks.show", task_id=task_id))
        posted = g.posted = agreed
    runner().run(CompleteTask(task_id=task_id, actor=actor, posted=posted, locale=locale()))
    return redirect(url_for("tasks.after", task_id=task_id))


@blueprint.get("/tasks/<uuid:task_id>/next")
def after(task_id: UUID) -> str:
    """What happens now: the second screen of a person who has just completed a task."""
    person_id = current_person().person_id
    with runner().read() as (session, clock):
        result = what_next(session, person_id, task_id)
        own = task_list(session, clock, person_id, per_page=3)
        translate = Texts(session, locale())
        names = {row.id: translate(row.definition_id, row.name) for row in own.rows}
        texts = translate.of_definition(result.definition_id)
        element = definition_by_id(session, result.definition_id).elements.get(result.element_id)
        hint = element.properties.get("yearwheel:next-hint", "") if element else ""
        today = clock.today()
        withdrawable = may_withdraw(session, person_id, task_id)
    return render_template(
        "tasks/after.html", result=result, own=own, names=names, texts=texts, hint=texts.get(hint, hint), today=today,
        task_id=task_id, may_withdraw=withdrawable,
    )  # fmt: skip


@blueprint.errorhandler(SubmissionInvalid)
def show_faults(error: SubmissionInvalid) -> tuple[str, int]:
    """The form again, with what was typed and what to mend."""
    task = read_task((request.view_args or {})["task_id"])
    return _form_page(task, g.posted, error.errors), 422


def _form_page(
    task: OpenTask, values: Mapping[str, Any] | None, errors: Iterable[FieldError] = (), *,
    prepared: Preparation | None = None,
) -> str:  # fmt: skip
    faults = tuple(errors)
    fields = summary = ""
    if task.form:
        fields = task.fields(values, faults, posted_action(request.args))
        summary = task.form.error_summary(faults, locale(), task.texts)
    revision = task.shared.revision if task.shared else 0
    return render_template(
        "tasks/show.html", task=task, fields=fields, summary=summary, prepared=prepared,
        seen=request.form.get(SEEN, revision, int), written=written,
    )  # fmt: skip
