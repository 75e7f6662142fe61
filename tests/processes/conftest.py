"""The environment of a case: the real functions on a real municipality."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.bpmn import Environment
from engine.clock import Clock, system_now
from engine.db import Database
from engine.organisation.functions import organisation_functions
from engine.run import Runner
from tests.processes.municipality import NOW, found_bodies
from tests.processes.real_cases import library_runner

ZONE = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def environment(sqlite_database: Database) -> Iterator[Environment]:
    """2 March 2026 in a municipality with the demonstration's bodies."""
    with sqlite_database.write() as session:
        found_bodies(session)
    with sqlite_database.read() as session:
        clock = Clock(NOW - system_now(), ZONE)
        assert abs(clock.now() - NOW) < timedelta(minutes=1)
        yield Environment(functions=organisation_functions(session, clock), now=NOW, zone=ZONE)


@pytest.fixture
def runner(database: Database) -> Runner:
    """2 March 2026 in a small municipality where one person holds every role that a budget needs."""
    return library_runner(database)
