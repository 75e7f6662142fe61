"""How many agreements stand where, as the page shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engine.ids import new_id
from engine.models import HumanTask, ProcessDefinition, ProcessInstance, TaskStatus
from engine.run import Runner
from tests.webapp.conftest import Visitor
from tests.webapp.pages.people import OWNER, SECRETARY, TEACHER, Employee

SignIn = Callable[[Employee], Visitor]
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.fixture
def agreements(runner: Runner) -> None:
    """The teacher's agreement is with the manager, the secretary's is done. HR is nobody here."""
    with runner.database.write() as session:
        definition = session.query(ProcessDefinition).one()
        for person, status in ((TEACHER, "running"), (SECRETARY, "completed")):
            reader = f"pair:person:{person.id}"
            agreement = ProcessInstance(
                id=new_id(), definition_id=definition.id, definition_key="employee_agreement", unit_id=person.unit,
                person_id=person.id, cycle_year=2026, title=f"Medarbetaravtal 2026 · {person.name}", status=status,
                visibility="PAIR", reader=reader, status_reader=f"status:unit:{person.unit}", state=b"",
                started_at=NOW,
            )  # fmt: skip
            session.add(agreement)
            session.flush()
            if status == "running":
                session.add(
                    HumanTask(
                        id=new_id(), instance_id=agreement.id, element_id="draft", name="Chefen skriver avtalet",
                        status=TaskStatus.OPEN, visibility="PAIR", reader=reader, opened_at=NOW,
                    )
                )  # fmt: skip


@pytest.mark.usefixtures("agreements")
def test_an_employee_counts_nothing_but_the_own_agreement(sign_in: SignIn) -> None:
    page = sign_in(TEACHER).get("/agreements/").text
    assert "Avtal 2026" in page
    assert 'data-label="Avtal">1<' in page
    assert 'data-label="Hos chefen">1<' in page
    assert 'data-label="Klart">0<' in page


@pytest.mark.usefixtures("agreements")
def test_within_a_body_units_lead_to_their_cases(sign_in: SignIn) -> None:
    page = sign_in(SECRETARY).get("/agreements/?unit=FGN").text
    assert "Medarbetaravtal: Skolnämnden" in page
    assert "/cases/?process=employee_agreement&amp;unit=FGN&amp;year=2026" in page
    assert "100 %" in page


@pytest.mark.usefixtures("agreements")
def test_who_may_follow_none_is_told_so(sign_in: SignIn) -> None:
    page = sign_in(OWNER).get("/agreements/").text
    assert "inga medarbetaravtal som du kan följa" in page
    assert "Starta en omgång" not in page


def test_an_unknown_unit_is_not_found(sign_in: SignIn) -> None:
    assert sign_in(OWNER).get("/agreements/?unit=XYZ").status_code == 404
