"""The reference page says what the import does."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.commands.import_organisation import ImportOrganisation
from engine.db import Database
from engine.models import UnitKind
from engine.organisation.file import MAX_BYTES, MAX_ROWS, read_rows
from engine.organisation.importer import Counts
from engine.organisation.records import COLUMNS, KINDS
from engine.organisation.tree import MAX_DEPTH
from engine.run import Transaction

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "organisation-file.md").read_text("utf-8")


def test_every_column_is_explained() -> None:
    explained = {
        name for line in re.findall(r"^\| (`[^|]+) \|", PAGE, re.M) for name in re.findall(r"`([a-z_]+)`", line)
    }
    assert explained >= COLUMNS


def test_every_kind_of_row_and_its_columns_are_in_the_table() -> None:
    for kind, (_, columns) in KINDS.items():
        line = re.findall(rf"^\| `{kind}` \| .*$", PAGE, re.M)[0]
        assert columns == set(re.findall(r"`([a-z_]+)`", line.split("|", 3)[3])), kind


def test_kinds_of_unit_and_limits_are_named() -> None:
    assert all(f"`{kind}`" in PAGE for kind in UnitKind)
    assert f"{MAX_ROWS:,} rows and {MAX_BYTES // 1_000_000} MB" in PAGE
    assert f"{MAX_DEPTH} levels" in PAGE


def test_the_example_can_be_imported(sqlite_database: Database, tmp_path: Path) -> None:
    example = re.findall(r"^```\n(record,.*?)^```$", PAGE, re.M | re.S)[0]
    path = tmp_path / "example.csv"
    path.write_text(example, "utf-8")
    with sqlite_database.write() as session:
        tx = Transaction(session, None, ZoneInfo("Europe/Stockholm"), is_sqlite=True)  # type: ignore[arg-type]
        plan = ImportOrganisation(rows=tuple(read_rows(path))).execute(tx)
    assert plan.counts == Counts(new=7, changed=0, ended=0, unchanged=0)
