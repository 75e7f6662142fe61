"""Signing in and out, sessions, limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from engine.commands.account_create import CreateAccount
from engine.commands.account_set_disabled import SetAccountDisabled
from engine.errors import NotAuthorized, Refused
from engine.models import Account, SignInAttempt
from engine.run import Runner
from tests.webapp.conftest import ADA, BO, CILLA, PASSWORD, Visitor
from webapp.app import create_app
from webapp.auth.passwords import hash_password
from webapp.auth.session import SIGNED_IN_AT, safe_next
from webapp.settings import Settings

PRIVATE = "/password"


def test_nobody_sees_a_private_page_without_signing_in(visitor: Visitor) -> None:
    response = visitor.get(PRIVATE)
    assert response.status_code == 302
    assert response.location == "/sign-in?next=/password"


def test_every_view_is_private_unless_marked_public(app: Flask) -> None:
    public = {name for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert public == {
        "healthz", "calendar_feed.show", "auth.sign_in", "auth.sign_in_with_password", "auth.sign_out",
        "auth.choose_language",
        "auth.ask_for_link", "auth.send_link", "auth.choose_password", "auth.set_chosen_password",
    }  # fmt: skip


def test_sign_in_leads_to_where_one_was_going(visitor: Visitor) -> None:
    response = visitor.sign_in("Bo@Alvhamn.example", next="/password")
    assert (response.status_code, response.location) == (302, "/password")
    assert "Bo Lind" in visitor.get(PRIVATE).text


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "evil", ""],
)
def test_sign_in_never_leads_to_another_site(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert safe_next(address) == "/"


@pytest.mark.parametrize(("email", "password"), [("bo@alvhamn.example", "fel"), ("ingen@alvhamn.example", PASSWORD)])
def test_a_wrong_pair_is_refused_in_the_same_words(visitor: Visitor, email: str, password: str) -> None:
    response = visitor.sign_in(email, password)
    assert response.status_code == 422
    assert "hör inte ihop" in response.text
    assert email in response.text
    assert visitor.get(PRIVATE).status_code == 302


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    visitor.token = "forged"
    assert visitor.post("/sign-in", {"email": "bo@alvhamn.example", "password": PASSWORD}).status_code == 400


def test_sign_out_ends_the_session(bo: Visitor) -> None:
    bo.get(PRIVATE)
    assert bo.post("/sign-out").location == "/sign-in"
    assert bo.get(PRIVATE).status_code == 302


def test_signing_in_asks_one_question_a_request(app: Flask, bo: Visitor, runner: Runner) -> None:
    statements: list[str] = []
    event.listen(runner.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    bo.get("/sign-in")  # shows nothing to those who are in: it redirects
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor, runner: Runner) -> None:
    cookie = visitor.sign_in("bo@alvhamn.example").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    secure = create_app(Settings(secret_key="x" * 40), runner)
    assert "Secure" in secure.test_client().get("/sign-in", base_url="https://a.example").headers["Set-Cookie"]


def test_a_session_ends_after_its_hours_however_busy(app: Flask, bo: Visitor, settings: Settings) -> None:
    with bo.client.session_transaction() as session:
        session[SIGNED_IN_AT] -= timedelta(hours=settings.session_hours, seconds=1).total_seconds()
    assert bo.get(PRIVATE).status_code == 302


def test_a_session_ends_when_nobody_uses_it(app: Flask, bo: Visitor, settings: Settings) -> None:
    assert app.permanent_session_lifetime == settings.session_idle
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(seconds=-1)
    assert bo.get(PRIVATE).status_code == 302


def test_a_closed_account_is_out_at_once_and_stays_out(bo: Visitor, runner: Runner) -> None:
    with runner.read() as (session, _):
        account_id = session.scalars(select(Account.id).where(Account.person_id == BO)).one()
    runner.run(SetAccountDisabled(account_id=account_id, disabled=True, actor=ADA))
    assert bo.get(PRIVATE).status_code == 302
    assert bo.sign_in("bo@alvhamn.example").status_code == 422


def test_only_an_administrator_closes_accounts_and_never_the_own(runner: Runner) -> None:
    with runner.read() as (session, _):
        ids = dict(session.execute(select(Account.person_id, Account.id)).all())
    with pytest.raises(NotAuthorized):
        runner.run(SetAccountDisabled(account_id=ids[ADA], disabled=True, actor=BO))
    with pytest.raises(Refused, match="own"):
        runner.run(SetAccountDisabled(account_id=ids[ADA], disabled=True, actor=ADA))


def test_guessing_a_password_has_an_end(runner: Runner, settings: Settings) -> None:
    visitor = Visitor(create_app(replace(settings, sign_in_attempts_per_address=3), runner).test_client())
    assert [visitor.sign_in("bo@alvhamn.example", f"guess {n}").status_code for n in range(4)] == [422, 422, 422, 429]
    locked = visitor.sign_in("bo@alvhamn.example")
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert visitor.sign_in("ada@alvhamn.example").status_code == 302


def test_guessing_from_one_network_has_an_end(runner: Runner, settings: Settings) -> None:
    visitor = Visitor(create_app(replace(settings, sign_in_attempts_per_network=3), runner).test_client())
    statuses = [visitor.sign_in(f"somebody{n}@alvhamn.example").status_code for n in range(4)]
    assert statuses == [422, 422, 422, 429]


def test_the_door_opens_again_when_the_window_has_passed(runner: Runner, settings: Settings) -> None:
    visitor = Visitor(create_app(replace(settings, sign_in_attempts_per_address=1), runner).test_client())
    visitor.sign_in("bo@alvhamn.example", "guess")
    assert visitor.sign_in("bo@alvhamn.example").status_code == 429
    with runner.database.write() as session:
        for attempt in session.scalars(select(SignInAttempt)):
            attempt.at -= timedelta(minutes=settings.sign_in_window_minutes, seconds=1)
    assert visitor.sign_in("bo@alvhamn.example").status_code == 302


def test_success_forgets_the_failures(visitor: Visitor, runner: Runner) -> None:
    visitor.sign_in("bo@alvhamn.example", "guess")
    visitor.sign_in("bo@alvhamn.example")
    with runner.read() as (session, _):
        address = SignInAttempt.subject == "address:bo@alvhamn.example"
        assert session.scalar(select(func.count()).select_from(SignInAttempt).where(address)) == 0
        assert session.scalars(select(Account).where(Account.person_id == BO)).one().last_sign_in is not None


def test_one_account_a_person_and_one_person_an_address(runner: Runner) -> None:
    taken = CreateAccount(person_id=CILLA, email="BO@alvhamn.example", password_hash=hash_password(PASSWORD))
    with pytest.raises(Refused):
        runner.run(taken)
    with pytest.raises(Refused):
        runner.run(replace(taken, person_id=BO, email="other@alvhamn.example"))


def test_the_language_follows_the_person(bo: Visitor, runner: Runner) -> None:
    bo.get(PRIVATE)
    bo.post("/language", {"locale": "en", "next": PRIVATE})
    assert '<html lang="en"' in bo.get(PRIVATE).text
    bo.post("/sign-out")
    bo.client.delete_cookie("yearwheel")
    bo.sign_in("bo@alvhamn.example")
    assert '<html lang="en"' in bo.get(PRIVATE).text
