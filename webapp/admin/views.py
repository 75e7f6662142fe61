"""How the installation is doing, who may sign in, and the demonstration's calendar."""

from __future__ import annotations

from datetime import datetime, time

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.account_invite import InvitePerson
from engine.commands.account_set_disabled import SetAccountDisabled
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.refresh_principals import RefreshPrincipals
from engine.errors import NotAuthorized, NotFound
from engine.queries.account_list import account_list
from engine.queries.installation_overview import installation_overview
from engine.rules import Rule
from webapp.admin import blueprint
from webapp.admin.forms import invitation_fault, read_day
from webapp.context import current_person, runner, settings
from webapp.i18n import _
from webapp.tasks.asked import asked_number

MORNING = time(8, 0)


@blueprint.before_request
def administrators_only() -> None:
    if not current_person().administrator:
        raise NotAuthorized(Rule.ADMINISTRATORS_ONLY, "Only an administrator may open this page")


@blueprint.get("/")
def index() -> str:
    with runner().read() as (session, clock):
        overview = installation_overview(session, clock)
        now = clock.now()
    return render_template("admin/index.html", overview=overview, now=now, demo=settings().demo)


@blueprint.post("/business-time")
def move_business_time() -> Response:
    """Let the demonstration's calendar stand at the morning of another day."""
    if not settings().demo:
        raise NotFound("Only a demonstration travels in time")
    day = read_day(request.form.get("day", ""))
    if day is None:
        flash(_("Skriv ett datum mellan år 2000 och 2100."), "danger")
        return redirect(url_for("admin.index"))
    at = datetime.combine(day, MORNING, settings().zone_info)
    runner().run(MoveBusinessTime(at=at, actor=current_person().person_id))
    runner().run(RefreshPrincipals())
    flash(_("Kalendern är flyttad. Det som nu har förfallit sker inom några sekunder."), "success")
    return redirect(url_for("admin.index"))


@blueprint.get("/accounts")
def accounts() -> str:
    search = request.args.get("search", "").strip()
    with runner().read() as (session, _clock):
        page = account_list(session, search, request.args.get("page", 1, int))
    return render_template("admin/accounts.html", page=page, search=search)


@blueprint.post("/accounts/invite")
def invite() -> Response:
    person_id = asked_number("person") or 0
    email = request.form.get("email", "").strip()
    with runner().read() as (session, _clock):
        fault = invitation_fault(session, person_id, email)
    if fault:
        flash(fault, "danger")
        return _back_to_accounts()
    runner().run(InvitePerson(person_id=person_id, email=email, actor=current_person().person_id))
    flash(_("En inbjudan är på väg till %(email)s.", email=email), "success")
    return _back_to_accounts()


@blueprint.post("/accounts/<int:account_id>/<any(close, open):change>")
def change_account(account_id: int, change: str) -> Response:
    close = change == "close"
    runner().run(SetAccountDisabled(account_id=account_id, disabled=close, actor=current_person().person_id))
    flash(_("Kontot är stängt. Den som var inloggad loggas ut.") if close else _("Kontot är öppet igen."), "success")
    return _back_to_accounts()


def _back_to_accounts() -> Response:
    return redirect(url_for("admin.accounts", search=request.form.get("search") or None))
