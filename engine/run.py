"""One command, one transaction. Nothing else in the code commits."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from engine.calendar import SWEDISH, WorkCalendar
from engine.clock import Clock
from engine.db import Database
from engine.errors import ConcurrentUpdate
from engine.events import Event
from engine.models.setting import BUSINESS_OFFSET, Setting
from engine.ports import Ports

ATTEMPTS = 8
log = logging.getLogger(__name__)
R_co = TypeVar("R_co", covariant=True)


_OFFSET = select(Setting.value).where(Setting.name == BUSINESS_OFFSET)


@dataclass
class Transaction:
    """What a command works with: one session, the time, the ports, and the events it leaves for subscribers."""

    session: Session
    ports: Ports
    zone: ZoneInfo
    is_sqlite: bool
    calendar: WorkCalendar = SWEDISH
    events: list[Event] = field(default_factory=list)

    @cached_property
    def clock(self) -> Clock:
        """Business time, as the database has it for all processes."""
        return read_clock(self.session, self.zone, self.calendar)


def read_clock(session: Session, zone: ZoneInfo, calendar: WorkCalendar) -> Clock:
    """The municipality's clock. The offset is 0 outside demonstrations."""
    return Clock(timedelta(seconds=session.scalar(_OFFSET) or 0), zone, calendar)


class Command(Protocol[R_co]):
    """A change as an immutable value. `execute` has no effect outside the database and may run more than once."""

    def execute(self, tx: Transaction) -> R_co: ...


R = TypeVar("R")


@dataclass(frozen=True)
class Runner:
    """Runs commands against one database, and opens it for questions."""

    database: Database
    ports: Ports
    zone: ZoneInfo
    calendar: WorkCalendar = SWEDISH

    def run(self, command: Command[R]) -> R:
        """Execute and commit. A command that met a concurrent change is executed again from the start."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.database.write() as session:
                    tx = Transaction(session, self.ports, self.zone, self.database.is_sqlite, self.calendar)
                    result = command.execute(tx)
                    session.flush()
                    if tx.events:
                        for subscriber in self.ports.subscribers:
                            subscriber(session, tx.events)
                        session.flush()
                return result
            except ConcurrentUpdate:
                if attempt == ATTEMPTS:
                    raise
            except OperationalError as error:
                # A deadlock or a serialization failure is somebody else's success; everything else is a fault.
                if getattr(error.orig, "sqlstate", None) not in ("40P01", "40001") or attempt == ATTEMPTS:
                    raise
            log.info("command met a concurrent change", extra={"command": type(command).__name__, "attempt": attempt})
            time.sleep(random.uniform(0, 0.01) * attempt)  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    @contextmanager
    def read(self) -> Iterator[tuple[Session, Clock]]:
        """A session for questions and the time they are asked at."""
        with self.database.read() as session:
            yield session, read_clock(session, self.zone, self.calendar)
