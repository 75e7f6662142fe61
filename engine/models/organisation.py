"""The municipality: units, people, positions, roles, meetings, each with the dates between which it holds."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, Document, Instant


class UnitKind(StrEnum):
    MUNICIPALITY = "municipality"
    COUNCIL = "council"
    COMMITTEE = "committee"
    COMPANY = "company"
    AUDIT = "audit"
    DEPARTMENT = "department"
    UNIT = "unit"


class Unit(Base):
    """A node of the organisation tree. id: its code (`FGN`, `FGN-014`); body_id: the committee or company whose
    tree it stands in, itself for a body. valid_to is the last day it exists."""

    __tablename__ = "unit"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[UnitKind] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    body_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Person(Base):
    """An employee or an elected person. external_id: the number that the personnel system knows the person by."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)


class Position(Base):
    """An employment in a unit. is_manager: manages the unit; at most one per unit and date."""

    __tablename__ = "position"
    __table_args__ = (Index(None, "unit_id", "is_manager"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(200))
    is_manager: Mapped[bool]
    on_leave: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class RoleAssignment(Base):
    """A person holds a role (`controller`, `secretary`, `member`, …) for a unit and what lies below it."""

    __tablename__ = "role_assignment"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Meeting(Base):
    """A meeting of a body, where its decisions are taken."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("unit_id", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    held_on: Mapped[date]


class DeputyScope(StrEnum):
    """What a deputy may do in another's place (domain/organisation): read · do tasks · sign · approve money."""

    READ = "read"
    DO = "do"
    SIGN = "sign"
    APPROVE_MONEY = "approve-money"


class Deputy(Base):
    """deputy_id stands in for person_id from valid_from to valid_to, both included, in what scopes names.
    ended_at: system time of when ended_by took it back; what was done until then stands."""

    __tablename__ = "deputy"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    scopes: Mapped[list[str]] = mapped_column(Document)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Absence(Base):
    """A person is away from valid_from to valid_to, both included. Why is nobody's business and not kept."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ActingHolder(Base):
    """Who may act, today, as something that another person is: for_person_id holds the principal, person_id stands in.

    scope: in what; a deputy has a row for each scope that was given, whoever a task goes up to has all but reading.
    due_from, due_until: only for tasks that fall due between these times, while the absence has not begun.
    Materialised with PrincipalHolder."""

    __tablename__ = "acting_holder"
    __table_args__ = (Index(None, "person_id", "scope", "principal"), Index(None, "principal", "scope"))

    id: Mapped[int] = mapped_column(primary_key=True)
    principal: Mapped[str] = mapped_column(String(120))
    scope: Mapped[DeputyScope] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    for_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_from: Mapped[datetime | None] = mapped_column(Instant)
    due_until: Mapped[datetime | None] = mapped_column(Instant)


class PrincipalHolder(Base):
    """Who is what today: materialised from all of the above, refreshed when the organisation or the date changes."""

    __tablename__ = "principal_holder"
    __table_args__ = (Index(None, "person_id", "principal"),)

    principal: Mapped[str] = mapped_column(String(120), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
