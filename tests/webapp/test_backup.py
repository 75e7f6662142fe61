"""A backup holds everything, and comes back whole on either kind of database or not at all."""

from __future__ import annotations

import gzip
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from engine.clock import system_now
from engine.db import Base, Database
from engine.errors import Refused
from engine.ids import new_id
from engine.models import (
    Account,
    Attachment,
    Deployment,
    FileChunk,
    FileContent,
    FormDefinition,
    Person,
    Unit,
    UnitKind,
)
from webapp.backup import restore_backup, write_backup
from webapp.migrate import upgrade

SINCE = date(2020, 1, 1)


def ignore(_table: str, _rows: int) -> None:
    """A report that nobody reads."""


@pytest.fixture
def source(sqlite_database: Database) -> Database:
    """Units that point to each other, a document whose keys have an order, bytes, times."""
    fill(sqlite_database)
    return sqlite_database


@pytest.fixture
def target(empty_database_url: str) -> Iterator[Database]:
    """An empty database, of each kind in turn."""
    database = Database(empty_database_url)
    yield database
    database.close()


def fill(database: Database) -> None:
    deployment = Deployment(id=new_id(), name="Årshjulet", sha256="a" * 64, deployed_at=system_now())
    with database.write() as session:
        # The child's code comes before its parent's, so no order by key writes parents first.
        session.add(Unit(id="ALV", name="Älvhamn", kind=UnitKind.MUNICIPALITY, valid_from=SINCE))
        session.flush()
        session.add(
            Unit(id="AAA", name="Nämnd", kind=UnitKind.COMMITTEE, parent_id="ALV", body_id="AAA", valid_from=SINCE)
        )
        session.add(Person(id=41, external_id="41", name="Åsa Ö 'Quote'"))
        session.add(deployment)
        session.flush()
        session.add(Account(person_id=41, email="asa@alvhamn.example", epoch=3, disabled=False))
        form: dict[str, Any] = {"z": 1, "a": [1.5, None, True, "å"]}
        session.add(FormDefinition(deployment_id=deployment.id, key="f", sha256="b" * 64, schema=form))
        session.add(FileContent(sha256="c" * 64, size=256, media_type="x/y"))
        session.flush()
        session.add(FileChunk(sha256="c" * 64, seq=0, data=bytes(range(256))))
        session.add(
            Attachment(
                filename="a.bin", size=256, sha256="c" * 64,
                uploaded_at=system_now(), uploaded_by=41,
            )
        )  # fmt: skip


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table."""
    with database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table)).all())) for table in Base.metadata.sorted_tables
        }


def lines_of(path: Path) -> list[Any]:
    return [orjson.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_everything_comes_back_on_either_database(source: Database, target: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.yearwheel"
    written = write_backup(source, path, ignore)
    assert restore_backup(target, path, force=False, report=ignore) == written
    assert contents(target) == contents(source)
    with target.read() as session:
        assert list(session.scalars(select(FormDefinition.schema)).one()) == ["z", "a"]
    second = tmp_path / "second.yearwheel"
    write_backup(target, second, ignore)
    assert lines_of(second)[1:] == lines_of(path)[1:]


def test_the_next_row_gets_a_number_of_its_own(source: Database, target: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.yearwheel"
    write_backup(source, path, ignore)
    restore_backup(target, path, force=False, report=ignore)
    with target.write() as session:
        person = Person(external_id="42", name="Ny")
        session.add(person)
        session.flush()
        assert person.id == 42


def test_the_file_is_for_its_owner_alone(source: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.yearwheel"
    write_backup(source, path, ignore)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.glob("b.*")] == ["b.yearwheel"]


def test_rows_are_not_replaced_unless_asked(source: Database, target: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.yearwheel"
    write_backup(source, path, ignore)
    restore_backup(target, path, force=False, report=ignore)
    with target.write() as session:
        session.add(Person(external_id="99", name="Senare"))
    with pytest.raises(Refused, match="--force"):
        restore_backup(target, path, force=False, report=ignore)
    restore_backup(target, path, force=True, report=ignore)
    assert contents(target) == contents(source)


@pytest.mark.parametrize("damage", ["cut", "flipped", "foot", "row", "other", "empty", "missing"])
def test_a_damaged_file_changes_nothing(source: Database, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "b.yearwheel"
    write_backup(source, path, ignore)
    whole = path.read_bytes()
    text = gzip.decompress(whole).splitlines(keepends=True)
    damaged = {
        "cut": whole[: len(whole) // 2],
        "flipped": whole[:-40] + bytes([whole[-40] ^ 0xFF]) + whole[-39:],
        "foot": gzip.compress(b"".join(text[:-1])),
        "row": gzip.compress(b"".join(line for line in text if b'"Quote' not in line and b"'Quote'" not in line)),
        "other": gzip.compress(b'{"some":"json"}\n'),
        "empty": b"",
        "missing": None,
    }[damage]
    path.unlink()
    if damaged is not None:
        path.write_bytes(damaged)
    url = f"sqlite:///{tmp_path / 'target.db'}"
    upgrade(url)
    database = Database(url)
    with pytest.raises(Refused):
        restore_backup(database, path, force=False, report=ignore)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Unit)) == 0
    database.close()


def test_another_versions_file_is_refused_by_name(source: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.yearwheel"
    write_backup(source, path, ignore)
    opening, *rest = lines_of(path)
    path.write_bytes(gzip.compress(b"\n".join(map(orjson.dumps, [opening | {"migration": "0000"}, *rest]))))
    database = Database(f"sqlite:///{tmp_path / 'target.db'}")
    with pytest.raises(Refused, match="migration 0000"):
        restore_backup(database, path, force=False, report=ignore)
    database.close()
