"""What any form may start from: its case, the organisation, last year's answers that everybody may read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.db import Database
from engine.ids import new_id
from engine.models import (
    Deployment,
    FormDefinition,
    Person,
    PrincipalHolder,
    ProcessDefinition,
    ProcessInstance,
    Submission,
    Unit,
    UnitKind,
)
from engine.ports import Case
from forms import compile_form
from processes.case_facts import CaseFacts

SCHEMA = {
    "id": "plan", "type": "default", "components": [
        {"type": "textfield", "id": "a", "key": "goal", "label": "Mål"},
        {"type": "textfield", "id": "b", "key": "secret", "label": "S", "properties": {"yearwheel:visibility": "LINE"}},
    ],
}  # fmt: skip
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def case(year: int | None = 2027, **more: Any) -> Case:
    identity = uuid4()
    return Case(id=identity, root_id=identity, definition_key="planning", title="Plan", cycle_year=year, unit_id="FGN",
                person_id=None, **more)  # fmt: skip


def submitted(session: Session, year: int, goal: str, visibility: str = "NMD", unit: str = "FGN") -> None:
    """One answered plan of an earlier year."""
    deployment = Deployment(id=new_id(), name="planning", sha256=uuid4().hex * 2, deployed_at=NOW)
    session.add(deployment)
    session.flush()
    form = FormDefinition(id=new_id(), deployment_id=deployment.id, key="plan", schema=SCHEMA, sha256=uuid4().hex * 2)
    definition = ProcessDefinition(
        id=new_id(), deployment_id=deployment.id, key="planning", version=new_id().int % 10**8, name="Plan", bpmn=b"",
        sha256=uuid4().hex * 2, variables=[],
    )  # fmt: skip
    session.add_all([form, definition])
    session.flush()
    instance = ProcessInstance(
        id=new_id(), definition_id=definition.id, definition_key="planning", title="Plan", cycle_year=year,
        unit_id=unit, status="completed", visibility=visibility, reader="nobody", status_reader="nobody", state=b"",
        started_at=NOW,
    )  # fmt: skip
    session.add(instance)
    session.flush()
    session.add(
        Submission(
            instance_id=instance.id, element_id="plan", form_id=form.id, visibility=visibility, reader="nobody",
            answers={"goal": goal, "secret": "hemligt"}, seq=1, submitted_at=NOW,
        )
    )  # fmt: skip
    session.flush()


@pytest.fixture
def session(database: Database) -> Any:
    with database.write() as session:
        for code, name in (("FGN", "Skolnämnden"), ("SN", "Socialnämnden")):
            session.add(Unit(id=code, name=name, kind=UnitKind.COMMITTEE, valid_from=date(2020, 1, 1)))
        session.add(Person(id=1, external_id="1", name="Siv Berg", email="siv@alvhamn.example"))
        session.flush()
        session.add(PrincipalHolder(principal="manager:unit:FGN", person_id=1))
        session.flush()
        yield session


def facts(session: Session, about: Case, **own: Any) -> CaseFacts:
    return CaseFacts(own, session, Clock(timedelta(), ZoneInfo("Europe/Stockholm")), about, "plan")


def test_the_case_and_the_organisation_are_known_by_name(session: Session) -> None:
    found = facts(session, case(variables={"frame": 12}), mine="egen")
    assert found["mine"] == "egen"
    assert found["case"] == {"frame": 12, "title": "Plan", "cycle_year": 2027}
    assert found["unit"] == {"id": "FGN", "name": "Skolnämnden", "kind": "committee", "manager": "Siv Berg"}
    assert found["person"] is None
    assert "nothing" not in found


def test_last_year_is_the_nearest_year_of_the_same_unit_without_what_is_not_for_all(session: Session) -> None:
    submitted(session, 2024, "för länge sedan")
    submitted(session, 2026, "i fjol")
    submitted(session, 2026, "grannens", unit="SN")
    submitted(session, 2027, "i år")
    assert facts(session, case())["last"] == {"goal": "i fjol"}
    assert facts(session, case(None))["last"] == {}


@pytest.mark.parametrize("visibility", ["LINE", "PAIR", "CASE", "WB", "AUTHOR", "STAT"])
def test_answers_that_only_some_may_read_are_nobodys_starting_value(session: Session, visibility: str) -> None:
    submitted(session, 2026, "i fjol", visibility)
    assert facts(session, case())["last"] == {}


def test_the_database_is_asked_only_for_what_a_form_names(session: Session, database: Database) -> None:
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    form = compile_form({"id": "f", "components": [
        {"type": "textfield", "id": "a", "key": "a", "label": "A", "properties": {"yearwheel:prefill": "=case.title"}},
        {"type": "textfield", "id": "b", "key": "last", "label": "B"},
    ]})  # fmt: skip
    taken = form.taken(facts(session, case(), mine=1))
    assert taken["mine"] == 1
    assert taken["case"]["title"] == "Plan"
    assert statements == []
    page = form.render(None, (), facts(session, case()), "sv", today=NOW.date())
    assert 'value="Plan"' in page
    assert statements == [], "a field that is called last is no question for last year's answers"
