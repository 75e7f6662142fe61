"""Deputies and absence in the browser's forms, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from engine.commands.refresh_principals import RefreshPrincipals
from engine.models import Absence, Deputy, HumanTask, Position
from engine.rules import Misfit
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.people import ADMINISTRATOR, CONTROLLER, OWNER, SECRETARY, STRANGER, TEACHER, Employee
from webapp.deputies.wording import MISFITS

SignIn = Callable[[Employee], Visitor]
NEW = f"/deputies/{SECRETARY.id}/new"
DAYS = {"valid_from": "2026-03-02", "valid_to": "2026-03-31"}
GIVEN = {"deputy": CONTROLLER.id, "scopes": ["do", "read"], **DAYS}


@pytest.fixture
def managed(runner: Runner) -> None:
    """The owner manages the committee's people."""
    with runner.database.write() as session:
        session.add(
            Position(person_id=OWNER.id, unit_id="FGN", title="Chef", is_manager=True, valid_from=date(2020, 1, 1))
        )
    runner.run(RefreshPrincipals())


def test_a_deputy_is_found_chosen_and_given_what_is_ticked(sign_in: SignIn, runner: Runner, task_id: UUID) -> None:
    secretary = sign_in(SECRETARY)
    assert "Ställföreträdare och frånvaro" in secretary.get("/tasks").text, "in the person's menu"
    assert "Ingen ställföreträdare är inlagd" in secretary.get("/deputies/").text
    found = secretary.get(f"{NEW}?search=alm").text
    assert f"{NEW}?deputy={CONTROLLER.id}" in found
    assert "Handläggare, Skolnämnden" in found
    form = secretary.get(f"{NEW}?deputy={CONTROLLER.id}").text
    assert 'value="approve-money"' in form
    page = secretary.post(NEW, GIVEN, follow_redirects=True).text
    assert ("Ställföreträdaren är inlagd" in page, "Kurt Alm" in page, "Läsa, Göra uppgifter" in page) == (True,) * 3
    controller = sign_in(CONTROLLER)
    assert "Siv Berg" in controller.get("/deputies/").text
    assert str(task_id) in controller.get("/tasks").text
    assert controller.get(f"/tasks/{task_id}").status_code == 200


def test_either_ends_it(sign_in: SignIn, runner: Runner) -> None:
    secretary, controller = sign_in(SECRETARY), sign_in(CONTROLLER)
    for visitor in (secretary, controller):
        secretary.get(NEW)
        secretary.post(NEW, GIVEN)
        with runner.read() as (session, _):
            number = session.query(Deputy).filter_by(ended_at=None).one().id
        visitor.get("/deputies/")
        page = visitor.post(f"/deputies/deputy/{number}/end", follow_redirects=True)
        assert "Ställföreträdarskapet är avslutat" in page.text
        with runner.read() as (session, _):
            assert session.query(Deputy).filter_by(ended_at=None).count() == 0


def test_faults_are_said_at_the_field_and_nothing_typed_is_lost(sign_in: SignIn, runner: Runner) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(NEW)
    none = secretary.post(NEW, {"deputy": CONTROLLER.id, **DAYS})
    assert (none.status_code, 'href="#field-scopes"' in none.text, 'value="2026-03-31"' in none.text) == (
        422,
        True,
        True,
    )
    past = secretary.post(NEW, {**GIVEN, "valid_from": "2026-03-01"})
    assert (past.status_code, str(MISFITS[Misfit.PAST]) in past.text) == (422, True)
    assert 'value="read" aria-describedby="hint-read" checked' in past.text
    assert secretary.post(NEW, {**GIVEN, "valid_to": "i morgon"}).status_code == 422
    assert secretary.post(NEW, {**GIVEN, "deputy": SECRETARY.id}).status_code == 422
    assert secretary.post(NEW, {**GIVEN, "deputy": 999}).status_code == 404
    away = secretary.post(f"/deputies/{SECRETARY.id}/absence", {"valid_from": "2026-03-09", "valid_to": "2026-03-02"})
    assert (away.status_code, 'value="2026-03-09"' in away.text) == (422, True)
    assert secretary.post(f"/deputies/{SECRETARY.id}/absence", {}).status_code == 422
    with runner.read() as (session, _):
        assert (session.query(Deputy).count(), session.query(Absence).count()) == (0, 0)


def test_a_manager_arranges_for_those_below(sign_in: SignIn, runner: Runner, managed: None, task_id: UUID) -> None:
    owner = sign_in(OWNER)
    assert f"/deputies/{TEACHER.id}" in owner.get("/deputies/").text
    assert "Frånvaro" in owner.get(f"/deputies/{TEACHER.id}").text
    with runner.database.write() as session:
        session.get_one(HumanTask, task_id).due_at = None
    page = owner.post(f"/deputies/{TEACHER.id}/absence", DAYS, follow_redirects=True).text
    assert ("Frånvaron är inlagd" in page, "31 mars 2026" in page) == (True, True)
    assert "Tea Dahl" in owner.get("/deputies/").text
    with runner.read() as (session, _):
        number = session.query(Absence).one().id
    assert (
        "Frånvaron är avslutad"
        in owner.post(f"/deputies/absence/{number}/end", {"person": TEACHER.id}, follow_redirects=True).text
    )


@pytest.mark.parametrize("person", [STRANGER, CONTROLLER])
def test_others_see_and_set_nothing(sign_in: SignIn, runner: Runner, person: Employee) -> None:
    visitor = sign_in(person)
    visitor.get("/deputies/")
    for path in (f"/deputies/{SECRETARY.id}", NEW, f"{NEW}?search=a"):
        assert visitor.get(path).status_code == 403
    assert visitor.post(NEW, GIVEN).status_code == 403
    assert visitor.post(f"/deputies/{SECRETARY.id}/absence", DAYS).status_code == 403
    for path in ("/deputies/deputy/1/end", "/deputies/absence/1/end", "/deputies/999"):
        assert (visitor.get(path) if path.endswith("999") else visitor.post(path)).status_code == 404
    with runner.read() as (session, _):
        assert (session.query(Deputy).count(), session.query(Absence).count()) == (0, 0)


def test_an_administrator_ends_and_sets_nothing(sign_in: SignIn, runner: Runner) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(NEW)
    secretary.post(NEW, GIVEN)
    administrator = sign_in(ADMINISTRATOR)
    page = administrator.get(f"/deputies/{SECRETARY.id}").text
    assert ("Kurt Alm" in page, "Lägg till ställföreträdare" in page, "Lägg in frånvaro" in page) == (
        True,
        False,
        False,
    )
    assert administrator.post(NEW, GIVEN).status_code == 403
    with runner.read() as (session, _):
        number = session.query(Deputy).one().id
    assert administrator.post(f"/deputies/deputy/{number}/end", {"person": SECRETARY.id}).status_code == 302


def test_every_refusal_has_words() -> None:
    assert set(MISFITS) == set(Misfit)
