"""Who stands in for whom: deputies within their scopes, and the manager above where an absent person has none.

A deputy acts from the first to the last day of the period that was given. Absence needs no such period: a task that
falls due while its holder is away passes to a deputy who is there, or else goes up to the nearest manager who is
(domain/calendar, working with absence). Nobody loses anything by it, and nobody acts for a deputy in turn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.models import Absence, ActingHolder, Deputy, DeputyScope
from engine.organisation.snapshot import Snapshot

Holding = tuple[str, int]
ACTS = (DeputyScope.DO, DeputyScope.SIGN, DeputyScope.APPROVE_MONEY)
DOING = ("person:", "manager-of:", "manager:", "role:")
READING = ("line:", "committee:", "status:")
#: Roles that are held in person: elected auditors are independent (KL 12:7), administrators are accountable for access.
NEVER_PASSED = ("role:auditor:", "role:administrator:")
ONE_DAY = timedelta(days=1)
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class StandIn:
    """deputy acts for person, in what scopes name, on these days, the first and the last included."""

    person: int
    deputy: int
    scopes: frozenset[DeputyScope]
    days: Days


@dataclass(frozen=True, slots=True)
class Acting:
    """A row of ActingHolder. due: days on which a task must fall due for it, None for any task."""

    principal: str
    scope: DeputyScope
    person: int
    for_person: int
    due: tuple[date | None, date] | None = None


def acting_holders(
    holdings: Collection[Holding],
    snapshot: Snapshot,
    stand_ins: Iterable[StandIn],
    absences: Mapping[int, Collection[Days]],
    today: date,
) -> set[Acting]:
    """Everybody who may act as what somebody else is. absences: of each person, those that are not over."""
    held: defaultdict[int, list[str]] = defaultdict(list)
    for principal, person in holdings:
        if principal.startswith((*DOING, *READING)) and not principal.startswith(NEVER_PASSED):
            held[person].append(principal)
    deputies: defaultdict[int, list[StandIn]] = defaultdict(list)
    for each in stand_ins:
        deputies[each.person].append(each)
    found: set[Acting] = set()
    for person, of_person in deputies.items():
        for each in of_person:
            if each.days[0] <= today <= each.days[1]:
                found.update(_deputy(held[person], each))
    for person, away in absences.items():
        for days in away:
            found.update(_away(held[person], snapshot, person, deputies[person], days, absences, today))
    return found


def _deputy(held: Iterable[str], given: StandIn) -> Iterator[Acting]:
    for principal in held:
        for scope in given.scopes:
            if principal.startswith(READING if scope == DeputyScope.READ else DOING):
                yield Acting(principal, scope, given.deputy, given.person)


def _away(
    held: Collection[str], snapshot: Snapshot, person: int, deputies: Iterable[StandIn], away: Days,
    absences: Mapping[int, Collection[Days]], today: date,
) -> Iterator[Acting]:  # fmt: skip
    """What falls due on these days, and what is late when they have begun."""
    principals = [principal for principal in held if principal.startswith(DOING)]
    for scope in ACTS:
        covered: list[Days] = []
        for each in deputies:
            common = _common(each.days, away)
            if common and scope in each.scopes and not _is_away(absences.get(each.deputy, ()), common):
                covered.append(common)
                for principal in principals:
                    yield Acting(principal, scope, each.deputy, person, _due(common, today))
        for days in _without(away, covered):
            for superior in _superiors(snapshot, person, days, absences):
                for principal in principals:
                    yield Acting(principal, scope, superior, person, _due(days, today))


def _superiors(snapshot: Snapshot, person: int, days: Days, absences: Mapping[int, Collection[Days]]) -> frozenset[int]:
    """The nearest above who are there on these days; the nearest of all when nobody is."""
    nearest = above = snapshot.superiors(person)
    asked = {person}
    while above:
        if present := frozenset(one for one in above if not _is_away(absences.get(one, ()), days)):
            return present
        asked |= above
        above = frozenset[int]().union(*(snapshot.superiors(one) for one in above)) - asked
    return nearest


def _due(days: Days, today: date) -> tuple[date | None, date]:
    return (None if days[0] <= today else days[0]), days[1]


def _common(one: Days, other: Days) -> Days | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def _is_away(away: Iterable[Days], days: Days) -> bool:
    return any(_common(each, days) for each in away)


def _without(days: Days, covered: Iterable[Days]) -> Iterator[Days]:
    first, last = days
    for start, end in sorted(covered):
        if start > first:
            yield first, start - ONE_DAY
        first = max(first, end + ONE_DAY)
    if first <= last:
        yield first, last


def refresh_acting(session: Session, clock: Clock, holdings: Collection[Holding], snapshot: Snapshot) -> None:
    """Bring ActingHolder to how things stand today. Its rows are few: only of those who have a deputy or are away."""
    today = clock.today()
    stand_ins = [
        StandIn(row.person_id, row.deputy_id, frozenset(map(DeputyScope, row.scopes)), (row.valid_from, row.valid_to))
        for row in session.execute(
            select(Deputy.person_id, Deputy.deputy_id, Deputy.scopes, Deputy.valid_from, Deputy.valid_to).where(
                Deputy.ended_at.is_(None), Deputy.valid_to >= today
            )
        )
    ]
    absences: defaultdict[int, list[Days]] = defaultdict(list)
    for person, first, last in session.execute(
        select(Absence.person_id, Absence.valid_from, Absence.valid_to).where(
            Absence.ended_at.is_(None), Absence.valid_to >= today
        )
    ):
        absences[person].append((first, last))
    rows = acting_holders(holdings, snapshot, stand_ins, absences, today)
    session.execute(delete(ActingHolder))
    if rows:
        session.connection().execute(insert(ActingHolder), [_values(row, clock) for row in rows])


def _values(row: Acting, clock: Clock) -> dict[str, Any]:
    since, until = row.due or (None, None)
    due_from: datetime | None = clock.start_of(since) if since else None
    due_until: datetime | None = clock.end_of(until) if until else None
    return {
        "principal": row.principal, "scope": row.scope, "person_id": row.person, "for_person_id": row.for_person,
        "due_from": due_from, "due_until": due_until,
    }  # fmt: skip
