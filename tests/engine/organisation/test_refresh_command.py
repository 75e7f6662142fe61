"""Refreshing principals as the worker does: on business time's day, and at the same time as somebody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from engine.clock import system_now
from engine.commands.refresh_principals import RefreshPrincipals
from engine.db import Database
from engine.models import Position, PrincipalHolder, Setting
from engine.models.setting import BUSINESS_OFFSET
from engine.organisation.principals import compute_principals
from engine.organisation.snapshot import take_snapshot
from engine.run import Transaction
from tests.engine.organisation.small_municipality import HEAD, PRINCIPAL_OF_SCHOOL, found

ZONE = ZoneInfo("Europe/Stockholm")
AT_ONCE = 4


def refresh(database: Database) -> int:
    with database.write() as session:
        tx = Transaction(session, None, ZONE, database.is_sqlite)  # type: ignore[arg-type]
        return RefreshPrincipals().execute(tx)


def test_business_time_says_which_day_it_is(database: Database) -> None:
    leaves = date(2031, 6, 30)
    with database.write() as session:
        found(session)
        session.execute(update(Position).where(Position.person_id == PRINCIPAL_OF_SCHOOL).values(valid_to=leaves))
        session.add(Setting(name=BUSINESS_OFFSET, value=0))
    refresh(database)
    assert manager_of_the_school(database) == [PRINCIPAL_OF_SCHOOL]
    with database.write() as session:
        to_the_day_after = timedelta(days=(leaves - system_now().date()).days + 2)
        session.get_one(Setting, BUSINESS_OFFSET).value = int(to_the_day_after.total_seconds())
    refresh(database)
    assert manager_of_the_school(database) == [HEAD]


def test_several_at_once_do_not_disturb_each_other(database: Database) -> None:
    with database.write() as session:
        found(session)
    start = Barrier(AT_ONCE)

    def together(_: int) -> int:
        start.wait()
        return refresh(database)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        changed = sorted(pool.map(together, range(AT_ONCE)))
    assert changed[:-1] == [0] * (AT_ONCE - 1)
    with database.read() as session:
        held = {(row.principal, row.person_id) for row in session.scalars(select(PrincipalHolder))}
        assert held == compute_principals(take_snapshot(session, system_now().date()))
    assert changed[-1] == len(held)


def manager_of_the_school(database: Database) -> list[int]:
    held = select(PrincipalHolder.person_id).where(PrincipalHolder.principal == "manager:unit:FGN-002")
    with database.read() as session:
        return list(session.scalars(held))
