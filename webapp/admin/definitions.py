"""What has been deployed, and letting a whole process wait."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.resume import ResumeDefinition
from engine.commands.suspend import SuspendDefinition
from engine.errors import DefinitionNotFound
from engine.queries.deployed_definitions import DefinitionRow, deployed_definitions
from webapp.admin import blueprint
from webapp.admin.forms import read_reason
from webapp.context import current_person, runner
from webapp.i18n import _, ngettext


@blueprint.get("/definitions")
def definitions() -> str:
    with runner().read() as (session, _clock):
        rows = deployed_definitions(session)
    return render_template("admin/definitions.html", rows=rows)


@blueprint.get("/definitions/<key>/suspend")
def confirm_suspend(key: str) -> str:
    return render_template("admin/suspend.html", row=_newest(key), missing=False)


@blueprint.post("/definitions/<key>/suspend")
def suspend_definition(key: str) -> Response | tuple[str, int]:
    reason = read_reason(request.form)
    if not reason:
        return render_template("admin/suspend.html", row=_newest(key), missing=True), 422
    count = runner().run(SuspendDefinition(key=key, actor=current_person().person_id, reason=reason))
    flash(
        _("Processen är pausad.")
        + " "
        + ngettext("%(num)d pågående ärende väntar.", "%(num)d pågående ärenden väntar.", count),
        "success",
    )
    return redirect(url_for("admin.definitions"))


@blueprint.post("/definitions/<key>/resume")
def resume_definition(key: str) -> Response:
    count = runner().run(ResumeDefinition(key=key, actor=current_person().person_id))
    flash(
        _("Processen är återupptagen.")
        + " "
        + ngettext("%(num)d ärende går vidare.", "%(num)d ärenden går vidare.", count),
        "success",
    )
    return redirect(url_for("admin.definitions"))


def _newest(key: str) -> DefinitionRow:
    with runner().read() as (session, _clock):
        row = next((row for row in deployed_definitions(session) if row.key == key), None)
    if row is None:
        raise DefinitionNotFound(f"No process with the key {key!r} has been deployed")
    return row
