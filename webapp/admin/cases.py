"""One case to be mended: what has stopped it, where it stands, what it carries; pausing it and letting it go on."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from engine.bpmn import names_at
from engine.casework.visible_variables import Variable, case_variables
from engine.commands.resume import ResumeCase
from engine.commands.set_variables import SetVariables
from engine.commands.suspend import SuspendCase
from engine.definitions import definition_by_id
from engine.errors import FieldError, NotFound, ValueRefused
from engine.queries.case_page import case_page
from engine.queries.diagram import diagram_xml
from engine.queries.incidents import incidents_of_case
from webapp.admin import blueprint, wording
from webapp.admin.forms import REASON_LENGTH, ValueForm, read_reason, read_value, value_form
from webapp.cases import steps
from webapp.context import current_person, runner
from webapp.i18n import _, locale
from webapp.security import allow_diagram
from webapp.tasks.texts import Texts


@blueprint.get("/cases/<uuid:case_id>")
def mend_case(case_id: UUID) -> str:
    return _case_page(case_id)


@blueprint.get("/cases/<uuid:case_id>/diagram.bpmn")
def case_diagram(case_id: UUID) -> Response:
    """The file that the case runs: a drawing, which holds nothing of anybody."""
    with runner().read() as (session, _clock):
        found = diagram_xml(session, current_person().person_id, case_id, to_administer=True)
    return Response(found, mimetype="application/xml")


@blueprint.get("/cases/<uuid:case_id>/variables/<name>")
def edit_variable(case_id: UUID, name: str) -> str:
    return _variable_page(case_id, value_form(_variable(case_id, name)))


@blueprint.post("/cases/<uuid:case_id>/variables/<name>")
def set_variable(case_id: UUID, name: str) -> BaseResponse | tuple[str, int]:
    _variable(case_id, name)
    form = read_value(name, request.form)
    if form.errors:
        return _variable_page(case_id, form), 422
    actor = current_person().person_id
    try:
        runner().run(SetVariables(instance_id=case_id, variables={name: form.value}, actor=actor, reason=form.reason))
    except ValueRefused as error:
        fault = FieldError("content", _("Ärendet kan inte ha det värdet: %(fault)s", fault=error))
        return _variable_page(case_id, replace(form, errors=(fault,))), 422
    flash(_("%(name)s är ändrad. Låt nu det som har stannat försöka igen.", name=name), "success")
    return redirect(url_for("admin.mend_case", case_id=case_id))


@blueprint.post("/cases/<uuid:case_id>/suspend")
def suspend_case(case_id: UUID) -> BaseResponse | tuple[str, int]:
    reason = read_reason(request.form)
    if not reason:
        return _case_page(case_id, missing=True), 422
    runner().run(SuspendCase(instance_id=case_id, actor=current_person().person_id, reason=reason))
    flash(
        _("Ärendet är pausat, med sina delärenden. Tiden går, men ingenting händer förrän det återupptas."), "success"
    )
    return redirect(url_for("admin.mend_case", case_id=case_id))


@blueprint.post("/cases/<uuid:case_id>/resume")
def resume_case(case_id: UUID) -> BaseResponse:
    runner().run(ResumeCase(instance_id=case_id, actor=current_person().person_id))
    flash(_("Ärendet är återupptaget. Det som har förfallit under tiden sker inom några sekunder."), "success")
    return redirect(url_for("admin.mend_case", case_id=case_id))


def _case_page(case_id: UUID, *, missing: bool = False) -> str:
    allow_diagram()
    person_id = current_person().person_id
    with runner().read() as (session, clock):
        page = case_page(session, clock, person_id, case_id, to_administer=True)
        definition = definition_by_id(session, page.definition_id)
        found = incidents_of_case(session, person_id, case_id)
        translate = Texts(session, locale())
        read_there = {row.id: sorted(names_at(definition.program, row.element_id or "")) for row in found}
        return render_template(
            "admin/case.html",
            case=page,
            process_name=translate(page.definition_id, definition.name),
            version=definition.version,
            marks=steps.marks(page, definition.elements),
            incidents=found,
            steps=wording.step_names(session, found),
            read_there=read_there,
            variables=case_variables(session, clock, case_id, person_id),
            words=wording,
            missing=missing,
            limit=REASON_LENGTH,
        )


def _variable(case_id: UUID, name: str) -> Variable:
    with runner().read() as (session, clock):
        variables = case_variables(session, clock, case_id, current_person().person_id)
    found = next((variable for variable in variables if variable.name == name and variable.readable), None)
    if found is None:
        raise NotFound(f"The case has no variable {name!r} that may be changed here")
    return found


def _variable_page(case_id: UUID, form: ValueForm) -> str:
    with runner().read() as (session, clock):
        page = case_page(session, clock, current_person().person_id, case_id, to_administer=True)
    return render_template("admin/variable.html", case=page, form=form, limit=REASON_LENGTH)
