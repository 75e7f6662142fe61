"""What importing an organisation file would change, and which of its rows cannot be taken.

A file adds and corrects; what it does not mention stays as it is. To end a position or a role, give its row a last
day. The same file twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from engine.errors import RowError
from engine.organisation.cells import BadRow, Row
from engine.organisation.checks import Checks
from engine.organisation.records import (
    MeetingRecord,
    PersonRecord,
    PositionRecord,
    Record,
    RoleRecord,
    UnitRecord,
    read_record,
)
from engine.organisation.stored import Stored, read_stored

Progress = Callable[[int], None]
"""Told how many are done so far."""
PROGRESS_STEP = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many good records are new, differ from what is stored, newly end before today, or are as stored."""

    new: int
    changed: int
    ended: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import does: the good records that are new or changed, in the order of the file, and the bad rows.
    stored: what they were compared with."""

    counts: Counts
    errors: tuple[RowError, ...]
    units: tuple[UnitRecord, ...]
    persons: tuple[PersonRecord, ...]
    positions: tuple[PositionRecord, ...]
    roles: tuple[RoleRecord, ...]
    meetings: tuple[MeetingRecord, ...]
    stored: Stored


def plan_import(session: Session, rows: Sequence[Row], today: date, progress: Progress | None = None) -> ImportPlan:
    """Compare a file with what is stored. Nothing is written. progress: called while rows are read."""
    bad: dict[int, str] = {}
    records = _read(rows, bad, progress)
    checks = Checks(read_stored(session), bad)
    units = checks.units(records)
    persons = checks.persons(records)
    positions = checks.positions(records)
    roles = checks.roles(records)
    meetings = checks.meetings(records)
    fresh: list[Record] = [*units, *persons, *positions, *roles, *meetings]
    new = sum(record.key not in checks.stored.of(type(record)) for record in fresh)
    ended = sum(_newly_ended(record, checks.stored, today) for record in fresh)
    counts = Counts(new=new, changed=len(fresh) - new - ended, ended=ended, unchanged=len(rows) - len(bad) - len(fresh))
    return ImportPlan(
        counts=counts, errors=tuple(RowError(line, reason) for line, reason in sorted(bad.items())), units=units,
        persons=persons, positions=positions, roles=roles, meetings=meetings, stored=checks.stored,
    )  # fmt: skip


def _read(rows: Sequence[Row], bad: dict[int, str], progress: Progress | None) -> list[Record]:
    records: list[Record] = []
    first: dict[Hashable, int] = {}
    for number, row in enumerate(rows, start=1):
        try:
            record = read_record(row)
        except BadRow as reason:
            bad[row.line] = str(reason)
        else:
            line = first.setdefault((type(record), record.key), row.line)
            if line == row.line:
                records.append(record)
            else:
                bad[row.line] = f"{_about(record)} is on line {line} already"
        if progress and (number % PROGRESS_STEP == 0 or number == len(rows)):
            progress(number)
    return records


def _about(record: Record) -> str:
    match record:
        case UnitRecord(code=code):
            return f"unit {code}"
        case PersonRecord(number=number):
            return f"person {number}"
        case MeetingRecord():
            return f"the meeting of {record.unit} on {record.held_on}"
        case PositionRecord():
            return f"the position of {record.person} in {record.unit} from {record.valid_from}"
        case RoleRecord():
            return f"the role {record.role} of {record.person} in {record.unit} from {record.valid_from}"


def _newly_ended(record: Record, stored: Stored, today: date) -> bool:
    before = stored.of(type(record)).get(record.key)
    if before is None or isinstance(record, PersonRecord | MeetingRecord) or record.valid_to is None:
        return False
    assert not isinstance(before, PersonRecord | MeetingRecord)
    return record.valid_to < today and (before.valid_to is None or before.valid_to >= today)
