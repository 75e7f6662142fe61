"""Sign in, sign out, choose a language."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.commands.account_count_attempt import CountAttempt
from engine.commands.account_register_sign_in import RegisterSignIn
from engine.commands.account_set_locale import SetLocale
from engine.errors import FieldError, TooManyAttempts
from engine.queries.account_by_address import account_by_address
from engine.queries.account_signed_in import signed_in
from webapp.auth import blueprint
from webapp.auth.passwords import rehash, verify_password
from webapp.auth.session import begin_session, end_session, public, safe_next
from webapp.context import current_person, is_signed_in, runner, settings
from webapp.i18n import LANGUAGES, _


@blueprint.get("/")
def home() -> Response:
    """The first page is what waits for the person."""
    return redirect(url_for("tasks.index"))


@blueprint.get("/sign-in")
@public
def sign_in() -> str | Response:
    if is_signed_in():
        return redirect(safe_next(request.args.get("next")))
    return render_template("auth/sign_in.html", next=request.args.get("next", ""), email="", errors=[])


@blueprint.post("/sign-in")
@public
def sign_in_with_password() -> tuple[str, int] | Response:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    attempts = count_attempt("address", email)
    with runner().database.read() as db_session:
        account = account_by_address(db_session, email)
    if not verify_password(account.password_hash if account else None, password) or account is None:
        fault = FieldError("email", _("E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen."))
        page = render_template("auth/sign_in.html", next=request.form.get("next", ""), email=email, errors=[fault])
        return page, 422
    new_hash = rehash(account.password_hash or "", password)
    runner().run(RegisterSignIn(account_id=account.id, epoch=account.epoch, attempts=attempts, new_hash=new_hash))
    with runner().database.read() as db_session:
        person = signed_in(db_session, account.id, account.epoch)
    if person is not None:
        begin_session(person)
    return redirect(safe_next(request.form.get("next")))


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    end_session()
    return redirect(url_for("auth.sign_in"))


@blueprint.post("/language")
@public
def choose_language() -> Response:
    chosen = request.form.get("locale", "")
    if chosen in LANGUAGES:
        session["locale"] = chosen
        if is_signed_in():
            runner().run(SetLocale(account_id=current_person().account_id, locale=chosen))
    return redirect(safe_next(request.form.get("next")))


def count_attempt(kind: str, email: str) -> tuple[int, ...]:
    """Count this attempt against the address and the network it comes from. Raises TooManyAttempts."""
    limits = settings()
    attempts = runner().run(
        CountAttempt(
            limits={
                f"{kind}:{email.strip().lower()}": limits.sign_in_attempts_per_address,
                f"network:{request.remote_addr}": limits.sign_in_attempts_per_network,
            },
            window=timedelta(minutes=limits.sign_in_window_minutes),
        )
    )
    if not attempts:
        raise TooManyAttempts(limits.sign_in_window_minutes)
    return attempts
