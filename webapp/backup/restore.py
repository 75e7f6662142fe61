"""Puts a backup's rows into a database, all of them or none."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from engine.db import Database
from engine.errors import Refused
from webapp.backup.tables import BATCH, FORMAT, Report, StoredTable, stored_tables
from webapp.migrate import head, upgrade


def restore_backup(database: Database, path: Path, *, force: bool, report: Report) -> int:
    """Fill the database, in one transaction. Returns how many rows.

    Raises Refused when the file is damaged or of another migration, or when the database has rows already and
    `force` does not allow that they are lost.
    """
    upgrade(database.url.render_as_string(hide_password=False))
    try:
        with (
            gzip.open(path, "rb") as file,
            database.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            total = _Restore(connection, force, report).run(map(orjson.loads, file))
            if database.is_sqlite:
                _check_sqlite(connection)
    except IntegrityError as error:
        raise Refused(f"{path} does not hold together: {error.orig}") from error
    except (EOFError, OSError, zlib.error, ValueError) as error:
        raise Refused(f"{path} cannot be read, or is damaged: {error}") from error
    return total


class _Restore:
    """One run through a file."""

    def __init__(self, connection: Connection, force: bool, report: Report) -> None:
        self._connection = connection
        self._force = force
        self._report = report
        self._tables = {table.name: table for table in stored_tables()}

    def run(self, lines: Iterator[Any]) -> int:
        _check_head(next(lines, None))
        self._empty()
        counts: dict[str, int] = {}
        line = next(lines, None)
        while isinstance(line, dict) and "table" in line:
            table = self._tables[line["table"]]
            if line["columns"] != table.columns:
                raise Refused(f"The file has other columns in {table.name} than this program")
            counts[table.name], line = self._fill(table, lines)
        if not isinstance(line, dict) or line.get("rows") != counts:
            raise Refused("The file ends before its end: it was cut short or changed")
        return sum(counts.values())

    def _empty(self) -> None:
        for table in reversed(self._tables.values()):
            has_rows = self._connection.scalar(select(1).select_from(table.rows).limit(1))
            if has_rows and not self._force:
                raise Refused("The database has data already. --force replaces all of it with the file's")
            if has_rows:
                self._connection.execute(delete(table.rows))

    def _fill(self, table: StoredTable, lines: Iterator[Any]) -> tuple[int, Any]:
        """The table's rows; returns how many, and the line after them."""
        batch: list[dict[str, Any]] = []
        links: list[dict[str, Any]] = []
        count = 0
        line = next(lines, None)
        while isinstance(line, list):
            batch.append(table.read(line))
            line = next(lines, None)
            if len(batch) == BATCH or not isinstance(line, list):
                links += filter(None, (_without_links(table, row) for row in batch))
                self._connection.execute(insert(table.rows), batch)
                count += len(batch)
                self._report(table.name, count)
                batch = []
        self._link(table, links)
        if table.counter and self._connection.dialect.name == "postgresql":
            self._advance(table)
        return count, line

    def _link(self, table: StoredTable, links: list[dict[str, Any]]) -> None:
        """Rows of one table point to each other, so that no order of writing them suits the database."""
        if not links:
            return
        keys = table.rows.primary_key.columns
        mine = and_(*(key == bindparam(f"key_{key.name}") for key in keys))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in table.own_links}
        self._connection.execute(update(table.rows).where(mine).values(values), links)

    def _advance(self, table: StoredTable) -> None:
        """The next row of the table gets a number that no restored row has."""
        counter = table.rows.columns[str(table.counter)]
        newest = self._connection.scalar(select(func.max(counter))) or 0
        self._connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, :column), :next, false)"),
            {"name": table.name, "column": counter.name, "next": newest + 1},
        )


def _without_links(table: StoredTable, row: dict[str, Any]) -> dict[str, Any] | None:
    """Take the row's links to its own table out of it; returns how to set them later, None if it has none."""
    links = {f"new_{name}": row[name] for name in table.own_links}
    if all(value is None for value in links.values()):
        return None
    for name in table.own_links:
        row[name] = None
    return links | {f"key_{key.name}": row[key.name] for key in table.rows.primary_key.columns}


def _check_head(line: Any) -> None:
    if not isinstance(line, dict) or line.get("format") != FORMAT:
        raise Refused("The file is no backup of Yearwheel")
    if line["migration"] != head():
        raise Refused(
            f"The file was written at migration {line['migration']}, and this program is at {head()}: restore it with "
            "the version that wrote it, then start this one, which upgrades the database"
        )


def _check_sqlite(connection: Connection) -> None:
    findings = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if findings != ["ok"] or orphans:
        raise Refused("The restored database does not hold together; nothing was changed")
