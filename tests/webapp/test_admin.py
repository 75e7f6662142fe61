"""The administrator's pages: who may open them, and that they do what they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from engine.clock import system_now
from engine.commands.refresh_principals import RefreshPrincipals
from engine.ids import new_id
from engine.models import (
    Account,
    Deployment,
    Incident,
    Job,
    OutboxMessage,
    ProcessDefinition,
    ProcessInstance,
    RoleAssignment,
)
from engine.models.setting import PRINCIPALS_AS_OF, Setting
from engine.run import Runner
from tests.webapp.conftest import ADA, BO, CILLA, Visitor
from webapp.app import create_app
from webapp.settings import Settings

PAGES = ["/admin/", "/admin/accounts", "/admin/definitions", "/admin/incidents"]


@pytest.fixture
def incident(runner: Runner) -> Incident:
    """A case that stands still because its job has used up its attempts."""
    deployment = Deployment(id=new_id(), name="Mål och budget", sha256="a" * 64, deployed_at=system_now())
    definition = ProcessDefinition(
        id=new_id(), deployment_id=deployment.id, key="planning", version=1, name="Mål och budget",
        sha256="b" * 64, bpmn=(Path(__file__).parent / "pages" / "planning.bpmn").read_bytes(), variables=[],
    )  # fmt: skip
    case = ProcessInstance(
        id=new_id(), definition_id=definition.id, definition_key="planning", title="Budget 2027", state=b"",
        visibility="LINE", reader="nobody", status_reader="nobody", started_at=system_now(),
    )  # fmt: skip
    job = Job(id=new_id(), kind="service-task", instance_id=case.id, attempts=5, leased_until=system_now())
    incident = Incident(
        id=new_id(), instance_id=case.id, job_id=job.id, element_id="check", code="service-task-failed",
        message="Registret <svarar> inte", raised_at=system_now(),
    )  # fmt: skip
    with runner.database.write() as session:
        for row in (deployment, definition, case, job, incident):
            session.add(row)
            session.flush()
    return incident


@pytest.mark.parametrize("path", PAGES)
def test_administrators_alone_see_the_pages(ada: Visitor, bo: Visitor, visitor: Visitor, path: str) -> None:
    assert ada.get(path).status_code == 200
    assert bo.get(path).status_code == 403
    assert visitor.get(path).status_code == 302


@pytest.mark.parametrize(
    "path", ["accounts/invite", "accounts/1/close", "business-time", f"incidents/{UUID(int=1)}/retry"]
)
def test_administrators_alone_change_anything(bo: Visitor, path: str) -> None:
    bo.get("/password")
    assert bo.post(f"/admin/{path}").status_code == 403


def test_whoever_stops_being_administrator_is_out_at_once(ada: Visitor, runner: Runner) -> None:
    with runner.database.write() as session:
        role = session.scalars(select(RoleAssignment)).one()
        role.valid_to = role.valid_from
    runner.run(RefreshPrincipals())
    assert ada.get("/admin/").status_code == 403


def test_inviting_a_person_found_by_name(ada: Visitor, runner: Runner) -> None:
    page = ada.get("/admin/accounts?search=cilla").text
    assert "Cilla Ask" in page
    assert "Bo Lind" not in page
    ada.post("/admin/accounts/invite", {"person": CILLA, "email": "cilla@alvhamn.example", "search": "cilla"})
    assert "inbjuden" in ada.get("/admin/accounts?search=cilla").text
    with runner.read() as (session, _):
        assert session.scalars(select(OutboxMessage.topic)).all() == ["mail.invitation"]


def test_a_search_is_text_and_not_a_pattern(ada: Visitor) -> None:
    assert "Ingen hittades" in ada.get("/admin/accounts?search=%25").text
    assert "Ingen hittades" in ada.get("/admin/accounts?search=_").text


@pytest.mark.parametrize(
    ("email", "said"), [("cilla", "är ingen e-postadress"), ("bo@alvhamn.example", "hör redan till någon annans konto")]
)
def test_an_invitation_that_cannot_go_says_why(ada: Visitor, runner: Runner, email: str, said: str) -> None:
    ada.get("/admin/accounts")
    ada.post("/admin/accounts/invite", {"person": CILLA, "email": email})
    assert said in ada.get("/admin/accounts").text
    with runner.read() as (session, _):
        assert session.scalars(select(OutboxMessage.topic)).all() == []


def test_closing_and_opening_an_account(ada: Visitor, bo: Visitor, runner: Runner) -> None:
    with runner.read() as (session, _):
        account_id = session.scalars(select(Account.id).where(Account.person_id == BO)).one()
    ada.get("/admin/accounts")
    ada.post(f"/admin/accounts/{account_id}/close")
    assert bo.get("/password").status_code == 302
    ada.get("/admin/accounts")
    ada.post(f"/admin/accounts/{account_id}/open")
    assert bo.sign_in("bo@alvhamn.example").status_code == 302


def test_nobody_closes_the_own_account(ada: Visitor, runner: Runner) -> None:
    with runner.read() as (session, _):
        account_id = session.scalars(select(Account.id).where(Account.person_id == ADA)).one()
    ada.get("/admin/accounts")
    assert f"/admin/accounts/{account_id}/close" not in ada.get("/admin/accounts").text
    assert ada.post(f"/admin/accounts/{account_id}/close").status_code == 409
    assert ada.get("/admin/").status_code == 200


def test_moving_the_calendar_moves_who_is_what(ada: Visitor, runner: Runner) -> None:
    ada.get("/admin/")
    assert ada.post("/admin/business-time", {"day": "2026-10-20"}).status_code == 302
    page = ada.get("/admin/").text
    assert "20 oktober 2026 08:00" in page
    with runner.read() as (session, clock):
        assert clock.today().isoformat() == "2026-10-20"
        assert session.get_one(Setting, PRINCIPALS_AS_OF).value == "2026-10-20"


@pytest.mark.parametrize("day", ["", "i morgon", "1999-12-31", "20261020123", "9999-01-01"])
def test_a_day_that_is_none_moves_nothing(ada: Visitor, runner: Runner, day: str) -> None:
    ada.get("/admin/")
    ada.post("/admin/business-time", {"day": day})
    assert "Skriv ett datum" in ada.get("/admin/").text
    with runner.read() as (_, clock):
        assert clock.offset == timedelta(0)


def test_a_real_installation_does_not_travel_in_time(runner: Runner, settings: Settings) -> None:
    real = create_app(replace(settings, demo=False, secret_key="x" * 40, base_url="http://localhost"), runner)
    ada = Visitor(real.test_client())
    ada.get("/sign-in", base_url="https://localhost")
    fields = {"email": "ada@alvhamn.example", "password": "tre koppar kaffe"}
    assert ada.post("/sign-in", fields, base_url="https://localhost").status_code == 302
    assert "Nytt datum" not in ada.get("/admin/", base_url="https://localhost").text
    ada.get("/password", base_url="https://localhost")
    assert ada.post("/admin/business-time", {"day": "2026-10-20"}, base_url="https://localhost").status_code == 404


def test_a_stopped_case_is_shown_and_tried_again(ada: Visitor, runner: Runner, incident: Incident) -> None:
    assert "1 ärende har stannat" in ada.get("/admin/").text
    page = ada.get("/admin/incidents").text
    assert "Budget 2027" in page
    assert "Granska planen" in page
    assert ada.post(f"/admin/incidents/{incident.id}/retry").status_code == 302
    with runner.read() as (session, _):
        assert session.get_one(Job, incident.job_id).attempts == 0
    assert "Inga ärenden står stilla" in ada.get("/admin/incidents").text
    ada.get("/password")
    assert ada.post(f"/admin/incidents/{incident.id}/retry").status_code == 404


def test_versions_in_use_are_listed_with_what_runs_on_them(ada: Visitor, incident: Incident) -> None:
    page = ada.get("/admin/definitions").text
    assert "Mål och budget" in page
    assert "nyast" in page
    assert "b" * 12 in page


def test_a_worker_that_does_not_run_is_noticed(ada: Visitor, runner: Runner) -> None:
    assert "Allt fungerar" in ada.get("/admin/").text
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    with runner.database.write() as session:
        session.add(OutboxMessage(topic="mail.reset", payload={}, created_at=long_ago, run_at=long_ago))
    assert "Bakgrundsarbetet ligger efter: 1 saker" in ada.get("/admin/").text


def test_the_pages_speak_english_too(app: Flask, ada: Visitor) -> None:
    ada.get("/password")
    ada.post("/language", {"locale": "en", "next": "/admin/"})
    assert "Everything works. Nothing waits for you." in ada.get("/admin/").text
