"""The worker's turn of the day: computed when somebody begins or ends, and only then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from engine.clock import system_now
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.turn_the_day import TurnTheDay
from engine.db import Database
from engine.models import Absence, Deputy, Position, PrincipalHolder, RoleAssignment, Setting
from engine.models.setting import BUSINESS_OFFSET, PRINCIPALS_AS_OF
from engine.run import Transaction
from tests.engine.organisation.small_municipality import HEAD, PRINCIPAL_OF_SCHOOL, found

ZONE = ZoneInfo("Europe/Stockholm")
BEFORE, DAY = date(2031, 6, 10), date(2031, 6, 15)
EVE, NEXT = DAY - timedelta(days=1), DAY + timedelta(days=1)
LONG_AGO, NOW = date(2020, 1, 1), system_now()


def on(database: Database, day: date, command: RefreshPrincipals | TurnTheDay) -> int:
    with database.write() as session:
        days = (day - system_now().astimezone(ZONE).date()).days
        session.merge(Setting(name=BUSINESS_OFFSET, value=days * 86400))
    with database.write() as session:
        return command.execute(Transaction(session, None, ZONE, database.is_sqlite))  # type: ignore[arg-type]


def position(**days: Any) -> Position:
    return Position(person_id=HEAD, unit_id="FGN-002", title="", is_manager=False, **days)


def stand_in(kind: type[Deputy] | type[Absence], **days: Any) -> Deputy | Absence:
    who: dict[str, Any] = {"person_id": PRINCIPAL_OF_SCHOOL, "set_at": NOW, **days}
    return Deputy(deputy_id=HEAD, scopes=["do"], **who) if kind is Deputy else Absence(**who)


@pytest.mark.parametrize(
    ("row", "turns"),
    [
        (lambda: position(valid_from=LONG_AGO, valid_to=BEFORE - timedelta(days=1)), False),
        (lambda: position(valid_from=NEXT, valid_to=None), False),
        (lambda: position(valid_from=LONG_AGO, valid_to=DAY), False),
        (lambda: position(valid_from=BEFORE, valid_to=None), False),
        (lambda: position(valid_from=LONG_AGO, valid_to=EVE), True),
        (lambda: position(valid_from=LONG_AGO, valid_to=BEFORE), True),
        (lambda: position(valid_from=DAY, valid_to=None), True),
        (lambda: RoleAssignment(person_id=HEAD, role="hr", unit_id="FGN", valid_from=DAY), True),
        (lambda: stand_in(Deputy, valid_from=DAY, valid_to=NEXT), True),
        (lambda: stand_in(Absence, valid_from=BEFORE, valid_to=EVE), True),
        (lambda: stand_in(Absence, valid_from=BEFORE, valid_to=NEXT), False),
    ],
)
def test_it_is_computed_only_when_somebody_begins_or_ends(database: Database, row: Any, turns: bool) -> None:
    with database.write() as session:
        found(session)
        session.flush()
        session.add(row())
    held = on(database, BEFORE, RefreshPrincipals())
    with database.write() as session:  # what would be computed again comes back
        session.execute(delete(PrincipalHolder).where(PrincipalHolder.person_id == HEAD))
    changed = on(database, DAY, TurnTheDay())
    assert held > 0
    assert (changed > 0) is turns
    with database.read() as session:
        assert session.scalar(select(Setting.value).where(Setting.name == PRINCIPALS_AS_OF)) == DAY.isoformat()


@pytest.mark.parametrize("first", [True, False])
def test_it_is_computed_the_first_time_and_when_time_was_turned_back(database: Database, first: bool) -> None:
    with database.write() as session:
        found(session)
    if not first:
        on(database, DAY, RefreshPrincipals())
        with database.write() as session:
            session.execute(delete(PrincipalHolder))
    assert on(database, BEFORE, TurnTheDay()) > 0
