"""Sessions: who the cookie says you are, asked of the database once a request, and denied unless a view is public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from engine.clock import system_now
from engine.queries.account_signed_in import SignedIn, signed_in
from webapp.context import runner, settings
from webapp.errors import session_ended
from webapp.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])
SIGNED_IN_AT = "signed_in_at"


@dataclass(frozen=True)
class SessionUser(UserMixin):  # type: ignore[misc]
    """flask-login's view of a person. The id in the cookie holds the account's epoch, so that a new password or a
    disabled account ends the session at the next request."""

    signed_in: SignedIn

    def get_id(self) -> str:
        return f"{self.signed_in.account_id}.{self.signed_in.epoch}"


def public(view: View) -> View:
    """Mark a view as open to those who have not signed in. All others are closed to them."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask, settings: Settings) -> None:
    """Set up cookies and close every view that is not public."""
    app.config.update(
        SESSION_COOKIE_NAME="yearwheel",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=settings.session_idle,
    )
    logins = LoginManager(app)
    logins.session_protection = None  # a changed network address is no theft: people walk between networks
    logins.user_loader(_load)
    app.before_request(_require_sign_in)


def begin_session(person: SignedIn) -> None:
    """Sign this person in on the request's browser, in a fresh session."""
    chosen_locale = session.get("locale")
    session.clear()
    session.permanent = True
    session[SIGNED_IN_AT] = system_now().timestamp()
    if chosen_locale:
        session["locale"] = chosen_locale
    login_user(SessionUser(person))


def end_session() -> None:
    """Sign out on the request's browser."""
    logout_user()
    session.clear()


def safe_next(address: str | None) -> str:
    """Where to go after sign-in: a path of this site, never another site's address."""
    home = url_for("auth.home")
    if not address or not address.startswith("/") or address.startswith("//"):
        return home
    if any(ord(character) < 33 or character == "\\" for character in address):
        return home  # browsers drop control characters and read \ as /
    parts = urlsplit(address)
    return home if parts.scheme or parts.netloc else address


def _load(user_id: str) -> SessionUser | None:
    account_id, _, epoch = user_id.partition(".")
    begun = session.get(SIGNED_IN_AT, 0)
    if system_now() - datetime.fromtimestamp(begun, tz=system_now().tzinfo) > timedelta(hours=settings().session_hours):
        return None
    with runner().database.read() as db_session:
        person = signed_in(db_session, int(account_id), int(epoch))
    return SessionUser(person) if person else None


def _require_sign_in() -> Response | None:
    g.person_id = current_user.signed_in.person_id if current_user.is_authenticated else None
    if g.person_id or request.endpoint is None or request.endpoint == "static":
        return None
    if getattr(current_app.view_functions[request.endpoint], "is_public", False):
        return None
    if request.method == "POST":
        return session_ended()
    return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
