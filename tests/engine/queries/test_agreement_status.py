"""How many agreements stand where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.queries.agreement_status import DONE, OTHER, agreement_status, agreement_years
from tests.engine.queries.rows import ANNA, BO, CILLA, MONDAY, case, hold, task

PHASES = {"own": "preparing", "boss": "preparing", "draft": "writing"}
AGREEMENT = "agreement"


def agreement(session: Session, person_id: int, *open_tasks: str, unit: str = "FGN-1", **values: Any) -> None:
    found = case(
        session, definition_key=AGREEMENT, cycle_year=2026, unit_id=unit, person_id=person_id, visibility="PAIR",
        **{"reader": f"pair:person:{person_id}", "status_reader": f"status:unit:{unit}"} | values,
    )  # fmt: skip
    for element in open_tasks:
        task(session, found, element, due_at=MONDAY - timedelta(days=1) if element == "draft" else None)


def counts(session: Session, clock: Clock, **asked: object) -> dict[str | None, dict[str, int]]:
    rows = agreement_status(session, clock, ANNA, AGREEMENT, PHASES, **asked)  # type: ignore[arg-type]
    return {row.unit_id: {phase: number for phase, number in row.counts.items() if number} for row in rows}


def test_an_agreement_stands_in_its_earliest_open_phase(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "status:unit:FGN-1")
    agreement(session, ANNA, "own", "boss")
    agreement(session, BO, "draft", "boss")
    agreement(session, CILLA, "draft")
    assert counts(session, clock) == {"FGN": {"preparing": 2, "writing": 1}}


def test_finished_waiting_and_cancelled(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "status:unit:FGN-1")
    agreement(session, ANNA, status="completed")
    agreement(session, BO)
    agreement(session, CILLA, "own", status="cancelled")
    assert counts(session, clock) == {"FGN": {DONE: 1, OTHER: 1}}


def test_late_ones_are_counted_once(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "status:unit:FGN-1")
    agreement(session, BO, "draft", "boss")
    agreement(session, CILLA, "own")
    assert [row.late for row in agreement_status(session, clock, ANNA, AGREEMENT, PHASES)] == [1]


def test_by_body_and_by_unit_within_it(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "status:unit:FGN-1", "status:unit:FGN", "status:unit:AEM")
    agreement(session, ANNA, "own", unit="AEM")
    agreement(session, BO, "own")
    agreement(session, CILLA, "own", unit="FGN")
    assert counts(session, clock) == {"AEM": {"preparing": 1}, "FGN": {"preparing": 2}}
    assert counts(session, clock, unit_id="FGN") == {"FGN": {"preparing": 1}, "FGN-1": {"preparing": 1}}


def test_only_those_that_the_asker_may_follow(session: Session, clock: Clock) -> None:
    agreement(session, BO, "own")
    assert counts(session, clock) == {}
    hold(session, ANNA, "pair:person:2")
    assert counts(session, clock) == {"FGN": {"preparing": 1}}


def test_one_year_at_a_time(session: Session, clock: Clock) -> None:
    hold(session, ANNA, "status:unit:FGN-1")
    agreement(session, BO, "own")
    assert agreement_years(session, AGREEMENT) == (2026,)
    assert counts(session, clock, year=2025) == {}
