"""Can the database be used, and does it have the tables this program expects?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.db import Database


@dataclass(frozen=True, slots=True)
class Health:
    """database: it answers; revision: the migration it stands at, None when unknown."""

    database: bool
    revision: str | None


def health(database: Database) -> Health:
    """What the database says. Does not raise when it cannot be reached: that is the answer."""
    try:
        with database.read() as session:
            return Health(True, session.scalar(text("SELECT version_num FROM alembic_version")))
    except DBAPIError:
        return Health(_answers(database), None)


def _answers(database: Database) -> bool:
    try:
        with database.read() as session:
            session.execute(text("SELECT 1"))
    except DBAPIError:
        return False
    return True
