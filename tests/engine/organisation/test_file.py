"""Reading organisation files: both formats the same, and what is wrong with a file as a whole."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from engine.errors import ImportRefused
from engine.organisation.cells import BadRow, Row
from engine.organisation.file import MAX_ROWS, MAX_UNPACKED_BYTES, read_rows
from engine.organisation.records import PersonRecord, PositionRecord, read_record

HEADING = ["record", "person", "name", "unit", "title", "manager", "from"]


def csv_file(folder: Path, text: str | bytes) -> Path:
    path = folder / "organisation.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def xlsx_file(folder: Path, *rows: Sequence[Any]) -> Path:
    path = folder / "organisation.xlsx"
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path


def with_part(workbook: Path, name: str, content: bytes) -> Path:
    """The same workbook with one part replaced."""
    changed = workbook.with_name("changed.xlsx")
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return changed


def refusal(path: Path) -> tuple[int, str]:
    with pytest.raises(ImportRefused) as refused:
        list(read_rows(path))
    (row,) = refused.value.rows
    return row.line, row.reason


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv(tmp_path: Path, delimiter: str, mark: str) -> None:
    text = mark + "record,person,name\r\nperson,1,Åsa Öst\r\n\r\n ,,\r\nperson,2,Bo\r\n".replace(",", delimiter)
    assert list(read_rows(csv_file(tmp_path, text))) == [
        Row(2, {"record": "person", "person": "1", "name": "Åsa Öst"}),
        Row(5, {"record": "person", "person": "2", "name": "Bo"}),
    ]


def test_headings_may_be_written_large(tmp_path: Path) -> None:
    (row,) = read_rows(csv_file(tmp_path, "Record, PERSON ,Name,\nperson,1,Bo,\n"))
    assert read_record(row) == PersonRecord(number="1", name="Bo", email=None)


def test_xlsx_gives_what_csv_gives(tmp_path: Path) -> None:
    workbook = xlsx_file(
        tmp_path,
        HEADING,
        ["person", 1, "Bo"],
        [],
        ["position", 1.0, None, "FGN-1", "Lärare", True, date(2026, 3, 2)],
    )
    table = csv_file(
        tmp_path,
        "record,person,name,unit,title,manager,from\nperson,1,Bo,,,,\n\nposition,1,,FGN-1,Lärare,yes,2026-03-02\n",
    )
    from_workbook, from_table = list(read_rows(workbook)), list(read_rows(table))
    assert [row.line for row in from_workbook] == [row.line for row in from_table] == [2, 4]
    records = [read_record(row) for row in from_workbook]
    assert records == [read_record(row) for row in from_table]
    assert records[1] == PositionRecord(
        person="1", unit="FGN-1", title="Lärare", is_manager=True, on_leave=False, valid_from=date(2026, 3, 2),
        valid_to=None,
    )  # fmt: skip


def test_a_formula_in_a_workbook_is_not_taken(tmp_path: Path) -> None:
    (row,) = read_rows(xlsx_file(tmp_path, HEADING, ["person", 1, '=HYPERLINK("http://x")']))
    with pytest.raises(BadRow, match="name: begins like a formula"):
        read_record(row)


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    cells = ["position", 1, None, "FGN-1", "Lärare", True, datetime(2026, 3, 2, 14, 30)]  # noqa: DTZ001 - cells have no zone
    (row,) = read_rows(xlsx_file(tmp_path, HEADING, cells))
    with pytest.raises(BadRow, match="from: holds neither text, number nor date"):
        read_record(row)


def test_a_cell_beyond_the_heading_is_kept_to_be_refused(tmp_path: Path) -> None:
    (row,) = read_rows(csv_file(tmp_path, "record,person,name\nperson,1,Bo,extra\n"))
    with pytest.raises(BadRow, match="column 4: means nothing"):
        read_record(row)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "The file is empty"),
        ("person,name\n1,Bo\n", 1, "The column 'record' is missing"),
        ("record,person,salary\n", 1, "'salary' is not a column"),
        ("record,person,person\n", 1, "A column stands there twice"),
        ("record,,person\n", 1, "'' is not a column"),
        ("record,person\nperson,1\nperson,Åsa\n".encode("cp1252"), 1, "The file is not in UTF-8"),
        ('record,person\nperson,"1\nperson,2\n', 2, "The line cannot be read as CSV"),
        ('record,person\nperson,"1"x\n', 2, "The line cannot be read as CSV"),
        ("record,person\nperson," + "1" * 200_000 + "\n", 2, "The line cannot be read as CSV"),
        ("record\n" + "person\n" * (MAX_ROWS + 1), MAX_ROWS + 2, f"more than {MAX_ROWS} rows"),
    ],
)
def test_bad_csv(tmp_path: Path, text: str | bytes, line: int, reason: str) -> None:
    found = refusal(csv_file(tmp_path, text))
    assert found[0] == line
    assert reason in found[1]


def test_the_name_says_the_format(tmp_path: Path) -> None:
    path = tmp_path / "organisation.ods"
    path.write_bytes(b"")
    assert ".csv or .xlsx" in refusal(path)[1]


def test_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "organisation.xlsx"
    path.write_bytes(b"record,person\n")
    assert refusal(path) == (1, "The file cannot be read as an XLSX workbook")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_workbook_are_refused(tmp_path: Path, encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    path = with_part(xlsx_file(tmp_path, HEADING), "xl/worksheets/sheet1.xml", bomb.encode(encoding))
    assert refusal(path) == (1, "The workbook holds a document type definition")


def test_a_workbook_that_swells_is_refused(tmp_path: Path) -> None:
    path = with_part(xlsx_file(tmp_path, HEADING), "xl/worksheets/sheet1.xml", b" " * (MAX_UNPACKED_BYTES + 1))
    assert refusal(path) == (1, "The workbook is too large when unpacked")


def test_a_row_that_claims_a_huge_number_is_refused_quickly(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>record</t></is></c></row>'
        b'<row r="900000000"><c r="A900000000" t="inlineStr"><is><t>person</t></is></c></row>'
        b"</sheetData></worksheet>"
    )
    path = with_part(xlsx_file(tmp_path, HEADING), "xl/worksheets/sheet1.xml", sheet)
    assert f"more than {MAX_ROWS} rows" in refusal(path)[1]
