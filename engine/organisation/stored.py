"""What the organisation tables hold, as the records that an import compares with."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Meeting, Person, Position, RoleAssignment, Unit, UnitKind
from engine.organisation.records import MeetingRecord, PersonRecord, PositionRecord, Record, RoleRecord, UnitRecord

PositionKey = tuple[str, str, date]
RoleKey = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Records by their keys; bodies: unit to body as stored; ids: key of person, position or role to its row's id."""

    units: Mapping[str, UnitRecord]
    bodies: Mapping[str, str | None]
    persons: Mapping[str, PersonRecord]
    person_ids: Mapping[str, int]
    positions: Mapping[PositionKey, PositionRecord]
    position_ids: Mapping[PositionKey, int]
    roles: Mapping[RoleKey, RoleRecord]
    role_ids: Mapping[RoleKey, int]
    meetings: Mapping[tuple[str, date], MeetingRecord]

    def of(self, kind: type[Record]) -> Mapping[Hashable, Record]:
        """The records of one kind by their keys."""
        by_kind: Mapping[type[Record], Mapping[Any, Record]] = {
            UnitRecord: self.units,
            PersonRecord: self.persons,
            PositionRecord: self.positions,
            RoleRecord: self.roles,
            MeetingRecord: self.meetings,
        }
        return by_kind[kind]


def read_stored(session: Session) -> Stored:
    """Everything, whatever its dates."""
    units = session.execute(
        select(Unit.id, Unit.name, Unit.kind, Unit.parent_id, Unit.valid_from, Unit.valid_to, Unit.body_id)
    ).all()
    persons = session.execute(select(Person.id, Person.external_id, Person.name, Person.email)).all()
    numbers = {id: number for id, number, _, _ in persons}
    positions: dict[PositionRecord, int] = {
        PositionRecord(
            person=numbers[person], unit=unit, title=title, is_manager=is_manager, on_leave=on_leave,
            valid_from=since, valid_to=until,
        ): id
        for id, person, unit, title, is_manager, on_leave, since, until in session.execute(
            select(
                Position.id, Position.person_id, Position.unit_id, Position.title, Position.is_manager,
                Position.on_leave, Position.valid_from, Position.valid_to,
            )
        )
    }  # fmt: skip
    roles: dict[RoleRecord, int] = {
        RoleRecord(person=numbers[person], role=role, unit=unit, valid_from=since, valid_to=until): id
        for id, person, role, unit, since, until in session.execute(
            select(
                RoleAssignment.id, RoleAssignment.person_id, RoleAssignment.role, RoleAssignment.unit_id,
                RoleAssignment.valid_from, RoleAssignment.valid_to,
            )
        )
    }  # fmt: skip
    meetings = (
        MeetingRecord(unit=unit, held_on=day) for unit, day in session.execute(select(Meeting.unit_id, Meeting.held_on))
    )
    return Stored(
        units={
            code: UnitRecord(code=code, name=name, kind=UnitKind(kind), parent=parent, valid_from=since, valid_to=until)
            for code, name, kind, parent, since, until, _ in units
        },
        bodies={code: body for code, *_, body in units},
        persons={number: PersonRecord(number=number, name=name, email=email) for _, number, name, email in persons},
        person_ids={number: id for id, number, _, _ in persons},
        positions={record.key: record for record in positions},
        position_ids={record.key: id for record, id in positions.items()},
        roles={record.key: record for record in roles},
        role_ids={record.key: id for record, id in roles.items()},
        meetings={record.key: record for record in meetings},
    )
