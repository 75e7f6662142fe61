"""Weeding (gallring): what cases held goes when the time to keep it has passed, and that it went is kept.

A case follows the newest version of its process, for the municipality decides about a kind of record, not about the
diagram of a certain year. A case that another one called follows the outermost one, unless its process has a rule of
its own. Without a rule nothing goes: weeding needs a decision (arkivlagen 10 §).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.util import AliasedClass

from engine.bpmn.lint.retention import Retention, Since, retention_of
from engine.bpmn.repeating import Duration
from engine.casework import weeded_rows, writing
from engine.casework.case import INSTANCE_COLUMNS
from engine.casework.work import CaseWork
from engine.clock import Clock
from engine.definitions import definition_by_id
from engine.models import InstanceStatus, ProcessDefinition, ProcessInstance, Weeding
from engine.models.history import WEEDED
from engine.run import Transaction

WEED = "weed"
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRule:
    """A process and how long its cases are kept. retention: None when nothing has been decided."""

    key: str
    name: str
    definition_id: UUID
    retention: Retention | None


def process_rules(session: Session) -> tuple[ProcessRule, ...]:
    """What has been decided about each process, as its newest version says, by key."""
    newest = select(ProcessDefinition.key, func.max(ProcessDefinition.version).label("version"))
    last = newest.group_by(ProcessDefinition.key).subquery()
    ids = session.scalars(
        select(ProcessDefinition.id)
        .join(last, and_(ProcessDefinition.key == last.c.key, ProcessDefinition.version == last.c.version))
        .order_by(ProcessDefinition.key)
    )
    found = [definition_by_id(session, each) for each in ids.all()]
    return tuple(
        ProcessRule(
            key=each.key, name=each.name, definition_id=each.id, retention=retention_of(each.process.properties)
        )
        for each in found
    )  # fmt: skip


def due_cases(key: str, rules: Sequence[ProcessRule], clock: Clock) -> Select[UUID] | None:
    """Ids of the cases that may be weeded now by the rule of this process; None when no rule lets any go.

    Never a case that is running, or whose caller is."""
    retention = next((rule.retention for rule in rules if rule.key == key), None)
    if retention is None or not retention.is_weeded:
        return None
    before = _earlier(clock, retention.duration)
    own = select(ProcessInstance.id).where(
        _is_over(ProcessInstance, key, retention, before), ProcessInstance.weeded_at.is_(None), *_at_rest()
    )
    root = aliased(ProcessInstance)
    ruled = [rule.key for rule in rules if rule.retention is not None]
    called = (
        select(ProcessInstance.id)
        .join(root, root.id == ProcessInstance.root_id)
        .where(
            # A root that is gone already may be recognised by nothing else: what it concerned is gone with it.
            or_(_is_over(root, key, retention, before), and_(root.definition_key == key, root.weeded_at.is_not(None))),
            ProcessInstance.id != root.id,
            ProcessInstance.definition_key.not_in(ruled),
            ProcessInstance.weeded_at.is_(None),
            *_at_rest(),
        )
    )
    either = own.union_all(called).subquery()
    return select(either.c.id)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction has weeded, and whether there is more."""

    cases: int
    more: bool


def weed_batch(tx: Transaction, weeding: Weeding) -> Batch:
    """Weed as many cases as one transaction should hold, and enter them in the record of the weeding."""
    rules = process_rules(tx.session)
    rule = next((each.retention for each in rules if each.key == weeding.definition_key), None)
    due = due_cases(weeding.definition_key, rules, tx.clock)
    if due is None or rule is None or asdict(rule) != weeding.rule:
        return Batch(0, more=False)  # what has been decided meanwhile is another thing than what was confirmed
    ids = list(tx.session.scalars(due.order_by("id").limit(BATCH + 1)))
    chosen, more = ids[:BATCH], len(ids) > BATCH
    if chosen:
        _weed(tx, weeding, chosen)
    return Batch(len(chosen), more)


def weed_more(tx: Transaction, payload: Mapping[str, Any]) -> bool:
    """Go on with a weeding that was confirmed; returns whether there is more to do."""
    return weed_batch(tx, tx.session.get_one(Weeding, UUID(payload["weeding"]))).more


def digest_of(session: Session, weeding_id: UUID) -> str:
    """SHA-256 over the newest history hash of each case of a weeding, in order of their ids."""
    hashes = select(ProcessInstance.history_hash).where(ProcessInstance.weeding_id == weeding_id)
    found = sha256()
    for each in session.scalars(hashes.order_by(ProcessInstance.id)):
        found.update(each.encode())
    return found.hexdigest()


def _weed(tx: Transaction, weeding: Weeding, ids: Sequence[UUID]) -> None:
    work = CaseWork(tx)
    statement = select(*INSTANCE_COLUMNS).where(ProcessInstance.id.in_(ids)).order_by(ProcessInstance.id)
    if not tx.is_sqlite:
        statement = statement.with_for_update(of=ProcessInstance, key_share=True)
    cases = [work.restore(row) for row in tx.session.execute(statement).all()]
    for case in cases:
        case.act(WEEDED, actor=weeding.weeded_by)
        case.notes.update(weeding=str(weeding.id), rule=weeding.rule)
    writing.write(work, cases)
    counts = weeded_rows.clear(tx.session, ids)
    for name in {case.definition.name for case in cases}:
        named = [case.id for case in cases if case.definition.name == name]
        tx.session.execute(
            update(ProcessInstance)
            .where(ProcessInstance.id.in_(named))
            .values(title=name, weeded_at=weeding.weeded_at, weeding_id=weeding.id)
        )
    weeding.counts = {name: weeding.counts.get(name, 0) + count for name, count in counts.items()}
    tx.session.flush()
    weeding.digest = digest_of(tx.session, weeding.id)


def _is_over(
    case: type[ProcessInstance] | AliasedClass[ProcessInstance], key: str, retention: Retention, before: datetime
) -> ColumnElement[bool]:
    versions = select(ProcessDefinition.id).where(ProcessDefinition.key == key)
    over = and_(case.definition_id.in_(versions), case.ended_at <= before)
    return and_(over, _is_replaced(case, before)) if retention.since is Since.REPLACED else over


def _is_replaced(case: type[ProcessInstance] | AliasedClass[ProcessInstance], before: datetime) -> ColumnElement[bool]:
    """By a later case of the process, about the same person or else the same unit, that was completed long enough ago.
    What belongs to the same year stands beside it: a person with two managers has two agreements."""
    newer = aliased(ProcessInstance)
    same = or_(
        newer.person_id == case.person_id,
        and_(case.person_id.is_(None), newer.person_id.is_(None), newer.unit_id == case.unit_id),
    )
    undated = or_(newer.cycle_year.is_(None), case.cycle_year.is_(None))
    later = or_(newer.cycle_year > case.cycle_year, and_(undated, newer.started_at > case.started_at))
    return (
        select(newer.id)
        .where(
            newer.definition_key == case.definition_key, newer.id != case.id, same, later,
            newer.status == InstanceStatus.COMPLETED, newer.ended_at <= before,
        )
        .exists()
    )  # fmt: skip


def _at_rest() -> tuple[ColumnElement[bool], ...]:
    """Of ProcessInstance: it has ended, and so have the one that called it and the outermost one."""
    caller = aliased(ProcessInstance)
    waits = select(caller.id).where(
        caller.id.in_([ProcessInstance.parent_id, ProcessInstance.root_id]), caller.status == InstanceStatus.RUNNING
    )
    return (ProcessInstance.status != InstanceStatus.RUNNING, ~waits.correlate(ProcessInstance).exists())


def _earlier(clock: Clock, duration: Duration) -> datetime:
    """The latest moment from which the duration has passed by now. Never too late: 29 February less a year is the 28th,
    and what ended then is kept a day longer than it might."""
    local = clock.now().astimezone(clock.zone)
    year, month = divmod(local.year * 12 + local.month - 1 - duration.months, 12)
    if year < 1:
        raise OverflowError("A time that long has never passed")
    first = local.replace(year=year, month=month + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(local.day, last.day)) - timedelta(days=duration.days)
