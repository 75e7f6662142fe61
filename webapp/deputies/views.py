"""Deputies and absence: the person's own, and of those the person manages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.end_absence import EndAbsence
from engine.commands.end_deputy import EndDeputy
from engine.commands.set_absence import SetAbsence
from engine.commands.set_deputy import SetDeputy
from engine.errors import ArrangementRefused, FieldError
from engine.models import DeputyScope
from engine.queries.deputies import deputies_page
from engine.queries.find_person import find_person, person_by_id
from webapp.context import current_person, runner
from webapp.deputies import blueprint
from webapp.deputies.wording import NO_DAY, SCOPES, fault
from webapp.i18n import _
from webapp.tasks.asked import asked_number, asked_text

DAYS = ("valid_from", "valid_to")


@blueprint.get("/")
def index() -> str:
    return _page(current_person().person_id)


@blueprint.get("/<int:person_id>")
def show(person_id: int) -> str:
    return _page(person_id)


@blueprint.post("/<int:person_id>/absence")
def set_absence(person_id: int) -> Response | tuple[str, int]:
    days, missing = _days()
    if missing:
        return _page(person_id, missing), 422
    actor = current_person().person_id
    runner().run(SetAbsence(actor=actor, person_id=person_id, valid_from=days[0], valid_to=days[1]))
    flash(_("Frånvaron är inlagd."), "success")
    return _back(person_id)


@blueprint.post("/absence/<int:absence_id>/end")
def end_absence(absence_id: int) -> Response:
    runner().run(EndAbsence(actor=current_person().person_id, absence_id=absence_id))
    flash(_("Frånvaron är avslutad."), "success")
    return _back(asked_number("person") or current_person().person_id)


@blueprint.get("/<int:person_id>/new")
def choose(person_id: int) -> str:
    """Search for somebody; with `deputy`, say what and for how long."""
    return _choice(person_id, asked_number("deputy"))


@blueprint.post("/<int:person_id>/new")
def set_deputy(person_id: int) -> Response | tuple[str, int]:
    deputy_id = asked_number("deputy") or 0
    days, missing = _days()
    if missing:
        return _choice(person_id, deputy_id, missing), 422
    scopes = frozenset(scope for scope in DeputyScope if scope in request.form.getlist("scopes"))
    command = SetDeputy(
        actor=current_person().person_id, person_id=person_id, deputy_id=deputy_id, scopes=scopes,
        valid_from=days[0], valid_to=days[1],
    )  # fmt: skip
    runner().run(command)
    flash(_("Ställföreträdaren är inlagd."), "success")
    return _back(person_id)


@blueprint.post("/deputy/<int:arrangement_id>/end")
def end_deputy(arrangement_id: int) -> Response:
    runner().run(EndDeputy(actor=current_person().person_id, arrangement_id=arrangement_id))
    flash(_("Ställföreträdarskapet är avslutat. Det som redan är gjort gäller."), "success")
    return _back(asked_number("person") or current_person().person_id)


@blueprint.errorhandler(ArrangementRefused)
def show_fault(error: ArrangementRefused) -> tuple[str, int]:
    """The form again, with what was typed and what to mend."""
    person_id, faults = (request.view_args or {})["person_id"], [fault(error)]
    if request.endpoint == "deputies.set_deputy":
        return _choice(person_id, asked_number("deputy"), faults), 422
    return _page(person_id, faults), 422


def _days() -> tuple[list[date], list[FieldError]]:
    """The first and the last day, and which of them are missing or no dates."""
    days = {name: request.form.get(name, None, date.fromisoformat) for name in DAYS}
    return [day for day in days.values() if day], [FieldError(n, str(NO_DAY)) for n, day in days.items() if day is None]


def _back(person_id: int) -> Response:
    own = person_id == current_person().person_id
    return redirect(url_for("deputies.index") if own else url_for("deputies.show", person_id=person_id))


def _page(person_id: int, errors: Sequence[FieldError] = ()) -> str:
    with runner().read() as (session, clock):
        page = deputies_page(session, clock, current_person().person_id, person_id)
    return render_template(
        "deputies/index.html", page=page, errors=errors, scopes=SCOPES, typed=request.form, today=clock.today()
    )


def _choice(person_id: int, deputy_id: int | None, errors: Sequence[FieldError] = ()) -> str:
    search = asked_text("search")
    with runner().read() as (session, clock):
        page = deputies_page(session, clock, current_person().person_id, person_id)
        deputy = person_by_id(session, clock, deputy_id) if deputy_id else None
        found = find_person(session, clock, search)
    return render_template(
        "deputies/new.html", page=page, deputy=deputy, found=found, search=search, errors=errors, scopes=SCOPES,
        typed=request.form, chosen=request.form.getlist("scopes"), today=clock.today(),
    )  # fmt: skip
