"""Principals as people know them: a person, a unit's manager, a role somewhere, and who that is today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Person, PrincipalHolder, Unit

HOLDERS_SHOWN = 5


class PrincipalKind(StrEnum):
    PERSON = "person"
    MANAGER_OF = "manager-of"
    MANAGER = "manager"
    ROLE = "role"
    GROUP = "group"


PERSONAL = frozenset({PrincipalKind.PERSON, PrincipalKind.MANAGER_OF})


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalLabel:
    """A principal in parts that a page can put into words.

    name: of the person (PERSON, MANAGER_OF) or of the unit (MANAGER, ROLE); role: its key, ROLE only;
    holders: names of those who hold it today, at most HOLDERS_SHOWN; more: how many are left out.
    """

    principal: str
    kind: PrincipalKind
    name: str
    role: str | None = None
    holders: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class _Parts:
    kind: PrincipalKind
    key: str
    role: str | None = None


def principal_labels(session: Session, principals: Iterable[str]) -> tuple[PrincipalLabel, ...]:
    """What these principals are called and who holds them today, in the order given."""
    wanted = {principal: _parts(principal) for principal in principals}
    if not wanted:
        return ()
    people = _people(session, wanted.values())
    units = _units(session, wanted.values())
    holders: dict[str, list[str]] = {principal: [] for principal in wanted}
    for principal, name in session.execute(
        select(PrincipalHolder.principal, Person.name)
        .join(Person, Person.id == PrincipalHolder.person_id)
        .where(PrincipalHolder.principal.in_(wanted))
        .order_by(Person.name)
    ):
        holders[principal].append(name)
    return tuple(
        PrincipalLabel(
            principal=principal,
            kind=parts.kind,
            name=(people if parts.kind in PERSONAL else units).get(parts.key, parts.key),
            role=parts.role,
            holders=tuple(holders[principal][:HOLDERS_SHOWN]),
            more=max(0, len(holders[principal]) - HOLDERS_SHOWN),
        )
        for principal, parts in wanted.items()
    )


def _parts(principal: str) -> _Parts:
    match principal.split(":"):
        case ["person", key]:
            return _Parts(PrincipalKind.PERSON, key)
        case ["manager-of", "person", key]:
            return _Parts(PrincipalKind.MANAGER_OF, key)
        case ["manager", "unit", key]:
            return _Parts(PrincipalKind.MANAGER, key)
        case ["role", role, "unit", key]:
            return _Parts(PrincipalKind.ROLE, key, role)
        case _:
            return _Parts(PrincipalKind.GROUP, principal)


def _people(session: Session, parts: Iterable[_Parts]) -> dict[str, str]:
    numbers = [int(part.key) for part in parts if part.kind in PERSONAL and part.key.isdecimal()]
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(numbers)))
    return {str(number): name for number, name in rows}


def _units(session: Session, parts: Iterable[_Parts]) -> dict[str, str]:
    codes = [part.key for part in parts if part.kind in (PrincipalKind.MANAGER, PrincipalKind.ROLE)]
    return dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(codes))).all())
