"""What a person has to see to: the list, trying again, and what only has to be known."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.acknowledge_incident import AcknowledgeIncident
from engine.commands.retry_incident import RetryIncident
from engine.errors import NotFound
from engine.queries.incidents import IncidentRow, incident_by_id, incidents
from webapp.admin import blueprint, wording
from webapp.context import current_person, runner
from webapp.i18n import _


@blueprint.get("/incidents")
def list_incidents() -> str:
    with runner().read() as (session, _clock):
        page = incidents(session, current_person().person_id, request.args.get("page", 1, int))
        steps = wording.step_names(session, page.rows)
    return render_template("admin/incidents.html", page=page, steps=steps, words=wording)


@blueprint.post("/incidents/<uuid:incident_id>/retry")
def retry(incident_id: UUID) -> Response:
    incident = _incident(incident_id)
    over = runner().run(RetryIncident(incident_id=incident_id, actor=current_person().person_id))
    if not over:
        flash(_("Det gick inte den här gången heller. Orsaken står här nedanför."), "danger")
    else:
        flash(_("Ärendet går vidare."), "success")
    return _back(incident)


@blueprint.post("/incidents/<uuid:incident_id>/acknowledge")
def acknowledge(incident_id: UUID) -> Response:
    incident = _incident(incident_id)
    runner().run(AcknowledgeIncident(incident_id=incident_id, actor=current_person().person_id))
    flash(_("Det är noterat att du har läst det."), "success")
    return _back(incident)


def _incident(incident_id: UUID) -> IncidentRow:
    with runner().read() as (session, _clock):
        found = incident_by_id(session, current_person().person_id, incident_id)
    if found is None:
        raise NotFound(f"No open incident {incident_id}")
    return found


def _back(incident: IncidentRow) -> Response:
    if incident.instance_id is None:
        return redirect(url_for("admin.list_incidents"))
    return redirect(url_for("admin.mend_case", case_id=incident.instance_id))
