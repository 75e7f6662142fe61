"""What an uploaded file is said to be, and what is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from forms.file_types import FileRefused, media_type


def workbook() -> bytes:
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("filename", "content", "expected"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("PLAN.PDF", PDF, "application/pdf"),
        ("bild.png", PNG, "image/png"),
        ("budget.xlsx", workbook(), SHEET),
        ("anteckning.txt", "hej åäö".encode(), "text/plain"),
        ("tal.csv", b"a;b\n1;2\n", "text/csv"),
        ("utan", b"bara text", "text/plain"),
        ("utan", PDF, "application/pdf"),
        ("skräp-först.pdf", b"\r\n" + PDF, "application/pdf"),
        ("okänd.dat", b"\0\1\2\3", "application/octet-stream"),
    ],
)
def test_what_it_is(filename: str, content: bytes, expected: str) -> None:
    assert media_type(filename, BytesIO(content)) == expected


@pytest.mark.parametrize(
    ("filename", "content", "code"),
    [
        ("plan.pdf", b"", "file_empty"),
        ("plan.pdf", b"MZ\x90\0\3", "file_program"),
        ("plan", b"\x7fELF\2\1\1", "file_program"),
        ("plan.txt", b"#!/bin/sh\nrm -rf /", "file_program"),
        ("setup.exe", b"anything", "file_program"),
        ("plan.pdf", PNG, "file_content"),
        ("plan.pdf", b"bara text", "file_content"),
        ("bild.png", b"\0\1\2\3", "file_content"),
        ("bild.png", PDF, "file_content"),
        ("budget.xlsx", PDF, "file_content"),
    ],
)
def test_what_is_refused(filename: str, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        media_type(filename, BytesIO(content))
    assert refused.value.code == code
    assert filename in refused.value.said("sv") or code != "file_content"
