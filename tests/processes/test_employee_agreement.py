"""One employee's agreement, with every way back, and the round that opens them."""

from __future__ import annotations

from datetime import date

import pytest

from engine.bpmn import Environment
from engine.db import Database
from engine.models import Person, Position, Unit, UnitKind
from tests.processes.municipality import SINCE
from tests.processes.packages import program
from tests.processes.walk import Walk

ME, BOSS = "person:7", "manager-of:person:7"
OLLE = {"person": 7, "name": "Olle", "unit": "FGN-1"}


@pytest.fixture
def walk(environment: Environment) -> Walk:
    diagram = program("employee_agreement", "employee_agreement.bpmn")
    return Walk.start(diagram, "employee_agreement", environment, employee=OLLE, year=2026)


def who(walk: Walk) -> dict[str, set[str]]:
    return {
        task.element_id: {*task.candidates, *([task.assignee] if task.assignee else [])} for task in walk.tasks.values()
    }


def prepare(walk: Walk) -> None:
    walk.do("employee_preparation")
    walk.do("manager_preparation")


def confirm(walk: Walk) -> None:
    walk.do("manager_confirms")
    walk.do("employee_confirms")


def test_both_prepare_then_agree_then_confirm(walk: Walk) -> None:
    assert who(walk) == {"employee_preparation": {ME}, "manager_preparation": {BOSS}}
    prepare(walk)
    assert who(walk) == {"draft": {BOSS}}
    walk.do("draft")
    assert who(walk) == {"review": {ME}}
    walk.do("review", response="godkänner")
    assert who(walk) == {"employee_confirms": {ME}, "manager_confirms": {BOSS}}
    confirm(walk)
    assert walk.status == "completed"
    assert walk.recorded == [{"employee": 7, "year": 2026, "status": "signerat"}]


def test_a_comment_goes_back_twice_and_then_counts_as_a_disagreement(walk: Walk) -> None:
    prepare(walk)
    for _ in range(2):
        walk.do("draft")
        walk.do("review", response="kommentar")
        assert walk.open == ["draft"]
    walk.do("draft")
    walk.do("review", response="kommentar")
    assert who(walk) == {"disagreement": {BOSS}}


def test_a_disagreement_ends_in_a_new_draft_or_a_reservation(walk: Walk) -> None:
    prepare(walk)
    walk.do("draft")
    walk.do("review", response="oenig")
    walk.do("disagreement", outcome="överenskommet")
    assert walk.open == ["draft"]
    walk.do("draft")
    walk.do("review", response="oenig")
    walk.do("disagreement", outcome="reservation")
    confirm(walk)
    assert walk.status == "completed"
    assert walk.recorded[0]["status"] == "reservation"


def test_reply_times_move_forward_and_fixed_dates_backward(walk: Walk) -> None:
    prepare(walk)
    walk.do("draft")
    walk.do("review", response="godkänner")
    assert walk.dues == {
        "employee_preparation": date(2026, 3, 16),
        "manager_preparation": date(2026, 3, 16),
        "draft": date(2026, 3, 20),
        "review": date(2026, 3, 9),
        "employee_confirms": date(2026, 3, 31),
        "manager_confirms": date(2026, 3, 31),
    }


def test_what_only_the_two_may_read_never_enters_the_case(walk: Walk) -> None:
    prepare(walk)
    walk.do("draft", goals=[{"goal": "Läsa mer"}], held_on="2026-03-02")
    walk.do("review", response="oenig", comment="Nej")
    assert walk.execution.variables.keys() == {"employee", "year", "response", "comment_rounds"}


def test_a_round_opens_one_agreement_for_everyone_at_work(environment: Environment, sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        session.add(
            Unit(id="FGN-1", name="Skolan", kind=UnitKind.UNIT, parent_id="FGN", body_id="FGN", valid_from=SINCE)
        )
        session.add_all([Person(id=key, external_id=str(key), name=str(key)) for key in (1, 2, 3)])
        session.flush()
        for person, unit, away in ((1, "FGN-1", False), (2, "FGN-1", True), (3, "FGN", False)):
            session.add(
                Position(
                    person_id=person, unit_id=unit, title="", is_manager=False, on_leave=away, valid_from=SINCE
                )
            )  # fmt: skip
    diagram = program("employee_agreement", "employee_agreement_round.bpmn")
    walk = Walk.start(diagram, "employee_agreement_round", environment, year=2026, scope="FGN")
    items = walk.call("agreements").items
    assert [(item["employee"], item["year"]) for item in items] == [
        ({"person": 1, "name": "1", "unit": "FGN-1"}, 2026), ({"person": 3, "name": "3", "unit": "FGN"}, 2026),
    ]  # fmt: skip
    walk.finish("agreements", [{}, {}])
    assert walk.status == "completed"
