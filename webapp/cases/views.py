"""The list of cases, one case, its diagram, and cancelling it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine.commands.acknowledge_incident import AcknowledgeIncident
from engine.commands.cancel_process import CancelProcess
from engine.commands.start_activity import StartActivity
from engine.definitions import definition_by_id
from engine.errors import NotAuthorized
from engine.history import verify
from engine.models import InstanceStatus
from engine.queries.case_list import CaseFilter, case_choices, case_list
from engine.queries.case_page import case_page
from engine.queries.diagram import diagram_xml
from engine.queries.offered_activities import offered_activities
from engine.rules import Rule
from webapp.cases import blueprint, history, steps
from webapp.context import current_person, runner
from webapp.i18n import _, locale
from webapp.security import allow_diagram
from webapp.tasks.asked import asked_text, asked_year
from webapp.tasks.open_task import present
from webapp.tasks.texts import Texts

STATUSES = {status.value: status for status in InstanceStatus}
CALLED_SHOWN = 30
REASON_LIMIT = 1000


@blueprint.get("/")
def index() -> str:
    wanted = CaseFilter(
        search=asked_text("search"),
        process=asked_text("process"),
        year=asked_year(),
        unit_id=asked_text("unit"),
        status=STATUSES.get(request.args.get("status", "")),
        parent_id=request.args.get("parent", None, UUID),
    )
    person_id = current_person().person_id
    with runner().read() as (session, clock):
        page = case_list(session, clock, person_id, wanted, request.args.get("page", 1, int))
        choices = case_choices(session)
        parent = case_page(session, clock, person_id, wanted.parent_id) if wanted.parent_id else None
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    years = [(year, year) for year in choices.years]
    return render_template(
        "cases/index.html", page=page, wanted=wanted, choices=choices, years=years, parent=parent, kept=kept
    )


@blueprint.get("/<uuid:case_id>")
def show(case_id: UUID) -> str:
    allow_diagram()
    person_id = current_person().person_id
    with runner().read() as (session, clock):
        page = case_page(session, clock, person_id, case_id)
        translate = Texts(session, locale())
        definition = definition_by_id(session, page.definition_id)
        return render_template(
            "cases/show.html",
            case=page,
            process_name=translate(page.definition_id, definition.name),
            texts=translate.of_definition(page.definition_id),
            steps=steps.steps(page, definition.elements),
            marks=steps.marks(page, definition.elements),
            offered=offered_activities(session, person_id, case_id),
            submissions=[present(view, translate) for view in page.submissions],
            called=case_list(session, clock, person_id, CaseFilter(parent_id=case_id), per_page=CALLED_SHOWN),
            faults=verify(session, case_id) if page.readable else [],
            elements=definition.elements,
            words=history,
            today=clock.today(),
            administrator=current_person().administrator,
        )


@blueprint.post("/<uuid:case_id>/activities/<uuid:offer>/<activity>")
def start_activity(case_id: UUID, offer: UUID, activity: str) -> BaseResponse:
    """Start what an ad-hoc sub-process offers."""
    runner().run(StartActivity(instance_id=case_id, token=offer, element_id=activity, actor=current_person().person_id))
    flash(_("Steget är startat."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


@blueprint.get("/<uuid:case_id>/diagram.bpmn")
def diagram(case_id: UUID) -> Response:
    """The file that the case runs, as it was deployed."""
    with runner().read() as (session, _clock):
        found = diagram_xml(session, current_person().person_id, case_id)
    return Response(found, mimetype="application/xml")


@blueprint.get("/<uuid:case_id>/cancel")
def confirm_cancel(case_id: UUID) -> str:
    return _cancel_page(case_id)


@blueprint.post("/<uuid:case_id>/cancel")
def cancel(case_id: UUID) -> BaseResponse | tuple[str, int]:
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _cancel_page(case_id, missing=True), 422
    runner().run(CancelProcess(instance_id=case_id, actor=current_person().person_id, reason=reason[:REASON_LIMIT]))
    flash(_("Ärendet är avbrutet. Öppna uppgifter och delärenden är indragna."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


@blueprint.post("/<uuid:case_id>/incidents/<uuid:incident_id>/acknowledge")
def acknowledge(case_id: UUID, incident_id: UUID) -> BaseResponse:
    """The process owner has judged what branches disagreed about."""
    runner().run(AcknowledgeIncident(incident_id=incident_id, actor=current_person().person_id))
    flash(_("Det är noterat att du har läst det."), "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _cancel_page(case_id: UUID, *, missing: bool = False) -> str:
    with runner().read() as (session, clock):
        page = case_page(session, clock, current_person().person_id, case_id)
    if not page.may_cancel:
        raise NotAuthorized(Rule.PROCESS_OWNERS_ONLY, "Only the process owner may cancel a case that is running")
    return render_template("cases/cancel.html", case=page, missing=missing, limit=REASON_LIMIT)
