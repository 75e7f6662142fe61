"""Älvhamn as it comes in: the numbers of domain/demo-data, and that everybody needed for a budget is there."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.calendar import SWEDISH
from engine.commands.import_organisation import ImportOrganisation
from engine.db import Database
from engine.models import Meeting, Person, Position, RoleAssignment, Unit, UnitKind
from engine.organisation.cells import Row
from engine.organisation.principals import compute_principals, principals_of, refresh_principals
from engine.organisation.snapshot import Snapshot, take_snapshot, valid_on
from engine.run import Transaction
from processes.demo import demo_rows, personas
from tests.clocks import clock_on

TODAY = date(2026, 3, 2)
#: Of the processor: the machine may have other things to do.
SECONDS_TO_GENERATE_AND_IMPORT = 20
SECONDS_TO_REFRESH = 2


@pytest.fixture(scope="module")
def seconds() -> dict[str, float]:
    return {}


@pytest.fixture(scope="module")
def alvhamn(
    tmp_path_factory: pytest.TempPathFactory, sqlite_tables: Path, seconds: dict[str, float]
) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("alvhamn") / "alvhamn.sqlite"
    path.write_bytes(sqlite_tables.read_bytes())
    database = Database(f"sqlite:///{path}")
    start = time.process_time()
    with database.write() as session:
        tx = Transaction(session, None, ZoneInfo("Europe/Stockholm"), is_sqlite=True)  # type: ignore[arg-type]
        ImportOrganisation(rows=demo_rows()).execute(tx)
    seconds["import"] = time.process_time() - start
    with database.write() as session:
        refresh_principals(session, clock_on(date(2040, 1, 1)))
        start = time.process_time()
        refresh_principals(session, clock_on(TODAY))
        seconds["refresh"] = time.process_time() - start
    yield database
    database.close()


@pytest.fixture
def session(alvhamn: Database) -> Iterator[Session]:
    with alvhamn.read() as session:
        yield session


@pytest.fixture
def snapshot(session: Session) -> Snapshot:
    return take_snapshot(session, TODAY)


def headcounts(session: Session, day: date) -> Counter[str]:
    employed = select(Unit.body_id, func.count()).join(Position, Position.unit_id == Unit.id)
    rows = session.execute(employed.where(valid_on(Position, day)).group_by(Unit.body_id))
    return Counter({str(body): number for body, number in rows})


def test_units_and_employees_per_committee(session: Session) -> None:
    units = select(Unit.body_id, func.count()).where(Unit.kind.in_([UnitKind.DEPARTMENT, UnitKind.UNIT]))
    assert dict(session.execute(units.group_by(Unit.body_id)).all()) == {
        "KS": 22, "FGN": 118, "GVN": 28, "VON": 92, "SN": 34, "KFN": 18, "SBN": 13, "MRN": 5,
    }  # fmt: skip
    employees = {
        "KS": 430, "FGN": 3050, "GVN": 790, "VON": 2780, "SN": 610, "KFN": 330, "SBN": 370, "MRN": 140,
    }  # fmt: skip
    companies = {"ASH": 3, "AEM": 1, "AKF": 1, "ALE": 1, "DAB": 1}
    assert headcounts(session, TODAY) == employees | companies
    assert sum(employees.values()) == 8500


def test_bodies(session: Session) -> None:
    kinds = Counter(str(kind) for kind in session.scalars(select(Unit.kind)))
    assert (kinds["committee"], kinds["company"], kinds["council"], kinds["municipality"]) == (8, 5, 1, 1)


def test_nobody_comes_or_goes_when_a_manager_changes(session: Session) -> None:
    before, after = headcounts(session, date(2026, 7, 31)), headcounts(session, date(2026, 8, 1))
    assert before == after
    preschool = session.scalars(select(Unit.id).where(Unit.name == "Förskolan Kajutan")).one()
    managers = [take_snapshot(session, day).managers[preschool] for day in (TODAY, date(2026, 8, 1))]
    assert len(managers[0]) == len(managers[1]) == 1
    assert managers[0] != managers[1]


@pytest.mark.parametrize(
    ("name", "staff"),
    [
        ("Förskolan Kajutan", 24), ("Hamnskolan F–6", 46), ("Skeppsholmsskolan 7–9", 62), ("Hemtjänst Norr natt", 38),
        ("Äldreboendet Strandgården", 41), ("Barn och unga utredning 2", 16), ("Stadsbiblioteket", 29), ("Bygglov", 18),
    ],
)  # fmt: skip
def test_units_told_by_name(session: Session, name: str, staff: int) -> None:
    employed = select(func.count()).select_from(Position).join(Unit, Position.unit_id == Unit.id)
    assert session.scalar(employed.where(Unit.name == name, valid_on(Position, TODAY))) == staff


def test_no_other_unit_is_too_large(session: Session) -> None:
    sizes = select(Unit.name, func.count()).join(Position).where(valid_on(Position, TODAY)).group_by(Unit.name)
    assert {name for name, size in session.execute(sizes) if size > 45} == {"Hamnskolan F–6", "Skeppsholmsskolan 7–9"}


def test_every_unit_with_staff_has_one_manager(snapshot: Snapshot, session: Session) -> None:
    staffed = set(session.scalars(select(Position.unit_id).where(valid_on(Position, TODAY))))
    assert staffed == set(snapshot.managers)
    assert {len(managers) for managers in snapshot.managers.values()} == {1}


def test_every_employee_but_the_companies_directors_has_somebody_above(snapshot: Snapshot, session: Session) -> None:
    for person in snapshot.workplaces:
        assert len(snapshot.superiors(person)) == 1, person


def test_leave(session: Session) -> None:
    away = select(func.count()).select_from(Position).where(Position.on_leave)
    assert session.scalar(away) == 210
    assert session.scalar(away.where(Position.is_manager)) == 0


@pytest.mark.parametrize(("day", "expected"), [(TODAY, 79), (date(2026, 10, 15), 79), (date(2027, 1, 1), 79)])
def test_the_council_has_79_members_in_every_term(session: Session, day: date, expected: int) -> None:
    members = take_snapshot(session, day).holders("member", "KF")
    assert len(members) == expected


def test_the_election_brings_new_members(session: Session) -> None:
    before, after = (take_snapshot(session, day).holders("member", "KF") for day in (TODAY, date(2026, 12, 1)))
    assert len(after - before) == 19


def test_elected_and_auditors(snapshot: Snapshot) -> None:
    assert len(snapshot.holders("member", "KS")) == 15
    assert len(snapshot.holders("auditor", "ALV")) == 7
    for body in ("KF", "KS", "FGN", "GVN", "VON", "SN", "KFN", "SBN", "MRN", "ASH", "AEM", "AKF", "ALE", "DAB"):
        assert len(snapshot.holders("chair", body)) == 1
        assert snapshot.holders("chair", body) <= snapshot.holders("member", body)


def test_auditors_have_no_other_office(snapshot: Snapshot) -> None:
    auditors = snapshot.holders("auditor", "ALV")
    others = {person for (_, role), holders in snapshot.roles.items() if role != "auditor" for person in holders}
    assert auditors.isdisjoint(others)
    assert auditors.isdisjoint(snapshot.workplaces)


def test_personas_come_first_and_can_be_written_to(session: Session) -> None:
    stored = session.execute(select(Person.id, Person.name, Person.email).order_by(Person.id).limit(len(personas())))
    assert [tuple(row) for row in stored] == [
        (number, persona.name, persona.email) for number, persona in enumerate(personas(), start=1)
    ]
    assert "petra.ost@alvhamn.example" in {persona.email for persona in personas()}


@pytest.mark.parametrize(
    ("name", "principal"),
    [
        ("Astrid Lind", "role:chief-executive:unit:ALV"),
        ("Astrid Lind", "role:head-of-department:unit:KS"),
        ("Jonas Ek", "role:finance-director:unit:ALV"),
        ("Sara Holm", "role:hr-director:unit:ALV"),
        ("Nadia Berg", "role:process-owner:unit:ALV"),
        ("Karin Dahl", "role:administrator:unit:ALV"),
        ("Maria Ros", "role:council-secretary:unit:KF"),
        ("Maria Ros", "role:secretary:unit:KS"),
        ("Bengt Stål", "role:auditor:unit:ALV"),
        ("Omar Haddad", "role:hr:unit:FGN"),
        ("Viktor Sund", "role:controller:unit:DAB"),
        ("Ingrid Palm", "role:secretary:unit:AEM"),
        ("Samir Nasser", "committee:unit:FGN"),
        ("Erik Sand", "committee:unit:SN"),  # the executive board's controller reads all
        ("Cecilia Brandt", "manager:unit:ASH"),
    ],
)
def test_personas_are_what_they_should_be(session: Session, name: str, principal: str) -> None:
    person = session.scalars(select(Person.id).where(Person.name == name)).one()
    assert principal in principals_of(session, person)


def test_petra_manages_ali(session: Session) -> None:
    ids = dict(session.execute(select(Person.name, Person.id).where(Person.name.in_(["Petra Öst", "Ali Rask"]))).all())
    assert f"manager-of:person:{ids['Ali Rask']}" in principals_of(session, ids["Petra Öst"])


@pytest.mark.parametrize("body", ["KS", "FGN", "GVN", "VON", "SN", "KFN", "SBN", "MRN"])
@pytest.mark.parametrize("role", ["head-of-department", "controller", "secretary", "registrar"])
def test_each_committee_has_its_people(snapshot: Snapshot, body: str, role: str) -> None:
    assert len(snapshot.holders(role, body)) == 1


@pytest.mark.parametrize("company", ["ASH", "AEM", "AKF", "ALE", "DAB"])
def test_each_company_has_its_people(snapshot: Snapshot, company: str) -> None:
    assert len(snapshot.holders("managing-director", company)) == 1
    assert len(snapshot.nearest_holders("controller", company)) == 1
    assert len(snapshot.nearest_holders("secretary", company)) == 1


def test_nobody_checks_his_own_plan(snapshot: Snapshot) -> None:
    for body in snapshot.units:
        planners = snapshot.holders("head-of-department", body) | snapshot.holders("managing-director", body)
        assert planners.isdisjoint(snapshot.nearest_holders("controller", body))


def test_meetings_are_on_working_days_of_bodies(session: Session) -> None:
    meetings = session.execute(select(Meeting.unit_id, Meeting.held_on)).all()
    assert all(SWEDISH.is_working_day(day) for _, day in meetings)
    assert {day.year for _, day in meetings} == {2026, 2027}
    council = {day for unit, day in meetings if unit == "KF"}
    assert {day.weekday() for day in council} == {3}
    assert {date(2026, 6, 18), date(2026, 11, 26), date(2026, 12, 17), date(2027, 3, 18)} <= council
    board = {day for unit, day in meetings if unit == "KS"}
    assert any(date(2026, 10, 1) <= day <= date(2026, 10, 31) for day in board)  # the proposal's month (KL 11:8)
    bodies = select(Unit.id).where(Unit.kind.in_([UnitKind.COUNCIL, UnitKind.COMMITTEE, UnitKind.COMPANY]))
    assert {unit for unit, _ in meetings} == set(session.scalars(bodies))


def test_it_is_the_same_every_time() -> None:
    assert demo_rows() == demo_rows()


def test_it_comes_in_through_the_import_and_a_second_time_changes_nothing(alvhamn: Database) -> None:
    with alvhamn.write() as session:
        tx = Transaction(session, None, ZoneInfo("Europe/Stockholm"), is_sqlite=True)  # type: ignore[arg-type]
        counts = ImportOrganisation(rows=demo_rows(), dry_run=True).execute(tx).counts
    assert (counts.new, counts.changed, counts.ended) == (0, 0, 0)


def test_principals_of_8500_employees_are_complete(session: Session) -> None:
    held = compute_principals(take_snapshot(session, TODAY))
    kinds = Counter(principal.split(":")[0] for principal, _ in held)
    assert kinds["employees"] == 8507
    assert kinds["manager-of"] == 8507
    assert kinds["person"] == kinds["everyone"] == 8507 + len(_only_elected(session))


def _only_elected(session: Session) -> set[int]:
    elected = set(session.scalars(select(RoleAssignment.person_id).where(valid_on(RoleAssignment, TODAY))))
    return elected - set(session.scalars(select(Position.person_id).where(valid_on(Position, TODAY))))


def test_it_is_quick(alvhamn: Database, seconds: dict[str, float]) -> None:
    assert seconds["import"] < SECONDS_TO_GENERATE_AND_IMPORT
    assert seconds["refresh"] < SECONDS_TO_REFRESH


def test_rows_are_rows_of_a_file() -> None:
    rows = demo_rows()
    top = {"record": "unit", "unit": "ALV", "name": "Älvhamns kommun", "kind": "municipality", "from": date(2000, 1, 1)}
    assert rows[0] == Row(2, top)
    assert [row.line for row in rows] == list(range(2, len(rows) + 2))
