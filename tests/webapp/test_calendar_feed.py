"""A person's dates in the person's own calendar, for whoever has the address and nobody else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select, update

from engine.access.codes import SEALED, Visibility
from engine.clock import system_now
from engine.ids import new_id
from engine.models import (
    Account,
    ActingHolder,
    Deployment,
    DeputyScope,
    Exclusion,
    HumanTask,
    NoticeChoice,
    PrincipalHolder,
    ProcessDefinition,
    SignInAttempt,
    StatutoryDeadline,
    TaskExclusion,
    Translation,
)
from engine.run import Runner
from tests.engine.queries.rows import DEFINITION, MONDAY, case, hold, task
from tests.webapp.conftest import ADA, BO, CILLA, Visitor

DUE = datetime(2026, 10, 30, 22, 59, tzinfo=UTC)
ADDRESS = re.compile(r"<code>http://127\.0\.0\.1:8000(/calendar/[\w-]{43}\.ics)</code>")


@pytest.fixture
def deployed(runner: Runner) -> None:
    with runner.database.write() as session:
        session.add(Deployment(id=DEFINITION, name="tests", sha256="0", deployed_at=MONDAY))
        session.flush()
        session.add(
            ProcessDefinition(
                id=DEFINITION, deployment_id=DEFINITION, key="plan", version=1, name="Plan", sha256="0", bpmn=b"",
                variables=[],
            )
        )  # fmt: skip


def address_of(visitor: Visitor) -> str:
    visitor.get("/preferences")
    found = ADDRESS.search(visitor.post("/preferences/calendar").text)
    assert found, "the address is shown"
    return found[1]


def events(visitor: Visitor, address: str) -> list[Any]:
    response = visitor.get(address)
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    return list(icalendar.Calendar.from_ical(response.data).walk("VEVENT"))


def test_a_calendar_shows_what_waits_and_when(bo: Visitor, visitor: Visitor, runner: Runner, deployed: None) -> None:
    with runner.database.write() as session:
        of = case(session, "Verksamhetsplan 2027")
        mine = task(session, of, "Granska", [f"person:{BO}"], due_at=DUE)
        task(session, of, "Utan datum", [f"person:{BO}"])
        task(session, of, "Klar", due_at=DUE, status="completed")
        task(session, of, "Någon annans", [f"person:{ADA}"], due_at=DUE)
        barred = task(session, of, "Jäv", [f"person:{BO}"], due_at=DUE)
        session.add(TaskExclusion(task_id=barred.id, person_id=BO, rule=Exclusion.CONFLICT_OF_INTEREST))
        session.add(Translation(deployment_id=DEFINITION, locale="en", texts={"Granska": "Check"}))
    [event] = events(visitor, address := address_of(bo))
    assert event["SUMMARY"] == "Granska – Verksamhetsplan 2027"
    assert event["DTSTART"].dt == date(2026, 10, 30)
    assert event["URL"].endswith(f"/tasks/{mine.id}")
    with runner.database.write() as session:
        session.execute(update(Account).where(Account.person_id == BO).values(locale="en"))
    assert [each["SUMMARY"] for each in events(visitor, address)] == ["Check – Verksamhetsplan 2027"]


def test_what_is_done_in_anothers_place_is_in_the_calendar(
    bo: Visitor, visitor: Visitor, runner: Runner, deployed: None
) -> None:
    with runner.database.write() as session:
        task(session, case(session), "I Adas ställe", [f"person:{ADA}"], due_at=DUE, deputy_scope=DeputyScope.DO)
        session.add(
            ActingHolder(principal=f"person:{ADA}", scope=DeputyScope.DO, person_id=BO, for_person_id=ADA)
        )  # fmt: skip
    assert [each["SUMMARY"] for each in events(visitor, address_of(bo))] == ["I Adas ställe – Plan"]


@pytest.mark.parametrize("where", ["task", "case", "above"])
@pytest.mark.parametrize("code", sorted(SEALED))
def test_nothing_sealed_stands_in_a_calendar(
    bo: Visitor, visitor: Visitor, runner: Runner, deployed: None, code: Visibility, where: str
) -> None:
    with runner.database.write() as session:
        above = case(session, "KANARIE", visibility=code if where == "above" else "PUB")
        of = case(
            session, "KANARIE", parent_id=above.id, visibility=code if where == "case" else "PUB", person_id=CILLA
        )
        visibility = code if where == "task" else "PUB"
        task(session, of, "KANARIE", [f"person:{BO}"], due_at=DUE, visibility=visibility)
        hold(session, BO, "role:chief-executive:unit:ALV")
        session.add(
            StatutoryDeadline(
                id=new_id(),
                instance_id=of.id,
                element_id="e",
                name="Dag",
                statute="KL 1:1",
                on_date=date(2026, 4, 1),
                next_alarm_at=MONDAY,
            )
        )
    address = address_of(bo)
    found = [str(each["SUMMARY"]) for each in events(visitor, address)]
    assert found == ["En uppgift väntar på dig", *(["Dag (KL 1:1) – KANARIE"] if where == "task" else [])]
    if where != "task":
        assert "KANARIE" not in visitor.get(address).text


def test_a_chief_executive_sees_the_days_that_the_law_sets(
    bo: Visitor, visitor: Visitor, runner: Runner, deployed: None
) -> None:
    with runner.database.write() as session:
        of = case(session, "Budget 2027")
        for name, met_at in (("Förslag", None), ("Klart", MONDAY)):
            session.add(
                StatutoryDeadline(
                    id=new_id(), instance_id=of.id, element_id="e", name=name, statute="KL 11:8",
                    on_date=date(2026, 10, 31), met_at=met_at, next_alarm_at=MONDAY,
                )
            )  # fmt: skip
        session.add(PrincipalHolder(person_id=BO, principal="role:chief-executive:unit:BOLAGET"))
    address = address_of(bo)
    assert events(visitor, address) == [], "another's chief executive"
    with runner.database.write() as session:
        session.add(PrincipalHolder(person_id=BO, principal="role:chief-executive:unit:ALV"))
    [event] = events(visitor, address)
    assert (event["SUMMARY"], event["DTSTART"].dt) == ("Förslag (KL 11:8) – Budget 2027", date(2026, 10, 31))


def test_only_its_hash_is_kept(bo: Visitor, runner: Runner) -> None:
    address = address_of(bo)
    with runner.database.read() as session:
        kept = session.scalars(select(NoticeChoice.feed_hash)).one()
    assert kept
    assert kept not in address
    assert "/calendar/" not in re.sub(r'action="[^"]*"', "", bo.get("/preferences").text), "it is shown once"


def test_a_new_address_ends_the_old_one(bo: Visitor, visitor: Visitor) -> None:
    old, new = address_of(bo), address_of(bo)
    assert old != new
    assert visitor.get(old).status_code == 404
    assert events(visitor, new) == []
    bo.post("/preferences/calendar/revoke")
    assert visitor.get(new).status_code == 404


def test_a_closed_account_has_no_calendar(bo: Visitor, visitor: Visitor, runner: Runner) -> None:
    address = address_of(bo)
    with runner.database.write() as session:
        session.execute(update(Account).where(Account.person_id == BO).values(disabled=True))
    assert visitor.get(address).status_code == 404


def test_a_calendar_that_has_not_changed_is_not_sent_again(
    bo: Visitor, visitor: Visitor, runner: Runner, deployed: None
) -> None:
    address = address_of(bo)
    with runner.database.write() as session:
        task(session, case(session), "Granska", [f"person:{BO}"], due_at=DUE)
    first = visitor.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in first.headers
    again = visitor.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with runner.database.write() as session:
        session.execute(update(HumanTask).values(due_at=DUE + timedelta(days=1)))
    assert visitor.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_guessing_ends_soon_but_those_who_know_are_let_in(
    bo: Visitor, visitor: Visitor, runner: Runner, app: Flask
) -> None:
    address = address_of(bo)
    assert visitor.get("/calendar/guess.ics").status_code == 404
    with runner.database.write() as session:
        session.add_all([SignInAttempt(subject="calendar:127.0.0.1", at=system_now()) for _ in range(100)])
    assert visitor.get("/calendar/guess.ics").status_code == 429
    assert visitor.get(address).status_code == 200
    assert visitor.get("/sign-in").status_code == 200


def test_the_log_does_not_tell_the_address(bo: Visitor, visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    address = address_of(bo)
    with caplog.at_level("INFO", "webapp.request"):
        visitor.get(address)
    assert "/calendar/….ics" in [getattr(record, "path", "") for record in caplog.records]
    assert address not in str([vars(record) for record in caplog.records])
