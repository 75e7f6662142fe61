"""What the rows of an organisation file must satisfy together, and with what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from engine.organisation.clashes import Exclusion, refuse_clashes
from engine.organisation.records import (
    MeetingRecord,
    PersonRecord,
    PositionRecord,
    Record,
    RoleRecord,
    UnitRecord,
)
from engine.organisation.snapshot import BODIES
from engine.organisation.stored import Stored
from engine.organisation.tree import refuse_units

R = TypeVar("R", UnitRecord, PersonRecord, PositionRecord, RoleRecord, MeetingRecord)

ONE_POSITION = Exclusion[PositionRecord](
    lambda one: (one.person, one.unit),
    lambda _, other: f"from: the person has a position in the unit already, from {other.valid_from}",
)
ONE_MANAGER = Exclusion[PositionRecord](
    lambda one: one.unit if one.is_manager else None,
    lambda one, other: f"manager: person {other.person} manages {one.unit} at the same time",
)
ONE_HOLDING = Exclusion[RoleRecord](
    lambda one: (one.person, one.role, one.unit),
    lambda _, other: f"from: the person has the role already, from {other.valid_from}",
)


class Checks:
    """One method per kind of record, to be called in this order. Each takes the records of a file and gives those
    that are good and differ from what is stored; the lines of the others are added to `bad` with the reason."""

    def __init__(self, stored: Stored, bad: dict[int, str]) -> None:
        self.stored = stored
        self._bad = bad
        self._units = dict(stored.units)
        self._persons = set(stored.persons)

    def units(self, records: Sequence[Record]) -> tuple[UnitRecord, ...]:
        """They must form one tree."""
        fresh = self._fresh(records, UnitRecord)
        self._bad.update(refuse_units({unit.code: unit for unit in fresh}, self.stored.units))
        good = self._good(fresh)
        self._units.update((unit.code, unit) for unit in good)
        return good

    def persons(self, records: Sequence[Record]) -> tuple[PersonRecord, ...]:
        """No two may have the same address: it is what people sign in with."""
        fresh = self._fresh(records, PersonRecord)
        changed = {person.number for person in fresh}
        kept = (person for person in self.stored.persons.values() if person.number not in changed)
        owners = {person.email: person.number for person in kept if person.email}
        for person in fresh:
            if person.email and (owner := owners.setdefault(person.email, person.number)) != person.number:
                self._bad[person.line] = f"email: {person.email} belongs to person {owner}"
        good = self._good(fresh)
        self._persons.update(person.number for person in good)
        return good

    def positions(self, records: Sequence[Record]) -> tuple[PositionRecord, ...]:
        """A person has one position at a time in a unit, and a unit one manager at a time."""
        fresh = self._fresh(records, PositionRecord)
        self._refuse_strangers(fresh)
        self._bad.update(refuse_clashes(self._good(fresh), self.stored.positions, [ONE_POSITION, ONE_MANAGER]))
        return self._good(fresh)

    def roles(self, records: Sequence[Record]) -> tuple[RoleRecord, ...]:
        """A person holds a role in a unit once at a time."""
        fresh = self._fresh(records, RoleRecord)
        self._refuse_strangers(fresh)
        self._bad.update(refuse_clashes(self._good(fresh), self.stored.roles, [ONE_HOLDING]))
        return self._good(fresh)

    def meetings(self, records: Sequence[Record]) -> tuple[MeetingRecord, ...]:
        """Bodies meet, other units do not."""
        fresh = self._fresh(records, MeetingRecord)
        for meeting in fresh:
            unit = self._units.get(meeting.unit)
            if unit is None:
                self._bad[meeting.line] = f"unit: there is no unit {meeting.unit}"
            elif unit.kind not in BODIES:
                self._bad[meeting.line] = f"unit: {meeting.unit} is a {unit.kind}, which holds no meetings"
        return self._good(fresh)

    def _fresh(self, records: Sequence[Record], kind: type[R]) -> tuple[R, ...]:
        stored = self.stored.of(kind)
        return tuple(each for each in records if isinstance(each, kind) and stored.get(each.key) != each)

    def _good(self, records: Iterable[R]) -> tuple[R, ...]:
        return tuple(record for record in records if record.line not in self._bad)

    def _refuse_strangers(self, records: Iterable[PositionRecord | RoleRecord]) -> None:
        for record in records:
            if record.person not in self._persons:
                self._bad[record.line] = f"person: there is no person {record.person}"
            elif record.unit not in self._units:
                self._bad[record.line] = f"unit: there is no unit {record.unit}"
