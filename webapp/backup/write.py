"""Writes a backup, while others go on working."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, select

from engine.clock import system_now
from engine.db import Database
from webapp.backup.tables import BATCH, FORMAT, Report, stored_tables
from webapp.migrate import head


def write_backup(database: Database, path: Path, report: Report) -> int:
    """Write all rows as they stand at one moment. Returns how many.
    The file is for its owner alone to read, and appears under its name only when it is whole."""
    unfinished = path.with_name(path.name + ".part")
    isolation = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    counts: dict[str, int] = {}
    with database.engine.connect().execution_options(**isolation) as connection, connection.begin():
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) as file:
            for value in _lines(connection, counts, report):
                file.write(orjson.dumps(value) + b"\n")
    unfinished.replace(path)
    return sum(counts.values())


def _lines(connection: Connection, counts: dict[str, int], report: Report) -> Iterator[Any]:
    yield {"format": FORMAT, "migration": head(), "written_at": system_now().isoformat()}
    for table in stored_tables():
        yield {"table": table.name, "columns": table.columns}
        counts[table.name] = 0
        question = select(table.rows).order_by(*table.rows.primary_key.columns).execution_options(yield_per=BATCH)
        for rows in connection.execute(question).partitions():
            yield from map(table.write, rows)
            counts[table.name] += len(rows)
            report(table.name, counts[table.name])
    yield {"rows": counts}
