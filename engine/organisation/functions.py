"""FEEL functions about the organisation and the calendar, for every diagram, form and decision table.

Nothing is read from the database before a function is called, and functions that only name a principal read nothing:
whether anybody holds it is a question for the day on which the task is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import SQLColumnExpression, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.errors import ExpressionError
from engine.feel import FeelFunction
from engine.models import Person, Position, Unit, UnitKind
from engine.organisation.codes import ROLE_KEY, UNIT_CODE
from engine.organisation.snapshot import valid_on

MAX_WHOLE = 2**31 - 1


def known_functions() -> Mapping[str, tuple[int, int]]:
    """Name to fewest and most arguments, for the check at deploy."""
    return {
        name: (len(parameters) - optional, len(parameters)) for name, (_, parameters, optional) in _FUNCTIONS.items()
    }


def organisation_functions(session: Session, clock: Clock) -> Mapping[str, FeelFunction]:
    """The functions as they answer in this transaction, on the clock's day."""
    asked = _Asked(session, clock)
    return {
        name: FeelFunction(name, parameters, getattr(asked, method), optional, passes_on=(SQLAlchemyError,))
        for name, (method, parameters, optional) in _FUNCTIONS.items()
    }


class _Asked:
    """One method per function. Arguments are FEEL values; unfit ones raise ExpressionError, or ValueError where the
    calendar refuses them, which FeelFunction turns into one."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    @cached_property
    def _root(self) -> str:
        root = select(Unit.id).where(Unit.parent_id.is_(None), Unit.kind == UnitKind.MUNICIPALITY)
        found = self._session.scalar(root.limit(1))
        if found is None:
            raise ExpressionError("No municipality has been imported yet")
        return found

    def person(self, person: Any) -> str:
        return f"person:{_whole(person)}"

    def manager(self, unit: Any) -> str:
        return f"manager:unit:{_unit(unit)}"

    def manager_of(self, person: Any) -> str:
        return f"manager-of:person:{_whole(person)}"

    def role(self, key: Any, *unit: Any) -> str:
        """Without a unit, the municipality's own. A unit that is null is refused, not taken for that."""
        if not isinstance(key, str) or not ROLE_KEY.fullmatch(key):
            raise ExpressionError(f"{key!r} is not the key of a role")
        return f"role:{key}:unit:{_unit(unit[0]) if unit else self._root}"

    def committees(self) -> list[dict[str, str]]:
        return self._bodies(UnitKind.COMMITTEE)

    def companies(self) -> list[dict[str, str]]:
        return self._bodies(UnitKind.COMPANY)

    def _bodies(self, kind: UnitKind) -> list[dict[str, str]]:
        bodies = select(Unit.id, Unit.name).where(Unit.kind == kind, valid_on(Unit, self._clock.today()))
        return [{"unit": code, "name": name} for code, name in self._session.execute(bodies.order_by(Unit.id))]

    def employees(self, unit: Any) -> list[dict[str, Any]]:
        """Those at work in the unit and below it, with what a case about each of them needs. A company below is an
        employer of its own and left out."""
        tree = select(Unit.id).where(Unit.id == self._known(unit)).cte(recursive=True)
        below = select(Unit.id).join(tree, Unit.parent_id == tree.c.id).where(Unit.kind != UnitKind.COMPANY)
        tree = tree.union(below)
        present = (
            select(Position.person_id, Person.name, Position.unit_id)
            .join(tree, Position.unit_id == tree.c.id)
            .join(Person, Person.id == Position.person_id)
            .where(valid_on(Position, self._clock.today()), Position.on_leave.is_(False))
            .order_by(Position.person_id, *_foremost_last())
        )
        rows = self._session.execute(present)
        found = {person: {"person": person, "name": name, "unit": unit} for person, name, unit in rows}
        return list(found.values())

    def person_name(self, person: Any) -> str:
        number = _whole(person)
        name = self._session.scalar(select(Person.name).where(Person.id == number))
        if name is None:
            raise ExpressionError(f"There is no person {number}")
        return name

    def unit_name(self, unit: Any) -> str:
        code = _unit(unit)
        name = self._session.scalar(select(Unit.name).where(Unit.id == code))
        if name is None:
            raise ExpressionError(f"There is no unit {code}")
        return name

    def unit_of(self, person: Any) -> str | None:
        """Where the person works; of several units the one held as manager, else longest. Null for the elected."""
        held = select(Position.unit_id).where(
            Position.person_id == _whole(person), valid_on(Position, self._clock.today())
        )
        units = self._session.scalars(held.order_by(*_foremost_last())).all()
        return units[-1] if units else None

    def working_day_on_or_before(self, day: Any) -> date:
        return self._clock.calendar.working_day_on_or_before(_date(day))

    def working_day_on_or_after(self, day: Any) -> date:
        return self._clock.calendar.working_day_on_or_after(_date(day))

    def add_working_days(self, day: Any, count: Any) -> date:
        return self._clock.calendar.add_working_days(_date(day), _whole(count))

    def legal_latest(self, day: Any) -> date:
        return self._clock.calendar.legal_latest(_date(day))

    def plan_latest(self, day: Any) -> date:
        return self._clock.calendar.plan_latest(_date(day))

    def in_stop(self, day: Any) -> bool:
        return self._clock.calendar.in_stop(_date(day))

    def after_stop(self, day: Any) -> date:
        return self._clock.calendar.after_stop(_date(day))

    def is_working_day(self, day: Any) -> bool:
        return self._clock.calendar.is_working_day(_date(day))

    def is_half_day(self, day: Any) -> bool:
        return self._clock.calendar.is_half_day(_date(day))

    def is_election_year(self, year: Any) -> bool:
        return self._clock.calendar.is_election_year(_whole(year))

    def _known(self, unit: Any) -> str:
        self.unit_name(unit)
        return str(unit)


def _foremost_last() -> tuple[SQLColumnExpression[Any], ...]:
    """Of a person's positions, the one that counts comes last: one held as manager, else the oldest."""
    return Position.is_manager, Position.valid_from.desc(), Position.id.desc()


#: Name in FEEL to method, parameters, and how many of them may be left out.
_FUNCTIONS: Mapping[str, tuple[str, tuple[str, ...], int]] = {
    "person": ("person", ("id",), 0),
    "manager": ("manager", ("unit",), 0),
    "manager of": ("manager_of", ("person",), 0),
    "role": ("role", ("key", "unit"), 1),
    "committees": ("committees", (), 0),
    "companies": ("companies", (), 0),
    "employees": ("employees", ("unit",), 0),
    "person name": ("person_name", ("id",), 0),
    "unit name": ("unit_name", ("unit",), 0),
    "unit of": ("unit_of", ("person",), 0),
    "working day on or before": ("working_day_on_or_before", ("date",), 0),
    "working day on or after": ("working_day_on_or_after", ("date",), 0),
    "add working days": ("add_working_days", ("date", "n"), 0),
    "legal latest": ("legal_latest", ("date",), 0),
    "plan latest": ("plan_latest", ("date",), 0),
    "in stop": ("in_stop", ("date",), 0),
    "after stop": ("after_stop", ("date",), 0),
    "is working day": ("is_working_day", ("date",), 0),
    "is half day": ("is_half_day", ("date",), 0),
    "is election year": ("is_election_year", ("year",), 0),
}


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ExpressionError(f"{value!r} is not a number")
    number = Decimal(value)
    if abs(number) > MAX_WHOLE or number % 1:
        raise ExpressionError(f"{number} is not a whole number of at most {MAX_WHOLE}")
    return int(number)


def _unit(value: Any) -> str:
    if not isinstance(value, str) or not UNIT_CODE.fullmatch(value):
        raise ExpressionError(f"{value!r} is not the code of a unit")
    return value


def _date(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ExpressionError(f"{value!r} is not a date; text becomes one with date(…)")
    return value
