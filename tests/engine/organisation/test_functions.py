"""FEEL functions about the organisation, called as diagrams call them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from engine.clock import Clock, system_now
from engine.db import Database
from engine.errors import ExpressionError
from engine.feel import compile_expression
from engine.models import Position
from engine.organisation.functions import known_functions, organisation_functions
from tests.engine.organisation.small_municipality import (
    CHIEF,
    GROUP_DIRECTOR,
    HEAD,
    MEMBER,
    OTHER_TEACHER,
    PRINCIPAL_OF_SCHOOL,
    TEACHER,
    found,
    position,
)

ZONE = ZoneInfo("Europe/Stockholm")
TODAY = date(2026, 3, 2)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        found(session)
        yield session


def ask(session: Session, expression: str, **variables: Any) -> Any:
    now = system_now()
    clock = Clock(TODAY - now.astimezone(ZONE).date(), ZONE)
    compiled = compile_expression(expression, functions=frozenset(known_functions()))
    return compiled.evaluate(variables, organisation_functions(session, clock), now=clock.now(), zone=ZONE)


@pytest.mark.parametrize(
    ("expression", "principal"),
    [
        ("person(42)", "person:42"),
        ('manager("FGN")', "manager:unit:FGN"),
        ("manager of(42)", "manager-of:person:42"),
        ('role("controller", "FGN-002")', "role:controller:unit:FGN-002"),
        ('role("finance-director")', "role:finance-director:unit:ALV"),
    ],
)
def test_principals(session: Session, expression: str, principal: str) -> None:
    assert ask(session, expression) == principal


def test_bodies(session: Session) -> None:
    committees = [{"unit": "FGN", "name": "Unit FGN"}, {"unit": "KS", "name": "Unit KS"}]
    assert ask(session, "committees()") == committees
    assert ask(session, "companies().unit") == ["AEM", "ASH"]


def test_employees_of_a_unit_and_below(session: Session) -> None:
    assert ask(session, 'employees("FGN").person') == [HEAD, PRINCIPAL_OF_SCHOOL, TEACHER, OTHER_TEACHER]
    assert ask(session, 'employees("FGN-002").person') == [PRINCIPAL_OF_SCHOOL, TEACHER, OTHER_TEACHER]
    teacher = {"person": TEACHER, "name": f"Person {TEACHER}", "unit": "FGN-002"}
    assert ask(session, f'employees("FGN-002")[person = {TEACHER}]') == [teacher]


def test_a_company_is_an_employer_of_its_own(session: Session) -> None:
    everybody = ask(session, 'employees("ALV").person')
    assert CHIEF in everybody
    assert GROUP_DIRECTOR not in everybody
    assert ask(session, 'employees("ASH").person') == [GROUP_DIRECTOR]


def test_employees_leaves_out_those_away(session: Session) -> None:
    session.execute(update(Position).where(Position.person_id == TEACHER).values(on_leave=True))
    left = update(Position).where(Position.person_id == OTHER_TEACHER).values(valid_to=TODAY - timedelta(days=1))
    session.execute(left)
    assert ask(session, 'employees("FGN-002").person') == [PRINCIPAL_OF_SCHOOL]


def test_names_and_places(session: Session) -> None:
    assert ask(session, f"person name({TEACHER})") == f"Person {TEACHER}"
    assert ask(session, 'unit name("FGN")') == "Unit FGN"
    assert ask(session, f"unit of({TEACHER})") == "FGN-002"
    assert ask(session, f"unit of({MEMBER})") is None


def test_of_two_units_the_one_a_person_manages_comes_first(session: Session) -> None:
    session.add(position(TEACHER, "FGN-001", False, date(2010, 1, 1)))
    session.add(position(TEACHER, "FGN", True, date(2026, 1, 1)))
    session.flush()
    assert ask(session, f"unit of({TEACHER})") == "FGN"


def test_calendar(session: Session) -> None:
    assert ask(session, 'working day on or before(date("2026-10-31"))') == date(2026, 10, 30)
    assert ask(session, 'working day on or after(date("2026-10-31"))') == date(2026, 11, 2)
    assert ask(session, 'add working days(date("2026-04-01"), 2)') == date(2026, 4, 7)
    assert ask(session, 'legal latest(date("2026-10-31"))') == date(2026, 11, 2)
    assert ask(session, 'plan latest(date("2026-10-31"))') == date(2026, 10, 30)
    assert ask(session, 'in stop(date("2026-07-01"))') is True
    assert ask(session, 'after stop(date("2026-07-01"))') == date(2026, 8, 11)
    assert ask(session, 'is working day(date("2026-04-30"))') is True
    assert ask(session, 'is half day(date("2026-04-30"))') is True
    assert ask(session, "is election year(2026)") is True
    assert ask(session, "is election year(year)", year=2027) is False


@pytest.mark.parametrize(
    "expression",
    [
        "person(null)",
        "person(1.5)",
        'person("42")',
        "person(99999999999)",
        "manager(null)",
        'manager("FGN, person:1")',
        'role("Controller")',
        'role("controller", null)',
        "person name(999)",
        'unit name("NOWHERE")',
        'employees("NOWHERE")',
        'working day on or before("2026-10-31")',
        'working day on or before(date("9000-01-01"))',
        'add working days(date("2026-01-01"), 1.5)',
        'add working days(date("2026-01-01"), 1000000)',
    ],
)
def test_unfit_arguments_are_refused(session: Session, expression: str) -> None:
    with pytest.raises(ExpressionError):
        ask(session, expression)


def test_nothing_is_read_before_it_is_asked_for(session: Session) -> None:
    statements: list[str] = []
    bind = session.connection()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(bind, "before_cursor_execute", note)
    ask(session, 'role("controller", "FGN") = manager("FGN")')
    assert statements == []
    ask(session, '[role("hr"), role("auditor")]')
    assert len(statements) == 1


def test_known_functions_say_how_many_arguments() -> None:
    known = known_functions()
    assert known["role"] == (1, 2)
    assert known["committees"] == (0, 0)
    assert known["add working days"] == (2, 2)
    assert len(known) == 20
