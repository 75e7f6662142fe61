"""Who is what: each principal of the contract, on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.db import Database
from engine.models import Position, PrincipalHolder, RoleAssignment, Setting, Unit
from engine.models.setting import PRINCIPALS_AS_OF
from engine.organisation.principals import compute_principals, principals_of, refresh_principals
from engine.organisation.snapshot import take_snapshot
from tests.clocks import clock_on
from tests.engine.organisation.small_municipality import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD_CHAIR,
    BOARD_CONTROLLER,
    CHIEF,
    CONTROLLER,
    ENERGY_CHAIR,
    ENERGY_DIRECTOR,
    GROUP_CONTROLLER,
    GROUP_DIRECTOR,
    HEAD,
    HR,
    MEMBER,
    OTHER_TEACHER,
    OUTSIDER,
    OWNER,
    PRINCIPAL_OF_SCHOOL,
    SECRETARY,
    TEACHER,
    found,
    position,
)

TODAY = date(2026, 3, 2)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        found(session)
        yield session


def holders(session: Session, principal: str, day: date = TODAY) -> set[int]:
    return {person for name, person in compute_principals(take_snapshot(session, day)) if name == principal}


@pytest.mark.parametrize(
    ("principal", "persons"),
    [
        (f"person:{TEACHER}", {TEACHER}),
        (f"manager-of:person:{TEACHER}", {PRINCIPAL_OF_SCHOOL}),
        (f"manager-of:person:{PRINCIPAL_OF_SCHOOL}", {HEAD}),
        (f"manager-of:person:{HEAD}", {CHIEF}),
        (f"manager-of:person:{CHIEF}", {BOARD_CHAIR}),  # nobody is above: the board's chair
        (f"manager-of:person:{GROUP_DIRECTOR}", set()),  # a company's director has no other director above
        (f"manager-of:person:{MEMBER}", set()),
        ("manager:unit:FGN-002", {PRINCIPAL_OF_SCHOOL}),
        ("manager:unit:FGN", {HEAD}),  # nobody's position is there, but somebody heads its department
        ("manager:unit:ALV", {CHIEF}),
        ("manager:unit:AEM", {ENERGY_DIRECTOR}),
        ("role:controller:unit:FGN-002", {CONTROLLER}),
        ("role:controller:unit:KS", {BOARD_CONTROLLER}),
        ("role:controller:unit:AEM", {GROUP_CONTROLLER}),
        ("role:controller:unit:ALV", set()),  # the nearest upward, never one below
        ("role:hr:unit:FGN-002", {HR}),
        ("committee:unit:FGN", {MEMBER, SECRETARY, HEAD, CONTROLLER, BOARD_CONTROLLER}),
        ("committee:unit:FGN-002", {MEMBER, SECRETARY, HEAD, CONTROLLER, BOARD_CONTROLLER}),
        ("committee:unit:KS", {BOARD_CHAIR, CHIEF, BOARD_CONTROLLER}),
        ("committee:unit:ALV", {BOARD_CHAIR, CHIEF, BOARD_CONTROLLER}),  # the whole municipality: the board's
        ("committee:unit:AEM", {ENERGY_DIRECTOR, ENERGY_CHAIR, GROUP_CONTROLLER, BOARD_CONTROLLER}),
        ("line:unit:FGN-002", {PRINCIPAL_OF_SCHOOL, HEAD, CHIEF, OWNER}),
        ("line:unit:FGN", {HEAD, CHIEF, OWNER}),
        ("pair:person:4", {TEACHER, PRINCIPAL_OF_SCHOOL}),
        ("status:unit:FGN-002", {PRINCIPAL_OF_SCHOOL, HEAD, CHIEF, HR}),
        ("role:auditor:unit:ALV", {AUDITOR}),
    ],
)
def test_holders(session: Session, principal: str, persons: set[int]) -> None:
    assert holders(session, principal) == persons


def test_everyone_and_employees(session: Session) -> None:
    everyone, employees = holders(session, "everyone"), holders(session, "employees")
    assert everyone == set(range(CHIEF, OUTSIDER))
    assert {CHIEF, TEACHER, ADMINISTRATOR, GROUP_DIRECTOR} <= employees
    assert employees.isdisjoint({BOARD_CHAIR, MEMBER, AUDITOR, OUTSIDER})


def test_a_vacant_post_sends_its_tasks_upward(session: Session) -> None:
    end = update(Position).where(Position.person_id == PRINCIPAL_OF_SCHOOL).values(valid_to=date(2026, 6, 30))
    session.execute(end)
    assert holders(session, "manager:unit:FGN-002", date(2026, 6, 30)) == {PRINCIPAL_OF_SCHOOL}
    assert holders(session, "manager:unit:FGN-002", date(2026, 7, 1)) == {HEAD}
    assert holders(session, "pair:person:4", date(2026, 7, 1)) == {TEACHER, HEAD}


def test_a_manager_on_leave_leaves_the_post_vacant(session: Session) -> None:
    session.execute(update(Position).where(Position.person_id == PRINCIPAL_OF_SCHOOL).values(on_leave=True))
    assert holders(session, "manager:unit:FGN-002") == {HEAD}
    assert PRINCIPAL_OF_SCHOOL in holders(session, "employees")


def test_a_position_in_two_units_gives_two_managers(session: Session) -> None:
    session.add(position(TEACHER, "FGN-001", manages=False))
    session.flush()
    assert holders(session, f"manager-of:person:{TEACHER}") == {PRINCIPAL_OF_SCHOOL, HEAD}


def test_the_past_and_the_future_do_not_count(session: Session) -> None:
    session.add(position(OUTSIDER, "FGN-002", False, date(2026, 9, 1)))
    session.execute(update(RoleAssignment).where(RoleAssignment.role == "auditor").values(valid_to=date(2026, 3, 1)))
    session.flush()
    assert holders(session, f"person:{OUTSIDER}") == set()
    assert holders(session, "role:auditor:unit:ALV") == set()
    assert holders(session, f"person:{OUTSIDER}", date(2026, 9, 1)) == {OUTSIDER}


def test_a_closed_unit_keeps_its_readers(session: Session) -> None:
    session.execute(update(Unit).where(Unit.id == "FGN-002").values(valid_to=date(2025, 12, 31)))
    assert HEAD in holders(session, "line:unit:FGN-002")


def test_refresh_brings_the_table_up_to_date(session: Session) -> None:
    assert refresh_principals(session, clock_on(TODAY)) == session.scalar(
        select(func.count()).select_from(PrincipalHolder)
    )
    assert refresh_principals(session, clock_on(TODAY)) == 0
    session.execute(update(Position).where(Position.person_id == PRINCIPAL_OF_SCHOOL).values(person_id=OTHER_TEACHER))
    assert refresh_principals(session, clock_on(TODAY)) > 0
    assert "manager:unit:FGN-002" in principals_of(session, OTHER_TEACHER)
    assert principals_of(session, PRINCIPAL_OF_SCHOOL) == frozenset()
    held = {(row.principal, row.person_id) for row in session.scalars(select(PrincipalHolder))}
    assert held == compute_principals(take_snapshot(session, TODAY))


def test_refresh_remembers_its_day(session: Session) -> None:
    refresh_principals(session, clock_on(TODAY))
    session.flush()
    setting = session.get(Setting, PRINCIPALS_AS_OF)
    assert setting is not None
    assert setting.value == "2026-03-02"
