"""The organisation as it stands on one day, in memory: what principals are computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from engine.models import Position, RoleAssignment, Unit, UnitKind

#: The code of the executive board's unit: KS in every Swedish municipality.
EXECUTIVE_BOARD = "KS"
#: Kinds of unit that decide for themselves and keep a record of their own.
BODIES = frozenset({UnitKind.COUNCIL, UnitKind.COMMITTEE, UnitKind.COMPANY, UnitKind.AUDIT})
#: Roles that lead a unit in which nobody has a manager's position.
LEADING_ROLES = ("head-of-department", "managing-director", "chief-executive")
CHAIR = "chair"
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Node:
    """A unit: where it hangs, and the body whose tree it stands in (None for the municipality itself)."""

    parent: str | None
    kind: UnitKind
    body: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Units of all times, so that old cases keep their readers; positions and roles of one day.

    workplaces: person to the units of their positions; managers: unit to those who manage it and are at work;
    roles: (unit, role) to those who hold it there.
    """

    units: Mapping[str, Node]
    workplaces: Mapping[int, frozenset[str]]
    managers: Mapping[str, frozenset[int]]
    roles: Mapping[tuple[str, str], frozenset[int]]

    def upward(self, unit: str) -> Iterator[str]:
        """The unit, then all above it up to the municipality."""
        current: str | None = unit
        while current is not None:
            yield current
            current = self.units[current].parent

    def chain_of_command(self, unit: str) -> Iterator[str]:
        """As `upward`, but it ends at a company: its managing director answers to its board, not to another."""
        for above in self.upward(unit):
            yield above
            if self.units[above].kind == UnitKind.COMPANY:
                return

    def body_of(self, unit: str) -> str | None:
        """The body that a unit belongs to. What belongs to the whole municipality is the executive board's
        (KL 6:1), None where there is no such board."""
        return self.units[unit].body or (EXECUTIVE_BOARD if EXECUTIVE_BOARD in self.units else None)

    def holders(self, role: str, unit: str) -> frozenset[int]:
        """Those who hold a role at exactly this unit."""
        return self.roles.get((unit, role), frozenset())

    def nearest_holders(self, role: str, unit: str) -> frozenset[int]:
        """Those who hold a role at the nearest unit upward that has it."""
        return next((found for above in self.upward(unit) if (found := self.holders(role, above))), frozenset())

    def leaders(self, unit: str) -> frozenset[int]:
        """Who leads exactly this unit: its manager, else whoever has a leading role there."""
        return self.managers.get(unit) or frozenset().union(*(self.holders(role, unit) for role in LEADING_ROLES))

    def nearest_leaders(self, unit: str) -> frozenset[int]:
        """Who leads the unit, or the nearest one above when nobody does."""
        return next((found for above in self.chain_of_command(unit) if (found := self.leaders(above))), frozenset())

    def superiors(self, person: int) -> frozenset[int]:
        """The manager of each unit the person works in; for its leader, the nearest one above who is another;
        for whoever stands highest, the chair of the body (the director works under the board, KL 7:1)."""
        return frozenset().union(*(self._superiors_at(person, unit) for unit in self.workplaces.get(person, ())))

    def _superiors_at(self, person: int, unit: str) -> frozenset[int]:
        for above in self.chain_of_command(unit):
            leaders = self.leaders(above)
            if leaders and person not in leaders:
                return leaders
        body = self.body_of(unit)
        return self.holders(CHAIR, body) - {person} if body else frozenset()


def valid_on(row: type[Unit] | type[Position] | type[RoleAssignment], day: date) -> ColumnElement[bool]:
    """Whether a row with validity dates holds on a day; valid_to is the last day it does."""
    return and_(row.valid_from <= day, or_(row.valid_to.is_(None), row.valid_to >= day))


def take_snapshot(session: Session, day: date) -> Snapshot:
    """The organisation as it stands on `day`."""
    units = {
        code: Node(parent, UnitKind(kind), body)
        for code, parent, kind, body in session.execute(select(Unit.id, Unit.parent_id, Unit.kind, Unit.body_id))
    }
    workplaces: defaultdict[int, set[str]] = defaultdict(set)
    managers: defaultdict[str, set[int]] = defaultdict(set)
    positions = select(Position.person_id, Position.unit_id, Position.is_manager, Position.on_leave)
    for person, unit, is_manager, on_leave in session.execute(positions.where(valid_on(Position, day))):
        workplaces[person].add(unit)
        # A manager on leave leaves the post empty, so that tasks go up instead of waiting for months.
        if is_manager and not on_leave:
            managers[unit].add(person)
    roles: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    assignments = select(RoleAssignment.unit_id, RoleAssignment.role, RoleAssignment.person_id)
    for unit, role, person in session.execute(assignments.where(valid_on(RoleAssignment, day))):
        roles[unit, role].add(person)
    return Snapshot(units, _frozen(workplaces), _frozen(managers), _frozen(roles))


def _frozen(sets: Mapping[K, set[V]]) -> dict[K, frozenset[V]]:
    return {key: frozenset(values) for key, values in sets.items()}
