"""The tables as a backup sees them: values exactly as stored, in an order in which they can be written again."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine.db import Base, Instant

FORMAT = "yearwheel-backup-1"
BATCH = 500
Report = Callable[[str, int], None]
"""Told a table's name and how many of its rows are done."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How the values of a column become JSON, and values again."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


PLAIN = Codec(lambda value: value, lambda value: value)
CODECS: dict[type, Codec] = {
    bool: PLAIN,
    int: PLAIN,
    float: PLAIN,
    str: PLAIN,
    bytes: Codec(lambda value: b64encode(value).decode("ascii"), b64decode),
    datetime: Codec(datetime.isoformat, datetime.fromisoformat),
    date: Codec(date.isoformat, date.fromisoformat),
    UUID: Codec(str, UUID),
    Decimal: Codec(str, Decimal),
}


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table. rows: it with documents as the bytes they are stored as, for they are part of what is signed;
    codecs: one per column; own_links: columns that point to other rows of the same table; counter: the column that
    the database numbers by itself, if any."""

    rows: Table
    codecs: tuple[Codec, ...]
    own_links: tuple[str, ...]
    counter: str | None

    @property
    def name(self) -> str:
        return str(self.rows.name)

    @property
    def columns(self) -> list[str]:
        return [str(column.name) for column in self.rows.columns]

    def write(self, row: Any) -> list[Any]:
        """A row as JSON."""
        return [None if value is None else codec.write(value) for codec, value in zip(self.codecs, row, strict=True)]

    def read(self, row: list[Any]) -> dict[str, Any]:
        """A row of JSON as values by column."""
        values = zip(self.columns, self.codecs, row, strict=True)
        return {name: None if value is None else codec.read(value) for name, codec, value in values}


def stored_tables() -> list[StoredTable]:
    """All tables, each after those it points to."""
    return [_stored(table) for table in Base.metadata.sorted_tables]


def _stored(table: Table) -> StoredTable:
    columns = [
        Column(str(c.name), _stored_type(c.type), primary_key=c.primary_key, autoincrement=False) for c in table.columns
    ]
    counter = table.autoincrement_column
    return StoredTable(
        rows=Table(str(table.name), MetaData(), *columns),
        codecs=tuple(CODECS[_python_type(column.type)] for column in columns),
        own_links=tuple(c.name for c in table.columns if any(key.column.table is table for key in c.foreign_keys)),
        counter=counter.name if counter is not None else None,
    )


def _stored_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Below our own types, save for instants: SQLite forgets their zone, and only Instant knows that it was UTC."""
    return kind.impl_instance if isinstance(kind, TypeDecorator) and not isinstance(kind, Instant) else kind


def _python_type(kind: TypeEngine[Any]) -> type:
    return datetime if isinstance(kind, Instant) else kind.python_type
