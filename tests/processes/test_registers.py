"""The registers keep exactly what they are given."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.db import Database
from processes.registers.budget import appropriations_of, record_budget, tax_rate_of
from tests.processes.municipality import found_bodies


def test_a_budget_that_is_entered_again_replaces_the_earlier_one(database: Database) -> None:
    with database.write() as session:
        found_bodies(session)
        record_budget(session, 2027, Decimal("22.02"), {"SN": Decimal("665.123"), "KS": Decimal(455)})
    with database.write() as session:
        record_budget(session, 2027, Decimal("22.12"), {"SN": Decimal("665.1")})
    with database.read() as session:
        assert tax_rate_of(session, 2027) == Decimal("22.12")
        assert appropriations_of(session, 2027) == {"SN": Decimal("665.1")}


def test_a_year_without_a_budget_has_none(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        assert tax_rate_of(session, 2027) is None
        assert appropriations_of(session, 2027) == {}


def test_what_is_finer_than_the_register_is_refused(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        found_bodies(session)
        with pytest.raises(ValueError, match="finer"):
            record_budget(session, 2027, Decimal("22.021"), {})
