"""Writes what an import plan says, many rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from engine.db import Base
from engine.models import Meeting, Person, Position, RoleAssignment, Unit
from engine.organisation.importer import ImportPlan, Progress
from engine.organisation.records import PersonRecord, PositionRecord, RoleRecord
from engine.organisation.tree import Place, places

BATCH = 1000
#: Name of the parameter that says which row to update; no column is called so.
ROW = "row"
Values = Mapping[str, Any]


def store(session: Session, plan: ImportPlan, progress: Progress | None = None) -> None:
    """Write the plan. Persons new to the system get their ids in the order of the file.
    progress: told how many records are written so far."""
    session.flush()
    writer = _Writer(session, progress)
    _store_units(writer, plan)
    writer.store(Person, ((plan.stored.person_ids.get(one.key), _person(one)) for one in plan.persons))
    ids = {person.external_id: person.id for person in session.execute(select(Person.external_id, Person.id))}
    positions = ((plan.stored.position_ids.get(one.key), _position(one, ids)) for one in plan.positions)
    writer.store(Position, positions)
    writer.store(RoleAssignment, ((plan.stored.role_ids.get(one.key), _role(one, ids)) for one in plan.roles))
    writer.store(Meeting, ((None, {"unit_id": one.unit, "held_on": one.held_on}) for one in plan.meetings))


class _Writer:
    def __init__(self, session: Session, progress: Progress | None) -> None:
        self._connection = session.connection()
        self._progress = progress
        self._written = 0

    def store(self, model: type[Base], rows: Iterable[tuple[Any, Values]]) -> None:
        """rows: the id of the row to update, or None to insert one, and its values."""
        new: list[Values] = []
        changed: list[Values] = []
        for row, values in rows:
            if row is None:
                new.append(values)
            else:
                changed.append({**values, ROW: row})
        table = model.__table__
        self._execute(insert(model), new)
        self._execute(update(model).where(table.c.id == bindparam(ROW)), changed)

    def _execute(self, statement: Any, rows: list[Values]) -> None:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            self._connection.execute(statement, batch)
            self._written += len(batch)
            if self._progress:
                self._progress(self._written)


def _store_units(writer: _Writer, plan: ImportPlan) -> None:
    known, fresh = plan.stored.bodies, {unit.code for unit in plan.units}
    # The whole tree, not only what the file names: a unit that moves takes what lies below it to another body.
    tree = places({**plan.stored.units, **{unit.code: unit for unit in plan.units}})
    wanted = [place for place in tree if place.unit.code in fresh or place.body != known[place.unit.code]]
    writer.store(Unit, ((place.unit.code if place.unit.code in known else None, _unit(place)) for place in wanted))


def _unit(place: Place) -> Values:
    unit = place.unit
    return {
        "id": unit.code, "name": unit.name, "kind": unit.kind, "parent_id": unit.parent, "body_id": place.body,
        "valid_from": unit.valid_from, "valid_to": unit.valid_to,
    }  # fmt: skip


def _person(person: PersonRecord) -> Values:
    return {"external_id": person.number, "name": person.name, "email": person.email}


def _position(position: PositionRecord, ids: Mapping[str, int]) -> Values:
    return {
        "person_id": ids[position.person], "unit_id": position.unit, "title": position.title,
        "is_manager": position.is_manager, "on_leave": position.on_leave,
        "valid_from": position.valid_from, "valid_to": position.valid_to,
    }  # fmt: skip


def _role(role: RoleRecord, ids: Mapping[str, int]) -> Values:
    return {
        "person_id": ids[role.person], "role": role.role, "unit_id": role.unit,
        "valid_from": role.valid_from, "valid_to": role.valid_to,
    }  # fmt: skip
