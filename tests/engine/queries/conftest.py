"""A session on each kind of database, with the rows that every question needs, at a time that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.db import Database
from tests.engine.queries.rows import MONDAY, foundation


@dataclass(frozen=True)
class StoppedClock(Clock):
    """A business time that does not go on."""

    stands_at: datetime = MONDAY

    def now(self) -> datetime:
        return self.stands_at


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        foundation(session)
        yield session


@pytest.fixture
def clock() -> StoppedClock:
    """Monday 2 March 2026."""
    return StoppedClock(timedelta(0), ZoneInfo("Europe/Stockholm"))
