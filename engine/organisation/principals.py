"""Who is what: every principal with its holders on a day, and the table that keeps them for the queries.

A principal is text that names a relation, not a holder, so neither a new manager nor a transfer touches a task:
`person:42` · `manager-of:person:42` · `manager:unit:FGN` · `role:controller:unit:FGN` (the nearest unit upward that
has the role) for doing things; `everyone` · `employees` · `committee:unit:FGN` · `line:unit:FGN` · `pair:person:42` ·
`status:unit:FGN` · `handlers:unit:FGN` · `whistleblowing:unit:FGN` for reading them (engine.access.codes).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from sqlalchemy import bindparam, delete, insert, select, text
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.models import PrincipalHolder, Setting
from engine.models.setting import PRINCIPALS_AS_OF
from engine.organisation.snapshot import CHAIR, EXECUTIVE_BOARD, Snapshot, take_snapshot
from engine.organisation.standing_in import refresh_acting

Holding = tuple[str, int]

#: Who sits around a body's table: roles held at the body itself …
CIRCLE = ("member", CHAIR, "council-secretary", "head-of-department", "managing-director")
#: … and roles that may be shared with others from a unit above it (KL 6:12).
SHARED_CIRCLE = ("secretary", "controller")
STATUS_ROLES = ("hr", "hr-director", "chief-executive")
PROCESS_OWNER = "process-owner"
HANDLING_ROLES = ("case-handler", "registrar")
WHISTLEBLOWING_ROLE = "whistleblowing-handler"
ADVISORY_LOCK = 0x59770001


def compute_principals(snapshot: Snapshot) -> set[Holding]:
    """Every (principal, person id) that holds in the snapshot."""
    holdings: set[Holding] = set()
    holdings.update(_of_persons(snapshot))
    holdings.update(_of_units(snapshot))
    return holdings


def _of_persons(snapshot: Snapshot) -> Iterator[Holding]:
    everyone = set(snapshot.workplaces).union(*snapshot.roles.values())
    for person in everyone:
        yield "everyone", person
        yield f"person:{person}", person
        yield f"pair:person:{person}", person
        for superior in snapshot.superiors(person):
            yield f"manager-of:person:{person}", superior
            yield f"pair:person:{person}", superior
    for person in snapshot.workplaces:
        yield "employees", person


def _of_units(snapshot: Snapshot) -> Iterator[Holding]:
    roles = {role for _, role in snapshot.roles}

    @cache
    def circle(body: str) -> frozenset[int]:
        return _circle(snapshot, body)

    for unit in snapshot.units:
        yield from _each(f"manager:unit:{unit}", snapshot.nearest_leaders(unit))
        for role in roles:
            yield from _each(f"role:{role}:unit:{unit}", snapshot.nearest_holders(role, unit))
        above = frozenset().union(*(snapshot.leaders(each) for each in snapshot.upward(unit)))
        yield from _each(f"line:unit:{unit}", above | snapshot.nearest_holders(PROCESS_OWNER, unit))
        informed = (snapshot.nearest_holders(role, unit) for role in STATUS_ROLES)
        yield from _each(f"status:unit:{unit}", above.union(*informed))
        handlers = (snapshot.nearest_holders(role, unit) for role in HANDLING_ROLES)
        yield from _each(f"handlers:unit:{unit}", frozenset[int]().union(*handlers))
        yield from _each(f"whistleblowing:unit:{unit}", snapshot.nearest_holders(WHISTLEBLOWING_ROLE, unit))
        body = snapshot.body_of(unit)
        if body:
            yield from _each(f"committee:unit:{unit}", circle(body))


def _circle(snapshot: Snapshot, body: str) -> frozenset[int]:
    """Members, secretary, head and controllers of one body, and the controllers of the executive board, which
    supervises all of them (KL 6:1)."""
    circle = frozenset().union(*(snapshot.holders(role, body) for role in CIRCLE))
    circle = circle.union(*(snapshot.nearest_holders(role, body) for role in SHARED_CIRCLE))
    if EXECUTIVE_BOARD in snapshot.units:
        circle |= snapshot.nearest_holders("controller", EXECUTIVE_BOARD)
    return circle


def _each(principal: str, persons: Iterable[int]) -> Iterator[Holding]:
    return ((principal, person) for person in persons)


def refresh_principals(session: Session, clock: Clock) -> int:
    """Bring the tables to how things stand today. Returns how many principals were added or taken away."""
    session.flush()
    lock_organisation(session)
    day = clock.today()
    snapshot = take_snapshot(session, day)
    wanted = compute_principals(snapshot)
    table = PrincipalHolder.__table__
    columns = (table.c.principal, table.c.person_id)
    present = {(principal, person) for principal, person in session.execute(select(*columns))}
    gone, new = present - wanted, wanted - present
    if gone:
        row = (table.c.principal == bindparam("p"), table.c.person_id == bindparam("h"))
        session.connection().execute(delete(PrincipalHolder).where(*row), [{"p": p, "h": h} for p, h in gone])
    if new:
        # Sorted: rows that lie side by side in the index are written side by side.
        rows = [{"principal": principal, "person_id": person} for principal, person in sorted(new)]
        session.connection().execute(insert(PrincipalHolder), rows)
    refresh_acting(session, clock)
    session.merge(Setting(name=PRINCIPALS_AS_OF, value=day.isoformat()))
    return len(gone) + len(new)


def lock_organisation(session: Session) -> None:
    """Let one transaction at a time change the organisation; the lock ends with the transaction.
    On SQLite there is only one writer anyway."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})


def principals_of(session: Session, person_id: int) -> frozenset[str]:
    """Everything a person is today, as last refreshed."""
    held = select(PrincipalHolder.principal).where(PrincipalHolder.person_id == person_id)
    return frozenset(session.scalars(held))
