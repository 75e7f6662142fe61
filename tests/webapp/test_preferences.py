"""Each person chooses when letters come, in which language, and whether there is a calendar."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.models import Account, MailChoice
from engine.queries.notice_choice import DEFAULT_CHOICE, notice_choice
from engine.run import Runner
from tests.webapp.conftest import BO, Visitor


def choice(runner: Runner) -> MailChoice:
    with runner.database.read() as session:
        return notice_choice(session, BO).mail


@pytest.mark.parametrize("mail", list(MailChoice))
def test_a_choice_is_kept_and_shown(bo: Visitor, runner: Runner, mail: MailChoice) -> None:
    assert choice(runner) == DEFAULT_CHOICE
    bo.get("/preferences")
    bo.post("/preferences", {"mail": mail, "locale": "sv"}, follow_redirects=True)
    assert choice(runner) == mail
    shown = bo.get("/preferences").text
    assert f'value="{mail}" aria-describedby="hint-mail-{mail}" checked' in shown
    assert shown.count("checked") == 2


def test_the_language_holds_for_pages_and_letters(bo: Visitor, runner: Runner) -> None:
    bo.get("/preferences")
    answer = bo.post("/preferences", {"mail": "daily", "locale": "en"}, follow_redirects=True)
    assert "Your choices are saved." in answer.text
    with runner.database.read() as session:
        assert session.scalar(select(Account.locale).where(Account.person_id == BO)) == "en"


@pytest.mark.parametrize("fields", [{}, {"mail": "hourly", "locale": "sv"}, {"mail": "daily", "locale": "xx"}])
def test_a_choice_that_does_not_exist_changes_nothing(bo: Visitor, runner: Runner, fields: dict[str, str]) -> None:
    bo.get("/preferences")
    assert bo.post("/preferences", fields).status_code == 422
    assert choice(runner) == DEFAULT_CHOICE


@pytest.mark.parametrize("path", ["/preferences", "/preferences/calendar", "/preferences/calendar/revoke"])
def test_only_those_who_have_signed_in_choose(visitor: Visitor, runner: Runner, path: str) -> None:
    visitor.get("/sign-in")
    assert visitor.post(path, {"mail": "none", "locale": "sv"}).status_code == 400
    assert choice(runner) == DEFAULT_CHOICE


def test_removing_an_address_that_is_not_there_is_no_fault(bo: Visitor) -> None:
    bo.get("/preferences")
    assert bo.post("/preferences/calendar/revoke", follow_redirects=True).status_code == 200


def test_the_menu_leads_there(bo: Visitor) -> None:
    assert 'href="/preferences"' in bo.get("/").text or 'href="/preferences"' in bo.get("/tasks/").text
