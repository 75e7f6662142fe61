"""A person's deputies and absence, for whom the person stands in, and whose absence the person arranges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from engine.access.arrangements import arranges_for, require_ends_for
from engine.clock import Clock
from engine.errors import PersonNotFound
from engine.models import Absence, ActingHolder, Deputy, DeputyScope, Person, PrincipalHolder


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyRow:
    """deputy stands in for person; begun: today already. Only what is not over."""

    id: int
    person: str
    deputy: str
    scopes: tuple[DeputyScope, ...]
    valid_from: date
    valid_to: date
    begun: bool
    set_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """When the person is away; begun: today already. Only what is not over."""

    id: int
    valid_from: date
    valid_to: date
    begun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """Somebody whom the reader manages. away: the absence that goes on or comes next."""

    id: int
    name: str
    deputies: tuple[str, ...]
    away: AbsenceRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputiesPage:
    """own: it is the reader's own page; arranges: the reader may set these, an administrator may only end them.

    stands_in: for whom the person has been made a deputy; gone_up: the names of those who are away, or will be, and
    whose tasks come to the person although nobody has said so; leads: on the own page, whom the reader manages."""

    person_id: int
    name: str
    own: bool
    arranges: bool
    deputies: tuple[DeputyRow, ...]
    absences: tuple[AbsenceRow, ...]
    stands_in: tuple[DeputyRow, ...]
    gone_up: tuple[str, ...]
    leads: tuple[Led, ...]


def deputies_page(session: Session, clock: Clock, reader: int, person_id: int) -> DeputiesPage:
    """For the person, the person's manager and administrators. Raises PersonNotFound, NotAuthorized."""
    person = session.get(Person, person_id)
    if person is None:
        raise PersonNotFound(f"No person {person_id}")
    require_ends_for(session, reader, person_id)
    own = reader == person_id
    return DeputiesPage(
        person_id=person_id,
        name=person.name,
        own=own,
        arranges=arranges_for(session, reader, person_id),
        deputies=_deputies(session, clock, Deputy.person_id == person_id),
        absences=tuple(row for _, row in _absences(session, clock, Absence.person_id == person_id)),
        stands_in=_deputies(session, clock, Deputy.deputy_id == person_id),
        gone_up=_gone_up(session, person_id),
        leads=_led(session, clock, person_id) if own else (),
    )


def _deputies(session: Session, clock: Clock, which: ColumnElement[bool]) -> tuple[DeputyRow, ...]:
    today, deputy, setter = clock.today(), aliased(Person), aliased(Person)
    rows = session.execute(
        select(Deputy, Person.name, deputy.name, setter.name)
        .join(Person, Person.id == Deputy.person_id)
        .join(deputy, deputy.id == Deputy.deputy_id)
        .outerjoin(setter, setter.id == Deputy.set_by)
        .where(which, Deputy.ended_at.is_(None), Deputy.valid_to >= today)
        .order_by(Deputy.valid_from, Deputy.id)
    )
    return tuple(
        DeputyRow(
            id=row.id, person=name, deputy=deputy_name, scopes=_in_order(row.scopes), valid_from=row.valid_from,
            valid_to=row.valid_to, begun=row.valid_from <= today, set_by=setter_name,
        )
        for row, name, deputy_name, setter_name in rows
    )  # fmt: skip


def _in_order(scopes: list[str]) -> tuple[DeputyScope, ...]:
    return tuple(scope for scope in DeputyScope if scope in scopes)


def _absences(session: Session, clock: Clock, which: ColumnElement[bool]) -> list[tuple[int, AbsenceRow]]:
    """With whose they are."""
    today = clock.today()
    rows = session.scalars(
        select(Absence)
        .where(which, Absence.ended_at.is_(None), Absence.valid_to >= today)
        .order_by(Absence.valid_from, Absence.id)
    )
    return [
        (row.person_id, AbsenceRow(id=row.id, valid_from=row.valid_from, valid_to=row.valid_to,
                                   begun=row.valid_from <= today))
        for row in rows
    ]  # fmt: skip


def _gone_up(session: Session, person_id: int) -> tuple[str, ...]:
    away = select(ActingHolder.for_person_id).where(
        ActingHolder.person_id == person_id, ActingHolder.due_until.is_not(None)
    )
    return tuple(session.scalars(select(Person.name).where(Person.id.in_(away)).order_by(Person.name)))


def _led(session: Session, clock: Clock, manager: int) -> tuple[Led, ...]:
    held = select(PrincipalHolder.principal).where(
        PrincipalHolder.person_id == manager, PrincipalHolder.principal.startswith("manager-of:person:")
    )
    numbers = [int(principal.rpartition(":")[2]) for principal in session.scalars(held)]
    people = session.execute(
        select(Person.id, Person.name).where(Person.id.in_(numbers)).order_by(Person.name, Person.id)
    ).all()
    away: dict[int, AbsenceRow] = {}
    for number, row in _absences(session, clock, Absence.person_id.in_(numbers)):
        away.setdefault(number, row)
    deputies: dict[int, list[str]] = {}
    given = select(Deputy.person_id, Person.name).join(Person, Person.id == Deputy.deputy_id)
    current = (Deputy.ended_at.is_(None), Deputy.valid_to >= clock.today(), Deputy.person_id.in_(numbers))
    for number, name in session.execute(given.where(*current).order_by(Person.name)):
        deputies.setdefault(number, []).append(name)
    return tuple(
        Led(id=number, name=name, deputies=tuple(deputies.get(number, ())), away=away.get(number))
        for number, name in people
    )
