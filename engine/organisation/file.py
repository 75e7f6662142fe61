"""Reads an organisation file, CSV or XLSX, row by row. What is wrong with the file as a whole raises ImportRefused."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn
from zipfile import ZipFile

from openpyxl import load_workbook

from engine.errors import ImportRefused, RowError
from engine.organisation.cells import Row
from engine.organisation.records import COLUMNS, RECORD

MAX_ROWS = 200_000
MAX_COLUMNS = 50
MAX_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 200_000_000
CHUNK = 1 << 20
DOCTYPE = b"<!DOCTYPE"

NumberedCells = tuple[int, Sequence[Any]]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a `.csv` or `.xlsx` file below its heading, empty ones left out. An XLSX is read from its first
    sheet without being unpacked as a whole. Raises ImportRefused, also while iterating."""
    readers = {".csv": _csv_lines, ".xlsx": _xlsx_lines}
    if path.suffix.lower() not in readers:
        _refuse(1, "The file's name must end in .csv or .xlsx")
    if path.stat().st_size > MAX_BYTES:
        _refuse(1, f"The file is larger than {MAX_BYTES // 1_000_000} MB")
    return _rows(readers[path.suffix.lower()](path))


def _rows(lines: Iterable[NumberedCells]) -> Iterator[Row]:
    remaining = iter(lines)
    first = next(remaining, None)
    if first is None:
        _refuse(1, "The file is empty")
    heading = _heading(*first)
    for count, (line, cells) in enumerate(remaining, start=1):
        if count > MAX_ROWS:
            _refuse(line, f"The file has more than {MAX_ROWS} rows")
        filled = {
            heading[index] if index < len(heading) else f"column {index + 1}": cell
            for index, cell in enumerate(cells)
            if cell is not None and str(cell).strip()
        }
        if filled:
            yield Row(line, filled)


def _heading(line: int, cells: Sequence[Any]) -> list[str]:
    names = ["" if cell is None else str(cell).strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if unknown := [name for name in names if name not in COLUMNS]:
        _refuse(line, f"{unknown[0][:40]!r} is not a column; the columns are {', '.join(sorted(COLUMNS))}")
    if len(set(names)) < len(names):
        _refuse(line, "A column stands there twice")
    if RECORD not in names:
        _refuse(line, f"The column {RECORD!r} is missing")
    return names


def _csv_lines(path: Path) -> Iterator[NumberedCells]:
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
    except UnicodeDecodeError:
        _refuse(line, "The file is not in UTF-8; save it as “CSV UTF-8”")
    except csv.Error as error:
        _refuse(line, f"The line cannot be read as CSV: {error}")


def _xlsx_lines(path: Path) -> Iterator[NumberedCells]:
    try:
        _refuse_bombs(path)
        workbook = load_workbook(path, read_only=True, keep_links=False)
        try:
            # The sheet's own word on its size is not trusted: a row may claim any number, and all before it are made.
            rows = workbook.worksheets[0].iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
            yield from enumerate(rows, start=1)
        finally:
            workbook.close()
    except (ImportRefused, GeneratorExit):
        raise
    except Exception as error:
        # What a broken or hostile workbook makes its reader raise is not to be foreseen.
        raise ImportRefused([RowError(1, "The file cannot be read as an XLSX workbook")]) from error


def _refuse_bombs(path: Path) -> None:
    """No workbook has a document type, which could define entities, and none that people make is this large."""
    unpacked = 0
    with ZipFile(path) as archive:
        for member in archive.infolist():
            tail = b""
            with archive.open(member) as content:
                while chunk := content.read(CHUNK):
                    unpacked += len(chunk)
                    if unpacked > MAX_UNPACKED_BYTES:
                        _refuse(1, "The workbook is too large when unpacked")
                    text = tail + chunk.replace(b"\0", b"")  # UTF-16 hides it between zero bytes
                    if DOCTYPE in text:
                        _refuse(1, "The workbook holds a document type definition")
                    tail = text[-len(DOCTYPE) :]


def _refuse(line: int, reason: str) -> NoReturn:
    raise ImportRefused([RowError(line, reason)])
