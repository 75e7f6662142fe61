"""The table of who acts for whom today, brought up to how things stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select
from sqlalchemy.orm import Session, aliased

from engine.clock import Clock
from engine.models import Absence, ActingHolder, Deputy, DeputyScope, PrincipalHolder
from engine.organisation.acting import DOING, MANAGER_OF, Acting, Days, Holding, StandIn, Standing, acting_holders

Row = tuple[str, DeputyScope, int, int, datetime | None, datetime | None]
COLUMNS = (
    ActingHolder.principal, ActingHolder.scope, ActingHolder.person_id, ActingHolder.for_person_id,
    ActingHolder.due_from, ActingHolder.due_until,
)  # fmt: skip
AT_ONCE = 1000
_SHARED = or_(*(PrincipalHolder.principal.startswith(prefix) for prefix in DOING))


def refresh_acting(session: Session, clock: Clock, about: int | None = None) -> int:
    """Bring ActingHolder to how things stand today, from PrincipalHolder as it was last refreshed. Returns how many of
    its rows changed. about: only this person's deputies or absence have changed since the last time, so only those
    rows are looked at that may follow from it. Call it with the organisation locked."""
    session.flush()
    today = clock.today()
    stand_ins, absences, managers = _stand_ins(session, clock), _absences(session, clock), _managers(session)
    persons = absences.keys() | {each.person for each in stand_ins}
    if about is not None:
        ranks = Standing(managers, stand_ins, absences)
        depend = {person for person in absences if any(about in level for level in ranks.upward(person))}
        depend |= {each.person for each in stand_ins if each.deputy == about} | _who_share(session, about)
        persons = (persons & depend) | {about}
    deputies = {each.deputy for each in stand_ins if each.person in persons}
    holdings = [*managers, *_held_by(session, persons | deputies), *_shared_with(session, persons & absences.keys())]
    standing = Standing(holdings, [each for each in stand_ins if each.person in persons], absences)
    wanted = {_row(acting, clock) for acting in acting_holders(standing, today, persons)}
    return _write(session, wanted, None if about is None else persons)


def _write(session: Session, wanted: Collection[Row], persons: Collection[int] | None) -> int:
    rows = select(ActingHolder.id, *COLUMNS)
    if persons is not None:
        rows = rows.where(ActingHolder.for_person_id.in_(persons))
    present: dict[Row, int] = {
        (principal, DeputyScope(scope), person, other, since, until): number
        for number, principal, scope, person, other, since, until in session.execute(rows)
    }
    gone, new = [number for row, number in present.items() if row not in wanted], set(wanted) - present.keys()
    connection = session.connection()
    for start in range(0, len(gone), AT_ONCE):
        connection.execute(delete(ActingHolder).where(ActingHolder.id.in_(gone[start : start + AT_ONCE])))
    if new:
        names = [column.key for column in COLUMNS]
        connection.execute(insert(ActingHolder), [dict(zip(names, row, strict=True)) for row in new])
    return len(gone) + len(new)


def _stand_ins(session: Session, clock: Clock) -> list[StandIn]:
    columns = (Deputy.person_id, Deputy.deputy_id, Deputy.scopes, Deputy.valid_from, Deputy.valid_to)
    return [
        StandIn(person, deputy, frozenset(map(DeputyScope, scopes)), (first, last))
        for person, deputy, scopes, first, last in session.execute(select(*columns).where(_in_force(Deputy, clock)))
    ]


def _absences(session: Session, clock: Clock) -> dict[int, list[Days]]:
    found: defaultdict[int, list[Days]] = defaultdict(list)
    columns = (Absence.person_id, Absence.valid_from, Absence.valid_to)
    for person, first, last in session.execute(select(*columns).where(_in_force(Absence, clock))):
        found[person].append((first, last))
    return found


def _in_force(table: type[Absence] | type[Deputy], clock: Clock) -> ColumnElement[bool]:
    return and_(table.ended_at.is_(None), table.valid_to >= clock.today())


def _managers(session: Session) -> list[Holding]:
    return _holdings(session, PrincipalHolder.principal.startswith(MANAGER_OF))


def _held_by(session: Session, persons: Collection[int]) -> list[Holding]:
    return _holdings(session, PrincipalHolder.person_id.in_(persons))


def _shared_with(session: Session, persons: Collection[int]) -> list[Holding]:
    """All that hold something to do which one of these holds."""
    theirs = select(PrincipalHolder.principal).where(PrincipalHolder.person_id.in_(persons), _SHARED)
    return _holdings(session, PrincipalHolder.principal.in_(theirs))


def _who_share(session: Session, person: int) -> set[int]:
    """Those that hold something to do which this person holds."""
    theirs = aliased(PrincipalHolder)
    shared = select(theirs.person_id).join(PrincipalHolder, PrincipalHolder.principal == theirs.principal)
    return set(session.scalars(shared.where(PrincipalHolder.person_id == person, _SHARED).distinct()))


def _holdings(session: Session, which: ColumnElement[bool]) -> list[Holding]:
    rows = session.execute(select(PrincipalHolder.principal, PrincipalHolder.person_id).where(which))
    return [(principal, person) for principal, person in rows]


def _row(acting: Acting, clock: Clock) -> Row:
    since, until = acting.due or (None, None)
    return (
        acting.principal, acting.scope, acting.person, acting.for_person,
        clock.start_of(since) if since else None, clock.end_of(until) if until else None,
    )  # fmt: skip
