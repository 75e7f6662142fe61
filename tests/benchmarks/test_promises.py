"""Promises that do not depend on the machine are kept on every change, not only when somebody measures."""

from __future__ import annotations

from benchmarks.completions import PEOPLE
from benchmarks.statements import count
from benchmarks.town import settle
from engine.db import Database

MOST_STATEMENTS = 12


def test_a_completion_takes_few_statements(database: Database) -> None:
    assert count(settle(database, PEOPLE)) <= MOST_STATEMENTS
