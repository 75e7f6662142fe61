from __future__ import annotations

import pytest
from sqlalchemy import inspect, select

from engine.db import Database
from engine.models import Person


@pytest.mark.parametrize("round_", [1, 2])
def test_every_test_gets_a_database_without_rows(database: Database, round_: int) -> None:
    with database.write() as session:
        assert session.scalars(select(Person)).all() == []
        person = Person(external_id="A1", name="Åsa")
        session.add(person)
        session.flush()
        assert person.id == 1


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert inspect(database.engine).get_table_names() == []
    database.close()
