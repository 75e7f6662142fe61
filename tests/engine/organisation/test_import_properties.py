"""Whatever files come in, with whatever faults: what is stored afterwards hangs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from engine.commands.import_organisation import ImportOrganisation
from engine.db import Database
from engine.models import UnitKind
from engine.organisation.cells import Row
from engine.organisation.importer import ImportPlan
from engine.organisation.records import PositionRecord, RoleRecord
from engine.organisation.stored import Stored, read_stored
from engine.organisation.tree import places
from engine.run import Transaction

CODES = st.sampled_from(["A", "B", "C", "D", "E", ""])
PERSONS = st.sampled_from(["1", "2", "3", ""])
DAYS = st.sampled_from(["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01", "2023-02-30"])
ENDS = st.one_of(st.just(""), DAYS)

UNITS = st.fixed_dictionaries(
    {
        "record": st.just("unit"), "unit": CODES, "name": st.just("N"), "kind": st.sampled_from(list(UnitKind)),
        "parent": CODES, "from": DAYS,
    }
)  # fmt: skip
PEOPLE = st.fixed_dictionaries(
    {"record": st.just("person"), "person": PERSONS, "name": st.just("N"), "email": st.sampled_from(["", "a@b.se"])}
)
POSITIONS = st.fixed_dictionaries(
    {
        "record": st.just("position"), "person": PERSONS, "unit": CODES, "title": st.just("T"),
        "manager": st.sampled_from(["yes", "no"]), "from": DAYS, "to": ENDS,
    }
)  # fmt: skip
ROLES = st.fixed_dictionaries(
    {"record": st.just("role"), "person": PERSONS, "role": st.just("hr"), "unit": CODES, "from": DAYS, "to": ENDS}
)
TOP = {"record": "unit", "unit": "A", "name": "Top", "kind": "municipality", "from": "2020-01-01"}
FILES = st.lists(st.one_of(UNITS, UNITS, PEOPLE, POSITIONS, POSITIONS, ROLES), max_size=25)


class UndoneError(Exception):
    """Ends an example without leaving anything behind."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(FILES, min_size=1, max_size=3))
def test_what_is_stored_hangs_together(sqlite_database: Database, files: list[list[dict[str, str]]]) -> None:
    try:
        with sqlite_database.write() as session:
            take(session, [TOP])
            for file in files:
                plan = take(session, file)
                check(read_stored(session))
                again = take(session, file)
                assert (again.counts.changed, again.counts.ended) == (0, 0) or again.errors != plan.errors
                if not plan.errors:
                    assert again.counts.unchanged == len(file)
            raise UndoneError
    except UndoneError:
        pass


def take(session: Session, file: Sequence[dict[str, str]]) -> ImportPlan:
    rows = tuple(Row(line, {k: v for k, v in cells.items() if v}) for line, cells in enumerate(file, start=2))
    tx = Transaction(session, None, ZoneInfo("Europe/Stockholm"), is_sqlite=True)  # type: ignore[arg-type]
    plan = ImportOrganisation(rows=rows, accept_good_rows=True).execute(tx)
    assert len(plan.errors) + plan.counts.new + plan.counts.changed + plan.counts.ended + plan.counts.unchanged == len(
        rows
    )
    session.expire_all()
    return plan


def check(stored: Stored) -> None:
    placed = list(places(stored.units))
    assert {place.unit.code for place in placed} == set(stored.units)
    assert [place.unit.code for place in placed if place.unit.parent is None] == ["A"]
    assert {place.unit.code: place.body for place in placed} == stored.bodies
    managers: defaultdict[str, list[PositionRecord]] = defaultdict(list)
    same: defaultdict[tuple[str, ...], list[PositionRecord | RoleRecord]] = defaultdict(list)
    for position in stored.positions.values():
        same["position", position.person, position.unit].append(position)
        if position.is_manager:
            managers[position.unit].append(position)
    for role in stored.roles.values():
        same["role", role.person, role.role, role.unit].append(role)
    groups: list[list[PositionRecord] | list[PositionRecord | RoleRecord]] = [*managers.values(), *same.values()]
    for group in groups:
        for day in (date(year, 1, 1) for year in range(2020, 2025)):
            assert sum(each.valid_from <= day <= (each.valid_to or date.max) for each in group) <= 1
    emails = [person.email for person in stored.persons.values() if person.email]
    assert len(emails) == len(set(emails))
