"""Choosing passwords: by invitation, after forgetting, by wish. Links work once, for a while, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from engine.commands.account_invite import InvitePerson
from engine.commands.account_set_password import SetPassword
from engine.errors import NotAuthorized, PersonNotFound, Refused
from engine.models import Account, OutboxMessage
from engine.run import Runner
from notifications.links import RESET, AccountLinks
from notifications.outbox import Dispatcher
from tests.webapp.conftest import ADA, BO, CILLA, PASSWORD, TOKEN, Visitor
from webapp.settings import Settings
from webapp.wiring import create_dispatcher

NEW = "fyra koppar te"


@pytest.fixture
def dispatch(settings: Settings, tmp_path: Path) -> Dispatcher:
    """Lays letters in the test's folder."""
    return create_dispatcher(replace(settings, mail_folder=tmp_path))


def letters(folder: Path) -> list[str]:
    """Their texts, oldest first."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    parsed = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    return [str(letter["Subject"]) + "\n" + letter.get_body(("plain",)).get_content() for letter in parsed]  # type: ignore[union-attr]


def path_in(letter: str) -> str:
    """The path of the link in a letter."""
    return next(urlsplit(line).path for line in letter.splitlines() if line.startswith("http"))


def choose(visitor: Visitor, path: str, password: str = NEW, again: str | None = None) -> int:
    visitor.get(path)
    fields = {"password": password, "password-again": password if again is None else again}
    return visitor.post(path, fields).status_code


def test_an_invitation_opens_an_account_once(
    runner: Runner, visitor: Visitor, app: Flask, dispatch: Dispatcher, tmp_path: Path
) -> None:
    runner.run(InvitePerson(person_id=CILLA, email="Cilla@alvhamn.example", actor=ADA))
    assert dispatch(runner) == 1
    [letter] = letters(tmp_path)
    assert letter.startswith("Välkommen till Årshjulet i Älvhamns kommun\n")
    assert visitor.sign_in("cilla@alvhamn.example", "").status_code == 422
    assert choose(visitor, path_in(letter)) == 302
    assert "Cilla Ask" in visitor.get("/password").text
    assert Visitor(app.test_client()).get(path_in(letter)).status_code == 404
    assert Visitor(app.test_client()).sign_in("cilla@alvhamn.example", NEW).status_code == 302


def test_a_second_invitation_replaces_the_first(
    runner: Runner, visitor: Visitor, dispatch: Dispatcher, tmp_path: Path
) -> None:
    for email in ("cilla@wrong.example", "cilla@alvhamn.example"):
        runner.run(InvitePerson(person_id=CILLA, email=email, actor=ADA))
        dispatch(runner)
    first, second = letters(tmp_path)
    assert visitor.get(path_in(first)).status_code == 404
    assert choose(visitor, path_in(second)) == 302


def test_an_invitation_overtaken_before_it_left_is_not_sent(
    runner: Runner, dispatch: Dispatcher, tmp_path: Path
) -> None:
    for email in ("cilla@wrong.example", "cilla@alvhamn.example"):
        runner.run(InvitePerson(person_id=CILLA, email=email, actor=ADA))
    dispatch(runner)
    assert len(letters(tmp_path)) == 1


def test_who_may_be_invited_by_whom(runner: Runner) -> None:
    with pytest.raises(NotAuthorized):
        runner.run(InvitePerson(person_id=CILLA, email="cilla@alvhamn.example", actor=BO))
    with pytest.raises(PersonNotFound):
        runner.run(InvitePerson(person_id=404, email="x@alvhamn.example", actor=ADA))
    with pytest.raises(Refused, match="already"):
        runner.run(InvitePerson(person_id=BO, email="bo@alvhamn.example", actor=ADA))
    with pytest.raises(Refused, match="somebody else"):
        runner.run(InvitePerson(person_id=CILLA, email="bo@alvhamn.example", actor=ADA))
    with pytest.raises(Refused, match="not an e-mail"):
        runner.run(InvitePerson(person_id=CILLA, email="cilla@alvhamn.example\nBcc: all@example.org", actor=ADA))


def test_a_forgotten_password_is_replaced_by_a_mailed_link(
    runner: Runner, visitor: Visitor, bo: Visitor, dispatch: Dispatcher, tmp_path: Path
) -> None:
    visitor.get("/forgotten")
    assert visitor.post("/forgotten", {"email": "BO@alvhamn.example"}).status_code == 200
    dispatch(runner)
    [letter] = letters(tmp_path)
    assert choose(visitor, path_in(letter)) == 302
    assert bo.get("/password").status_code == 302, "the older session has ended"
    assert choose(visitor, path_in(letter)) == 404
    assert bo.sign_in("bo@alvhamn.example", PASSWORD).status_code == 422, "the older password is gone"


def test_an_unknown_address_gets_the_same_answer_and_no_letter(
    runner: Runner, visitor: Visitor, dispatch: Dispatcher
) -> None:
    visitor.get("/forgotten")
    known = visitor.post("/forgotten", {"email": "bo@alvhamn.example"}).text
    visitor.get("/forgotten")
    unknown = visitor.post("/forgotten", {"email": "nobody@alvhamn.example"}).text
    assert TOKEN.sub("", unknown) == TOKEN.sub("", known)
    assert dispatch(runner) == 1


def test_the_outbox_holds_no_secret(runner: Runner, visitor: Visitor) -> None:
    visitor.get("/forgotten")
    visitor.post("/forgotten", {"email": "bo@alvhamn.example"})
    with runner.read() as (session, _):
        [message] = session.scalars(select(OutboxMessage))
        assert message.payload.keys() == {"account_id", "epoch"}


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kort", "kort", "för kort"),
        ("elva tecken", "elva tecken", "för kort"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "för lätt"),
        ("bo@alvhamn.example", "bo@alvhamn.example", "för lätt"),
        (NEW, "fyra koppar the", "inte lika"),
        ("x" * 1001, "x" * 1001, "för kort"),
    ],
)
def test_a_password_is_long_and_no_more_is_asked(bo: Visitor, password: str, again: str, said: str) -> None:
    bo.get("/password")
    fields = {"password-current": PASSWORD, "password": password, "password-again": again}
    response = bo.post("/password", fields)
    assert response.status_code == 422
    assert said in response.text or "för långt" in response.text
    assert f'name="password" type="password" value="{password}"' not in response.text


def test_changing_a_password_ends_the_other_sessions(bo: Visitor, app: Flask) -> None:
    elsewhere = Visitor(app.test_client())
    elsewhere.sign_in("bo@alvhamn.example")
    bo.get("/password")
    fields = {"password-current": PASSWORD, "password": NEW, "password-again": NEW}
    assert bo.post("/password", fields).status_code == 302
    assert bo.get("/password").status_code == 200
    assert elsewhere.get("/password").status_code == 302


def test_the_present_password_is_asked_for(bo: Visitor) -> None:
    bo.get("/password")
    fields = {"password-current": "gissning", "password": NEW, "password-again": NEW}
    response = bo.post("/password", fields)
    assert (response.status_code, "stämmer inte" in response.text) == (422, True)


def test_links_are_for_one_purpose_one_secret_and_a_while(settings: Settings) -> None:
    lives = {RESET: timedelta(minutes=1), "invitation": timedelta(minutes=1)}
    links = AccountLinks("a secret", "https://a.example", lives)
    token = links.token(RESET, 7, 2)
    assert links.read(RESET, token) == (7, 2)
    assert links.read("invitation", token) is None
    assert replace(links, secret_key="another").read(RESET, token) is None
    assert links.read(RESET, token[:-1]) is None
    assert replace(links, lives={RESET: timedelta(seconds=-1)}).read(RESET, token) is None


def test_a_stale_epoch_sets_no_password(runner: Runner) -> None:
    with runner.read() as (session, _):
        account = session.scalars(select(Account).where(Account.person_id == BO)).one()
    chosen = SetPassword(account_id=account.id, epoch=account.epoch, password_hash="x")
    assert runner.run(chosen) == account.epoch + 1
    with pytest.raises(Refused):
        runner.run(chosen)
