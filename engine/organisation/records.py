"""One row of an organisation file as a typed record. docs/reference/organisation-file.md describes the columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.models import UnitKind
from engine.organisation.cells import BadRow, Row
from engine.organisation.codes import ROLE_KEY

NAME_LENGTH = 200
NUMBER_LENGTH = 40
EMAIL_LENGTH = 254
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRecord:
    """line: where it stands in the file, which is no part of what it says."""

    line: int = field(default=0, compare=False)
    code: str
    name: str
    kind: UnitKind
    parent: str | None
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> str:
        return self.code

    @classmethod
    def read(cls, row: Row) -> UnitRecord:
        since, until = row.period()
        unit = cls(
            line=row.line, code=row.code("unit"), name=row.text("name", NAME_LENGTH), kind=_kind(row),
            parent=row.code("parent", required=False) or None, valid_from=since, valid_to=until,
        )  # fmt: skip
        if (unit.kind == UnitKind.MUNICIPALITY) != (unit.parent is None):
            raise BadRow("parent: the municipality has none, and every other unit has one")
        return unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """number: the one the personnel system knows the person by."""

    line: int = field(default=0, compare=False)
    number: str
    name: str
    email: str | None

    @property
    def key(self) -> str:
        return self.number

    @classmethod
    def read(cls, row: Row) -> PersonRecord:
        email = row.text("email", EMAIL_LENGTH, required=False).lower()
        if email and not EMAIL.fullmatch(email):
            raise BadRow(f"email: {email!r} is not an address")
        number, name = row.text("person", NUMBER_LENGTH), row.text("name", NAME_LENGTH)
        return cls(line=row.line, number=number, name=name, email=email or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRecord:
    """An employment, known by person, unit and first day."""

    line: int = field(default=0, compare=False)
    person: str
    unit: str
    title: str
    is_manager: bool
    on_leave: bool
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> tuple[str, str, date]:
        return self.person, self.unit, self.valid_from

    @classmethod
    def read(cls, row: Row) -> PositionRecord:
        since, until = row.period()
        return cls(
            line=row.line, person=row.text("person", NUMBER_LENGTH), unit=row.code("unit"),
            title=row.text("title", NAME_LENGTH), is_manager=row.answer("manager"), on_leave=row.answer("on_leave"),
            valid_from=since, valid_to=until,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRecord:
    """A role held, known by person, role, unit and first day."""

    line: int = field(default=0, compare=False)
    person: str
    role: str
    unit: str
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> tuple[str, str, str, date]:
        return self.person, self.role, self.unit, self.valid_from

    @classmethod
    def read(cls, row: Row) -> RoleRecord:
        role = row.text("role", NAME_LENGTH)
        if not ROLE_KEY.fullmatch(role):
            raise BadRow(f"role: {role!r} is not a key of lower-case letters, digits and hyphens")
        since, until = row.period()
        return cls(
            line=row.line, person=row.text("person", NUMBER_LENGTH), role=role, unit=row.code("unit"),
            valid_from=since, valid_to=until,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """A day on which a body meets."""

    line: int = field(default=0, compare=False)
    unit: str
    held_on: date

    @property
    def key(self) -> tuple[str, date]:
        return self.unit, self.held_on

    @classmethod
    def read(cls, row: Row) -> MeetingRecord:
        return cls(line=row.line, unit=row.code("unit"), held_on=row.day("date"))


Record = UnitRecord | PersonRecord | PositionRecord | RoleRecord | MeetingRecord
Dated = PositionRecord | RoleRecord

#: What the column `record` may say, what the row then is, and the columns that it may fill.
KINDS: Mapping[str, tuple[type[Record], frozenset[str]]] = {
    "unit": (UnitRecord, frozenset({"unit", "name", "kind", "parent", "from", "to"})),
    "person": (PersonRecord, frozenset({"person", "name", "email"})),
    "position": (PositionRecord, frozenset({"person", "unit", "title", "manager", "on_leave", "from", "to"})),
    "role": (RoleRecord, frozenset({"person", "role", "unit", "from", "to"})),
    "meeting": (MeetingRecord, frozenset({"unit", "date"})),
}
RECORD = "record"
COLUMNS = frozenset({RECORD}).union(*(columns for _, columns in KINDS.values()))


def read_record(row: Row) -> Record:
    """Raises BadRow with the reason why the row is none."""
    name = row.text(RECORD, NAME_LENGTH).lower()
    if name not in KINDS:
        raise BadRow(f"record: {name!r} is none of {', '.join(KINDS)}")
    kind, columns = KINDS[name]
    # A cell in the wrong column is a misunderstanding, and would be lost without a word.
    if stray := row.cells.keys() - columns - {RECORD}:
        raise BadRow(f"{min(stray)}: means nothing in a row for a {name}")
    return kind.read(row)


def _kind(row: Row) -> UnitKind:
    value = row.text("kind", NAME_LENGTH).lower()
    if value not in set(UnitKind):
        raise BadRow(f"kind: {value!r} is none of {', '.join(UnitKind)}")
    return UnitKind(value)
