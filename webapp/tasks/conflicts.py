"""Somebody else was first, or the task is no longer this person's: why, and everything that was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, g, make_response, render_template, request

from engine.commands.report_missing_form import ReportMissingForm
from engine.commands.save_draft import SaveDraft
from engine.errors import FormNotFound, NotAuthorized, ProcessSuspended, TaskAlreadyCompleted, TaskNotFound
from forms import Form
from webapp.context import current_person, runner
from webapp.errors import COMPLETED, FIELDS, NOT_FOUND, SUSPENDED, Page, not_authorized
from webapp.i18n import _l
from webapp.tasks import blueprint

OURS = ("csrf_token", "do", "task")
FORM_MISSING = Page(
    409,
    _l("Uppgiften kan inte öppnas just nu"),
    _l(
        "Uppgiftens formulär saknas i den version av processen som ärendet följer. Administratören har fått veta det, "
        "och uppgiften väntar på dig när det är rättat."
    ),
)


@blueprint.errorhandler(TaskAlreadyCompleted)
@blueprint.errorhandler(TaskNotFound)
@blueprint.errorhandler(NotAuthorized)
def keep_what_was_typed(error: TaskAlreadyCompleted | TaskNotFound | NotAuthorized) -> Response:
    """The page of the one who came too late. Who had typed nothing gets the page that every error has."""
    typed = _typed() if request.method == "POST" else []
    template = "tasks/conflict.html" if typed else "errors/page.html"
    by, at = (error.by, error.at) if isinstance(error, TaskAlreadyCompleted) else (None, None)
    who = error.who if isinstance(error, NotAuthorized) else None
    match error:
        case TaskAlreadyCompleted():
            page = COMPLETED
        case NotAuthorized():
            page = not_authorized(error)
        case _:
            page = NOT_FOUND
    own = by == current_person().name  # two tabs, or the button pressed twice
    facts = {"completed_by": by, "completed_at": at, "own": own, "who": who, "typed": typed}
    return make_response(render_template(template, page=page, **facts), page.status)


@blueprint.errorhandler(ProcessSuspended)
def keep_as_draft(_error: ProcessSuspended) -> Response:
    """Nothing can be done in a suspended case; what was typed into a task waits as a draft, all else is shown."""
    task_id = (request.view_args or {}).get("task_id")
    kept = task_id is not None and g.get("form") is not None
    if task_id is not None and kept:
        runner().run(SaveDraft(task_id=task_id, actor=current_person().person_id, posted=g.posted))
    page = render_template(
        "tasks/suspended.html", page=SUSPENDED, task_id=task_id, kept=kept, typed=[] if kept else _typed()
    )
    return make_response(page, SUSPENDED.status)


@blueprint.errorhandler(FormNotFound)
def report_missing_form(_error: FormNotFound) -> Response:
    """The reader can do nothing about it, so the administrator is told."""
    runner().run(ReportMissingForm(task_id=(request.view_args or {})["task_id"]))
    return make_response(render_template("errors/page.html", page=FORM_MISSING), FORM_MISSING.status)


def _typed() -> list[tuple[str, str]]:
    """What was typed, field by field, each called what the form calls it."""
    form: Form | None = g.get("form")
    if form is None:
        names = [name for name in request.form if not name.startswith("_") and name not in OURS]
        return [(str(FIELDS.get(name, name)), value) for name in names for value in request.form.getlist(name) if value]
    labels = {field.path: field.label for field in form.fields}
    return [(labels.get(path, path), value) for path, value in leaves(g.posted)]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value with its path without row numbers."""
    if isinstance(value, Mapping) and "filename" in value:
        yield path, str(value["filename"])
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    elif value not in (None, ""):
        yield path, str(value)
