"""The list of what may be started, and the form that starts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.start_process import StartProcess
from engine.definitions import deployed_form
from engine.errors import FieldError, SubmissionInvalid
from engine.ids import new_id
from engine.ports import Case
from forms import Form, RowAction, compile_form, posted_action
from webapp.context import current_person, runner, settings
from webapp.i18n import _, locale
from webapp.start import blueprint
from webapp.start.startable import Suspension, startable, startable_definition, suspension_of
from webapp.tasks.posted import posted_answers
from webapp.tasks.texts import Texts

CASE = "_case"


@dataclass(frozen=True)
class StartForm:
    """form: None for a process that starts without one."""

    key: str
    name: str
    documentation: str
    suspension: Suspension | None
    form: Form | None
    prefill: Mapping[str, Any]
    texts: Mapping[str, str]
    today: date


@blueprint.get("/")
def index() -> str:
    with runner().read() as (session, clock):
        processes = startable(session, clock, current_person().person_id, Texts(session, locale()))
    return render_template("start/index.html", processes=processes)


@blueprint.get("/<key>")
def show(key: str) -> str:
    return _page(_read(key), None)


@blueprint.post("/<key>")
def start(key: str) -> Response | str:
    """Start the case, or show the form again with a row more or less."""
    found = _read(key)
    posted = posted_answers(found.form, request) if found.form else {}
    action = posted_action(request.form)
    if action and found.form:
        return _page(found, found.form.apply_row_action(posted, action), action=action)
    actor = current_person().person_id
    case_id = runner().run(_command(key, actor, posted))
    flash(_("Ärendet är startat. Här ser du vad som händer i det."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _command(key: str, actor: int, posted: Mapping[str, Any]) -> StartProcess:
    """Sent twice, the same page starts one case: it carries the case's id."""
    case_id = request.form.get(CASE, None, UUID)
    return StartProcess(key=key, actor=actor, posted=posted, locale=locale(), case_id=case_id)


@blueprint.errorhandler(SubmissionInvalid)
def show_faults(error: SubmissionInvalid) -> tuple[str, int]:
    """The form again, with what was typed and what to mend."""
    return _page(_read((request.view_args or {})["key"]), g.posted, error.errors), 422


def _read(key: str) -> StartForm:
    with runner().read() as (session, clock):
        definition = startable_definition(session, clock, current_person().person_id, key)
        texts = Texts(session, locale()).of_deployment(definition.deployment_id)
        form, prefill = None, {}
        if definition.process.start_form:
            deployed = deployed_form(session, definition.deployment_id, definition.process.start_form)
            form = compile_form(deployed.schema, deployed.sha256)
            case_id = new_id()
            case = Case(
                id=case_id, root_id=case_id, definition_key=key, title=definition.name,
                cycle_year=None, unit_id=None, person_id=None,
            )  # fmt: skip
            prefill = form.taken(runner().ports.prefill.prefill(session, clock, case, deployed.key))
        documentation = definition.process.documentation
        return StartForm(
            key=key,
            name=texts.get(definition.name, definition.name),
            documentation=texts.get(documentation, documentation),
            suspension=suspension_of(session, definition),
            form=form,
            prefill=prefill,
            texts=texts,
            today=clock.today(),
        )


def _page(
    found: StartForm,
    values: Mapping[str, Any] | None,
    errors: Iterable[FieldError] = (),
    action: RowAction | None = None,
) -> str:
    faults = tuple(errors)
    fields = summary = ""
    if found.form:
        fields = found.form.render(
            values, faults, found.prefill, locale(), found.texts, today=found.today, zone=settings().zone_info,
            action=action,
        )  # fmt: skip
        summary = found.form.error_summary(faults, locale(), found.texts)
    return render_template("start/show.html", process=found, fields=fields, summary=summary, case_id=new_id())
