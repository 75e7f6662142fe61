"""Importing an organisation file: what it changes, and which rows it refuses."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from engine.commands.import_organisation import ImportOrganisation
from engine.db import Database
from engine.errors import ImportRefused, NotAuthorized
from engine.models import Meeting, Person, Position, PrincipalHolder, RoleAssignment, Unit
from engine.organisation.cells import Row
from engine.organisation.importer import Counts, ImportPlan
from engine.run import Transaction

SINCE = "2020-01-01"


def unit(code: str, kind: str, parent: str = "", **cells: object) -> dict[str, object]:
    return {
        "record": "unit",
        "unit": code,
        "name": f"Unit {code}",
        "kind": kind,
        "parent": parent,
        "from": SINCE,
    } | cells


def person(number: str, **cells: object) -> dict[str, object]:
    return {"record": "person", "person": number, "name": f"Person {number}"} | cells


def works(number: str, code: str, **cells: object) -> dict[str, object]:
    return {"record": "position", "person": number, "unit": code, "title": "Lärare", "from": SINCE} | cells


def holds(number: str, role: str, code: str, **cells: object) -> dict[str, object]:
    return {"record": "role", "person": number, "role": role, "unit": code, "from": SINCE} | cells


def meets(code: str) -> dict[str, object]:
    return {"record": "meeting", "unit": code, "date": "2026-04-15"}


TREE = [unit("ALV", "municipality"), unit("FGN", "committee", "ALV"), unit("FGN-1", "unit", "FGN")]
STAFF = [
    person("1", email="A.Lind@alvhamn.example"),
    person("2"),
    works("1", "FGN-1", manager="yes"),
    works("2", "FGN-1", manager="no", on_leave="ja"),
    holds("2", "controller", "FGN"),
    meets("FGN"),
]


def rows(*cells: dict[str, object]) -> tuple[Row, ...]:
    """As read from a file: heading on line 1, empty cells left out."""
    return tuple(Row(line, {k: v for k, v in row.items() if v != ""}) for line, row in enumerate(cells, start=2))


def run(database: Database, *cells: dict[str, object], **options: Any) -> ImportPlan:
    with database.write() as session:
        tx = Transaction(session, None, ZoneInfo("Europe/Stockholm"), database.is_sqlite)  # type: ignore[arg-type]
        return ImportOrganisation(rows=rows(*cells), **options).execute(tx)


def refused(database: Database, *cells: dict[str, object]) -> dict[int, str]:
    """Line to reason, of rows added to a small municipality: the first is line 2."""
    run(database, *TREE, *STAFF)
    with pytest.raises(ImportRefused) as refusal:
        run(database, *cells)
    return {row.line: row.reason for row in refusal.value.rows}


def count(database: Database, model: type[Any]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_everything_comes_in(database: Database) -> None:
    plan = run(database, *TREE, *STAFF)
    assert plan.counts == Counts(new=9, changed=0, ended=0, unchanged=0)
    with database.read() as session:
        school = session.get_one(Unit, "FGN-1")
        assert (school.name, school.parent_id, school.body_id) == ("Unit FGN-1", "FGN", "FGN")
        first, second = session.scalars(select(Person).order_by(Person.id))
        assert (first.external_id, first.email, second.external_id) == ("1", "a.lind@alvhamn.example", "2")
        positions = session.scalars(select(Position).order_by(Position.id)).all()
        assert [(one.person_id, one.is_manager, one.on_leave) for one in positions] == [
            (first.id, True, False), (second.id, False, True),
        ]  # fmt: skip
        assert session.scalars(select(RoleAssignment.role)).all() == ["controller"]
        assert session.scalars(select(Meeting.held_on)).all() == [date(2026, 4, 15)]
        assert session.get(PrincipalHolder, ("manager:unit:FGN-1", first.id))


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    run(database, *TREE, *STAFF)
    assert run(database, *TREE, *STAFF).counts == Counts(new=0, changed=0, ended=0, unchanged=9)
    assert count(database, Position) == 2


def test_what_the_file_does_not_mention_stays(database: Database) -> None:
    run(database, *TREE, *STAFF)
    assert run(database, person("3")).counts == Counts(new=1, changed=0, ended=0, unchanged=0)
    assert (count(database, Person), count(database, Position)) == (3, 2)


def test_changes_and_ends(database: Database) -> None:
    run(database, *TREE, *STAFF)
    plan = run(
        database,
        unit("FGN-1", "unit", "FGN", name="Hamnskolan"),
        person("2", name="Berit"),
        works("2", "FGN-1", to="2021-06-30"),
    )
    assert plan.counts == Counts(new=0, changed=2, ended=1, unchanged=0)
    with database.read() as session:
        assert session.get_one(Unit, "FGN-1").name == "Hamnskolan"
        assert session.scalars(
            select(Position.valid_to).where(Position.on_leave.is_(False), ~Position.is_manager)
        ).all()
        berit = session.scalars(select(Person.id).where(Person.name == "Berit")).one()
        assert session.get(PrincipalHolder, ("employees", berit)) is None


def test_a_manager_is_replaced_in_one_file(database: Database) -> None:
    run(database, *TREE, *STAFF)
    run(
        database,
        person("3"),
        works("3", "FGN-1", manager="yes", **{"from": "2022-01-01"}),
        works("1", "FGN-1", manager="yes", to="2021-12-31"),
    )
    with database.read() as session:
        manager = select(Person.external_id).join(PrincipalHolder, PrincipalHolder.person_id == Person.id)
        assert session.scalars(manager.where(PrincipalHolder.principal == "manager:unit:FGN-1")).all() == ["3"]


def test_a_unit_that_moves_takes_its_children_to_the_new_body(database: Database) -> None:
    run(database, *TREE, unit("GVN", "committee", "ALV"), unit("FGN-2", "unit", "FGN-1"))
    run(database, unit("FGN-1", "unit", "GVN"))
    with database.read() as session:
        assert session.get_one(Unit, "FGN-2").body_id == "GVN"


def test_children_may_stand_before_their_parents(database: Database) -> None:
    assert run(database, *reversed(TREE)).counts.new == 3


def test_a_dry_run_changes_nothing_and_reports_all(database: Database) -> None:
    plan = run(database, *TREE, person(""), works("1", "FGN"), dry_run=True)
    assert [error.line for error in plan.errors] == [5, 6]
    assert plan.counts.new == 3
    assert count(database, Unit) == 0


def test_nothing_is_taken_when_a_row_is_bad(database: Database) -> None:
    with pytest.raises(ImportRefused):
        run(database, *TREE, person(""))
    assert count(database, Unit) == 0


def test_good_rows_are_taken_when_asked(database: Database) -> None:
    plan = run(database, *TREE, person("1"), person(""), works("9", "FGN-1"), accept_good_rows=True)
    assert [error.line for error in plan.errors] == [6, 7]
    assert (count(database, Unit), count(database, Person), count(database, Position)) == (3, 1, 0)


def test_progress_ends_at_its_total(database: Database) -> None:
    told: list[tuple[int, int]] = []
    run(database, *TREE, *STAFF, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (18, 18)


def test_only_an_administrator_may_import(database: Database) -> None:
    run(database, *TREE, *STAFF)
    with pytest.raises(NotAuthorized):
        run(database, *TREE, actor=1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"record": "planet"}, "record: 'planet' is none of"),
        ({"unit": "X"}, "record: is missing"),
        (unit("X", "unit", "FGN", email="a@b.se"), "email: means nothing in a row for a unit"),
        (unit("X", "unit", "FGN") | {"column 15": "1"}, "column 15: means nothing"),
        (unit("X:Y", "unit", "FGN"), "unit: 'X:Y' is not a code"),
        (unit("X, Y", "unit", "FGN"), "is not a code"),
        (unit("X" * 41, "unit", "FGN"), "is not a code"),
        (unit("X", "office", "FGN"), "kind: 'office' is none of"),
        (unit("X", "unit"), "parent: the municipality has none"),
        (unit("X", "municipality", "FGN"), "parent: the municipality has none"),
        (unit("X", "municipality"), "unit: ALV is the municipality already"),
        (unit("X", "unit", "NOWHERE"), "parent: there is no unit NOWHERE"),
        (unit("X", "unit", "X"), "the units stand in a circle"),
        (unit("FGN", "committee", "FGN-1"), "the units stand in a circle"),
        (unit("X", "unit", "FGN", **{"from": "2026-02-30"}), "from: '2026-02-30' is not a date"),
        (unit("X", "unit", "FGN", **{"from": "20260101"}), "is not a date"),
        (unit("X", "unit", "FGN", **{"from": "1/2/2026"}), "is not a date"),
        (unit("X", "unit", "FGN", **{"from": "0001-01-01"}), "is not a date"),
        (unit("X", "unit", "FGN", to="2019-12-31"), "to: 2019-12-31 lies before 2020-01-01"),
        (person("9", name=""), "name: is missing"),
        (person("9", name="x" * 201), "name: is longer than 200 characters"),
        (person("9", name="=HYPERLINK(1)"), "name: begins like a formula"),
        (person("9", name="@SUM(A1)"), "name: begins like a formula"),
        (person("9", name="Anna\x00"), "name: holds line breaks, control characters"),
        (person("9", name="An\nna"), "name: holds line breaks"),
        (person("9", name="Anna\u202eannA"), "invisible characters"),
        (person("9", name=object()), "name: holds neither text, number nor date"),
        (person("9", email="anna"), "email: 'anna' is not an address"),
        (person("9", email="a@b.se,c@d.se"), "is not an address"),
        (person("9", email="a.lind@ALVHAMN.example"), "email: a.lind@alvhamn.example belongs to person 1"),
        (works("9", "FGN-1"), "person: there is no person 9"),
        (works("2", "NOWHERE"), "unit: there is no unit NOWHERE"),
        (works("2", "FGN", manager="maybe"), "manager: 'maybe' is neither yes nor no"),
        (works("2", "FGN-1", **{"from": "2025-01-01"}), "from: the person has a position in the unit already"),
        (works("2", "FGN-1", manager="yes"), "manager: person 1 manages FGN-1 at the same time"),
        (holds("2", "Big Boss", "FGN"), "role: 'Big Boss' is not a key"),
        (holds("9", "hr", "FGN"), "person: there is no person 9"),
        (holds("2", "controller", "FGN", **{"from": "2026-01-01"}), "from: the person has the role already"),
        (
            {"record": "meeting", "unit": "FGN-1", "date": "2026-04-15"},
            "unit: FGN-1 is a unit, which holds no meetings",
        ),
        ({"record": "meeting", "unit": "XYZ", "date": "2026-04-15"}, "unit: there is no unit XYZ"),
    ],
)
def test_bad_rows(sqlite_database: Database, row: dict[str, object], reason: str) -> None:
    found = refused(sqlite_database, row)
    assert list(found) == [2]
    assert reason in found[2]


def test_two_managers_in_one_file_are_both_refused(sqlite_database: Database) -> None:
    found = refused(
        sqlite_database, person("3"), person("4"), unit("FGN-9", "unit", "FGN"),
        works("3", "FGN-9", manager="yes"), works("4", "FGN-9", manager="yes", **{"from": "2024-01-01"}),
    )  # fmt: skip
    assert found == {
        5: "manager: person 4 manages FGN-9 at the same time",
        6: "manager: person 3 manages FGN-9 at the same time",
    }


def test_a_refused_end_leaves_no_room_for_the_successor(sqlite_database: Database) -> None:
    run(sqlite_database, *TREE, *STAFF, person("3"))
    plan = run(
        sqlite_database,
        works("1", "FGN-1", manager="yes", to="2021-13-01"),
        works("3", "FGN-1", manager="yes", **{"from": "2022-01-01"}),
        accept_good_rows=True,
    )
    assert [error.line for error in plan.errors] == [2, 3]


def test_a_refused_clash_brings_back_what_is_stored_and_its_clashes(sqlite_database: Database) -> None:
    run(sqlite_database, *TREE, *STAFF, person("3"), person("4"))
    plan = run(
        sqlite_database,
        works("1", "FGN-1", manager="yes", to="2021-12-31"),
        works("3", "FGN-1", manager="yes", **{"from": "2021-06-01", "to": "2021-08-31"}),
        works("4", "FGN-1", manager="yes", **{"from": "2022-01-01"}),
        accept_good_rows=True,
    )
    assert [error.line for error in plan.errors] == [2, 3, 4]
    assert plan.errors[2].reason == "manager: person 1 manages FGN-1 at the same time"


def test_what_hangs_from_a_refused_unit_is_refused(sqlite_database: Database) -> None:
    found = refused(sqlite_database, unit("X", "unit", "NOWHERE"), unit("Y", "unit", "X"), person("3"), works("3", "Y"))
    assert found[3] == "parent: X does not hang from the municipality either"
    assert found[5] == "unit: there is no unit Y"


def test_a_circle_of_new_units_is_refused_and_the_rest_is_not(sqlite_database: Database) -> None:
    found = refused(
        sqlite_database,
        unit("X", "unit", "Y"),
        unit("Y", "unit", "Z"),
        unit("Z", "unit", "X"),
        unit("W", "unit", "FGN"),
    )
    assert found == dict.fromkeys((2, 3, 4), "parent: the units stand in a circle")


def test_units_too_deep_are_refused(sqlite_database: Database) -> None:
    chain = [unit(f"D{depth}", "unit", f"D{depth - 1}" if depth else "FGN") for depth in range(12)]
    found = refused(sqlite_database, *chain)
    assert set(found) == {12, 13}
    assert "more than 12 levels deep" in found[12]


def test_duplicates_are_refused(sqlite_database: Database) -> None:
    found = refused(sqlite_database, person("3"), person("3", name="Other"))
    assert found == {3: "person 3 is on line 2 already"}


def test_two_persons_may_swap_their_addresses(sqlite_database: Database) -> None:
    run(sqlite_database, person("1", email="a@b.se"), person("2", email="c@d.se"))
    plan = run(sqlite_database, person("1", email="c@d.se"), person("2", email="a@b.se"))
    assert plan.counts.changed == 2
