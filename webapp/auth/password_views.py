"""Choosing a password: the first one, a forgotten one, a new one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.commands.account_register_sign_in import RegisterSignIn
from engine.commands.account_request_reset import RequestPasswordReset
from engine.commands.account_set_password import SetPassword
from engine.errors import FieldError
from engine.queries.account_by_address import account_by_address
from engine.queries.account_signed_in import SignedIn, signed_in
from webapp.auth import blueprint
from webapp.auth.passwords import hash_password, new_password_faults, verify_password
from webapp.auth.session import begin_session, public
from webapp.auth.views import count_attempt
from webapp.context import current_person, runner, site
from webapp.i18n import _

LINK = "/<any(reset, invitation):purpose>/<token>"


@blueprint.get("/password")
def change_password() -> str:
    return render_template("auth/change_password.html", errors=[])


@blueprint.post("/password")
def set_changed_password() -> tuple[str, int] | Response:
    person = current_person()
    attempts = count_attempt("address", person.email)
    with runner().database.read() as session:
        account = account_by_address(session, person.email)
    known = verify_password(account.password_hash if account else None, request.form.get("password-current", ""))
    errors = [] if known else [FieldError("password-current", _("Det nuvarande lösenordet stämmer inte."))]
    errors += _faults(person)
    if errors:
        return render_template("auth/change_password.html", errors=errors), 422
    runner().run(RegisterSignIn(account_id=person.account_id, epoch=person.epoch, attempts=attempts))
    _choose(person)
    flash(_("Ditt lösenord är bytt. Du är utloggad överallt utom här."), "success")
    return redirect(url_for("auth.home"))


@blueprint.get("/forgotten")
@public
def ask_for_link() -> str:
    return render_template("auth/ask_for_link.html")


@blueprint.post("/forgotten")
@public
def send_link() -> str:
    email = request.form.get("email", "")
    count_attempt("reset", email)
    runner().run(RequestPasswordReset(email=email))
    return render_template("auth/link_sent.html", minutes=site().settings.reset_link_minutes)


@blueprint.get(LINK)
@public
def choose_password(purpose: str, token: str) -> str | tuple[str, int]:
    person = _behind(purpose, token)
    if person is None:
        return render_template("auth/dead_link.html"), 404
    return render_template("auth/choose_password.html", person=person, purpose=purpose, errors=[])


@blueprint.post(LINK)
@public
def set_chosen_password(purpose: str, token: str) -> tuple[str, int] | Response:
    person = _behind(purpose, token)
    if person is None:
        return render_template("auth/dead_link.html"), 404
    if errors := _faults(person):
        return render_template("auth/choose_password.html", person=person, purpose=purpose, errors=errors), 422
    _choose(person)
    flash(_("Välkommen! Ditt lösenord är valt och du är inloggad."), "success")
    return redirect(url_for("auth.home"))


def _behind(purpose: str, token: str) -> SignedIn | None:
    """Whom a mailed link belongs to, None when it is forged, too old, used or replaced."""
    named = site().links.read(purpose, token)
    if named is None:
        return None
    with runner().database.read() as session:
        return signed_in(session, *named)


def _faults(person: SignedIn) -> list[FieldError]:
    return new_password_faults(request.form.get("password", ""), request.form.get("password-again", ""), person.email)


def _choose(person: SignedIn) -> None:
    """Keep the posted password and go on in a session of the account's new epoch."""
    password_hash = hash_password(request.form["password"])
    epoch = runner().run(SetPassword(account_id=person.account_id, epoch=person.epoch, password_hash=password_hash))
    with runner().database.read() as session:
        renewed = signed_in(session, person.account_id, epoch)
    if renewed is not None:
        begin_session(renewed)
