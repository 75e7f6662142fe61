"""That what was weeded is gone, that nothing else was changed, and that its record is the one that was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from engine.casework.weeded_rows import remains
from engine.casework.weeding import digest_of
from engine.errors import NotFound
from engine.history import verify
from engine.models import HistoryEvent, Person, ProcessInstance, Weeding
from engine.models.history import WEEDED


class Finding(StrEnum):
    """What may be wrong: content is left · cases are missing or too many · the cases' histories are not those that the
    record was made of · a history does not hold together · a case's history does not say that it was weeded · a case
    names a weeding of which there is no record."""

    LEFT = "left"
    COUNT = "count"
    DIGEST = "digest"
    HISTORY = "history"
    NOT_SAID = "not-said"
    NO_RECORD = "no-record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """detail: in words for the operator, what and how much."""

    finding: Finding
    instance_id: UUID | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeedingRecord:
    """One act of weeding as it is on record. weeded_by: a name, None for the command line."""

    id: UUID
    definition_key: str
    rule: dict[str, Any]
    counts: dict[str, int]
    digest: str
    weeded_at: datetime
    weeded_by: str | None


def weedings(session: Session) -> tuple[WeedingRecord, ...]:
    """All of them, newest first."""
    return _records(session, true())


def weeding_record(session: Session, weeding_id: UUID) -> WeedingRecord:
    """One of them. Raises NotFound."""
    found = _records(session, Weeding.id == weeding_id)
    if not found:
        raise NotFound(f"No weeding {weeding_id}")
    return found[0]


def prove(session: Session, weeding_id: UUID, most: int | None = None) -> Iterator[Fault]:
    """What is wrong with one weeding; nothing when it is proved. Holds one case at a time.

    most: of how many cases the histories are read, None for all; everything else is asked of all. Raises NotFound."""
    record = weeding_record(session, weeding_id)
    of_weeding = ProcessInstance.weeding_id == weeding_id
    cases = session.scalar(select(func.count()).select_from(ProcessInstance).where(of_weeding)) or 0
    said = record.counts.get("cases", 0)
    if cases != said:
        yield Fault(finding=Finding.COUNT, detail=f"{cases} cases, {said} on record")
    if digest_of(session, weeding_id) != record.digest:
        yield Fault(finding=Finding.DIGEST)
    for name, count in remains(session, of_weeding).items():
        if count:
            yield Fault(finding=Finding.LEFT, detail=f"{count} {name}")
    ids = select(ProcessInstance.id).where(of_weeding).order_by(ProcessInstance.id).limit(most)
    for instance_id in session.scalars(ids).all():
        yield from _of_case(session, weeding_id, instance_id)
        session.expunge_all()


def unrecorded(session: Session) -> Iterator[Fault]:
    """Cases that are said to be weeded, by a weeding of which there is no record."""
    lost = select(ProcessInstance.id).where(
        ProcessInstance.weeded_at.is_not(None) | ProcessInstance.weeding_id.is_not(None),
        ~select(Weeding.id).where(Weeding.id == ProcessInstance.weeding_id).exists(),
    )
    for instance_id in session.scalars(lost.order_by(ProcessInstance.id)):
        yield Fault(finding=Finding.NO_RECORD, instance_id=instance_id)


def _records(session: Session, wanted: ColumnElement[bool]) -> tuple[WeedingRecord, ...]:
    rows = session.execute(
        select(Weeding, Person.name)
        .outerjoin(Person, Person.id == Weeding.weeded_by)
        .where(wanted)
        .order_by(Weeding.weeded_at.desc(), Weeding.id.desc())
    )
    return tuple(
        WeedingRecord(
            id=row.id, definition_key=row.definition_key, rule=row.rule, counts=row.counts, digest=row.digest,
            weeded_at=row.weeded_at, weeded_by=name,
        )
        for row, name in rows
    )  # fmt: skip


def _of_case(session: Session, weeding_id: UUID, instance_id: UUID) -> Iterator[Fault]:
    for fault in verify(session, instance_id):
        yield Fault(finding=Finding.HISTORY, instance_id=instance_id, detail=fault)
    links = session.scalars(
        select(HistoryEvent.details).where(HistoryEvent.instance_id == instance_id, HistoryEvent.action == WEEDED)
    )
    if [each.get("weeding") for each in links] != [str(weeding_id)]:
        yield Fault(finding=Finding.NOT_SAID, instance_id=instance_id)
