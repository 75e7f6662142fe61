"""What may be weeded, weeding it, and the proof of what has been."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.casework.weeding_preview import due_case_list, due_process, weeding_preview
from engine.casework.weeding_proof import prove, unrecorded, weeding_record, weedings
from engine.commands.weed_cases import WeedCases
from engine.errors import FieldError
from webapp.admin import blueprint, retention_wording
from webapp.context import current_person, runner
from webapp.i18n import _, locale, ngettext
from webapp.tasks.texts import Texts

FAULTS_SHOWN = 20
HISTORIES = 500  # as many as a page can wait for; the command line reads all


@blueprint.get("/retention")
def retention() -> str:
    with runner().read() as (session, clock):
        texts = Texts(session, locale())
        rows = weeding_preview(session, clock)
        return render_template(
            "admin/retention.html",
            rows=rows,
            names={row.key: texts(row.definition_id, row.name) for row in rows},
            weedings=weedings(session),
            lost=list(islice(unrecorded(session), FAULTS_SHOWN)),
            words=retention_wording,
        )


@blueprint.get("/retention/<key>")
def due_cases(key: str) -> str:
    return _due_page(key)


@blueprint.post("/retention/<key>")
def weed(key: str) -> Response | tuple[str, int]:
    confirmed = request.form.get("confirmed", "")
    if confirmed != key:
        return _due_page(key, errors=(FieldError("confirmed", _("Bekräfta att ärendena ska gallras.")),)), 422
    done = runner().run(WeedCases(key=key, actor=current_person().person_id, confirmed=confirmed))
    said = ngettext("%(num)d ärende är gallrat.", "%(num)d ärenden är gallrade.", done.cases)
    if done.more:
        said += " " + _("Resten gallras i bakgrunden. Det kan ta några minuter.")
    flash(said, "success")
    return redirect(url_for("admin.weeding_proof", weeding_id=done.weeding_id))


@blueprint.get("/retention/weedings/<uuid:weeding_id>")
def weeding_proof(weeding_id: UUID) -> str:
    with runner().read() as (session, _clock):
        record = weeding_record(session, weeding_id)
        faults = list(islice(prove(session, weeding_id, most=HISTORIES), FAULTS_SHOWN))
    return render_template(
        "admin/weeding.html", record=record, faults=faults, words=retention_wording, histories=HISTORIES
    )


def _due_page(key: str, errors: tuple[FieldError, ...] = ()) -> str:
    with runner().read() as (session, clock):
        row = due_process(session, clock, key)
        page = due_case_list(session, clock, key, request.args.get("page", 1, int))
        name = Texts(session, locale())(row.definition_id, row.name)
    return render_template(
        "admin/due_cases.html", row=row, page=page, name=name, errors=errors, words=retention_wording
    )
