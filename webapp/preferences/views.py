"""One page: letters, language, and the address of the person's calendar."""

from __future__ import annotations

import secrets

from flask import flash, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.commands.account_set_locale import SetLocale
from engine.commands.renew_feed import RenewFeed
from engine.commands.revoke_feed import RevokeFeed
from engine.commands.set_notice_choice import SetNoticeChoice
from engine.errors import FieldError
from engine.models import MailChoice
from engine.queries.notice_choice import notice_choice
from webapp.context import current_person, runner, settings
from webapp.i18n import LANGUAGES, _, locale
from webapp.preferences import blueprint

SECRET_BYTES = 32


@blueprint.get("")
def index() -> str:
    return _page([])


@blueprint.post("")
def save() -> Response:
    """Letters and language, both at once."""
    mail, chosen = request.form.get("mail", ""), request.form.get("locale", "")
    errors = []
    if mail not in set(MailChoice):
        errors.append(FieldError("mail", _("Välj när du vill ha brev.")))
    if chosen not in LANGUAGES:
        errors.append(FieldError("locale", _("Välj ett språk.")))
    if errors:
        return make_response(_page(errors), 422)
    person = current_person()
    runner().run(SetNoticeChoice(person_id=person.person_id, mail=MailChoice(mail)))
    runner().run(SetLocale(account_id=person.account_id, locale=chosen))
    session["locale"] = chosen
    flash(_("Dina val är sparade."), "success")
    return redirect(url_for("preferences.index"))


@blueprint.post("/calendar")
def renew_feed() -> str:
    """A new address, which is shown on this one answer and kept nowhere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    runner().run(RenewFeed(person_id=current_person().person_id, secret=secret))
    address = settings().public_url + url_for("calendar_feed.show", token=secret)
    return _page([], address=address)


@blueprint.post("/calendar/revoke")
def revoke_feed() -> Response:
    runner().run(RevokeFeed(person_id=current_person().person_id))
    flash(_("Kalenderadressen gäller inte längre."), "success")
    return redirect(url_for("preferences.index"))


def _page(errors: list[FieldError], address: str | None = None) -> str:
    with runner().read() as (db_session, _clock):
        choice = notice_choice(db_session, current_person().person_id)
    return render_template(
        "preferences/index.html", choice=choice, errors=errors, address=address, language=locale(), languages=LANGUAGES
    )
