"""The municipality: units, people, positions, roles, meetings, each with the dates between which it holds."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base


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


class PrincipalHolder(Base):
    """Who is what today: materialised from all of the above, refreshed when the organisation or the date changes."""

    __tablename__ = "principal_holder"
    __table_args__ = (Index(None, "person_id", "principal"),)

    principal: Mapped[str] = mapped_column(String(120), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
