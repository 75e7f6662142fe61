"""People found by name or e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.errors import PersonNotFound
from engine.models import Person, Position, PrincipalHolder, Unit
from engine.organisation.snapshot import valid_on
from engine.queries.search import contains

LIMIT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """places: title and unit of each position held today, which tells people of one name apart."""

    id: int
    name: str
    email: str | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPeople:
    """Those found by name. more: there are others, so that the search should say more."""

    rows: tuple[FoundPerson, ...]
    more: bool


def find_person(session: Session, clock: Clock, search: str, limit: int = LIMIT) -> FoundPeople:
    """Those who work here or hold a role today and whose name or address contains the text; nobody for an empty one."""
    if not search:
        return FoundPeople(rows=(), more=False)
    statement = select(Person.id, Person.name, Person.email).where(is_here_and_called(search))
    found = session.execute(statement.order_by(Person.name, Person.id).limit(limit + 1)).all()
    places = _places(session, clock, [person for person, _, _ in found])
    rows = tuple(FoundPerson(id=i, name=name, email=email, places=places[i]) for i, name, email in found[:limit])
    return FoundPeople(rows=rows, more=len(found) > limit)


def is_here_and_called(text: str) -> ColumnElement[bool]:
    """Of Person: works here or holds a role today, and the name or the address contains the text."""
    here = select(PrincipalHolder.person_id).where(PrincipalHolder.principal == "everyone")
    return and_(or_(contains(Person.name, text), contains(Person.email, text)), Person.id.in_(here))


def person_by_id(session: Session, clock: Clock, person_id: int) -> FoundPerson:
    """One person. Raises PersonNotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise PersonNotFound(f"No person {person_id}")
    places = _places(session, clock, [person_id])[person_id]
    return FoundPerson(id=person.id, name=person.name, email=person.email, places=places)


def _places(session: Session, clock: Clock, persons: list[int]) -> dict[int, tuple[str, ...]]:
    rows = session.execute(
        select(Position.person_id, Position.title, Unit.name)
        .join(Unit, Unit.id == Position.unit_id)
        .where(Position.person_id.in_(persons), valid_on(Position, clock.today()))
        .order_by(Position.valid_from, Position.id)
    ).all()
    return {person: tuple(f"{title}, {unit}" for of, title, unit in rows if of == person) for person in persons}
