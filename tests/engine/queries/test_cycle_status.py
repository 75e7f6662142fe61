"""The year's matrix: bodies, the centre, rounds, and what the asker may not know of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from engine.calendar import Country, WorkCalendar
from engine.clock import Clock
from engine.queries.cycle_status import CycleRow, StepState, StepStatus, cycle_status
from engine.queries.statutory_dates import Statute, statutory_dates
from tests.clocks import clock_on
from tests.engine.queries.rows import ANNA, MONDAY, case, hold, task

DAY = timedelta(days=1)


def row(session: Session, clock: Clock, unit_id: str | None) -> CycleRow:
    status = cycle_status(session, clock, ANNA, 2027)
    return status.centre if unit_id is None else next(row for row in status.bodies if row.unit_id == unit_id)


def test_every_body_has_a_row_the_executive_board_first_and_companies_last(session: Session, clock: Clock) -> None:
    status = cycle_status(session, clock, ANNA, 2027)
    assert [row.unit_id for row in status.bodies] == ["KS", "FGN", "AEM"]
    assert all(row.steps == {} and row.case_id is None for row in status.bodies)


def test_open_late_and_done_steps(session: Session, clock: Clock) -> None:
    centre = case(session, cycle_year=2027, unit_id="KS")
    plan = case(session, cycle_year=2027, unit_id="FGN", parent_id=centre.id, root_id=centre.id)
    task(session, centre, step="3", status="completed", closed_at=MONDAY)
    task(session, centre, step="5", due_at=MONDAY + DAY)
    task(session, plan, step="4a", due_at=MONDAY - DAY)
    assert row(session, clock, None).steps == {
        "3": StepState(status=StepStatus.DONE, due_at=None, done_at=MONDAY),
        "5": StepState(status=StepStatus.OPEN, due_at=MONDAY + DAY, done_at=None),
    }
    assert row(session, clock, "FGN").steps["4a"].status == StepStatus.LATE
    assert row(session, clock, "FGN").case_id == plan.id
    assert row(session, clock, "KS").steps == {}


def test_a_step_with_an_open_task_is_not_done(session: Session, clock: Clock) -> None:
    centre = case(session, cycle_year=2027)
    task(session, centre, "Ramar", step="3", status="completed", closed_at=MONDAY)
    task(session, centre, "Beslut", step="3")
    task(session, centre, "Larm", step="7", status="withdrawn", closed_at=MONDAY)
    steps = row(session, clock, None).steps
    assert steps["3"].status == StepStatus.OPEN
    assert "7" not in steps


def test_a_body_that_plans_again_stands_where_the_new_round_stands(session: Session, clock: Clock) -> None:
    centre = case(session, cycle_year=2027)
    for number, status in enumerate(("completed", "open")):
        plan = case(session, cycle_year=2027, unit_id="FGN", parent_id=centre.id, started_at=MONDAY + number * DAY)
        task(session, plan, step="4a", status=status, closed_at=MONDAY if status == "completed" else None)
    assert row(session, clock, "FGN").steps["4a"].status == StepStatus.OPEN


def test_what_may_not_be_known_is_left_out(session: Session, clock: Clock) -> None:
    centre = case(session, cycle_year=2027)
    hidden = case(
        session,
        cycle_year=2027,
        unit_id="FGN",
        parent_id=centre.id,
        reader="committee:unit:FGN",
        status_reader="nobody",
    )
    task(session, hidden, step="4a")
    assert row(session, clock, "FGN").steps == {}
    hold(session, ANNA, "committee:unit:FGN")
    assert row(session, clock, "FGN").steps["4a"].status == StepStatus.OPEN


def test_employees_agreements_are_no_part_of_the_matrix(session: Session, clock: Clock) -> None:
    task(session, case(session, cycle_year=2027, unit_id="FGN", person_id=ANNA), step="3a")
    status = cycle_status(session, clock, ANNA, 2027)
    assert status.years == ()
    assert status.centre.steps == {}


@pytest.mark.parametrize(
    ("budget_year", "expected"),
    [
        (2027, [(Statute.NEW_COUNCIL, date(2026, 10, 15), date(2026, 10, 15)),
                (Statute.BOARD_PROPOSAL, date(2026, 10, 31), date(2026, 10, 30)),
                (Statute.COUNCIL_BUDGET, date(2026, 11, 30), date(2026, 11, 30))]),
        (2028, [(Statute.BOARD_PROPOSAL, date(2027, 10, 31), date(2027, 10, 29)),
                (Statute.COUNCIL_BUDGET, date(2027, 11, 30), date(2027, 11, 30))]),
    ],
)  # fmt: skip
def test_statutory_dates(budget_year: int, expected: list[tuple[Statute, date, date]]) -> None:
    found = statutory_dates(clock_on(date(2026, 10, 20)), budget_year)
    assert [(each.statute, each.day, each.planned) for each in found] == expected


def test_days_left_may_be_over() -> None:
    assert [each.days_left for each in statutory_dates(clock_on(date(2026, 11, 1)), 2027)] == [-17, -1, 29]


def test_swedish_law_says_nothing_elsewhere() -> None:
    assert statutory_dates(replace(clock_on(date(2026, 11, 1)), calendar=WorkCalendar(Country.NORWAY)), 2027) == ()
