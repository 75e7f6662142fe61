"""What an uploaded file is, by its content and not by what its sender calls it."""

from __future__ import annotations

import mimetypes
from typing import IO

import puremagic

from forms.messages import say

HEAD_BYTES = 64 * 1024
PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
"""Readers open a PDF whose mark stands anywhere in its beginning."""
UNKNOWN = "application/octet-stream"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
"""How that begins which a machine would run when a reader opens it."""

PROGRAM_ENDINGS = (
    ".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".lnk",
    ".jar", ".sh", ".reg", ".iso",
)  # fmt: skip


class FileRefused(Exception):
    """A file that cannot be kept. code: a message of `forms.messages`; values: what the message names."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def said(self, locale: str) -> str:
        """Why, in the reader's language."""
        return say(self.code, locale, **self.values)


def media_type(filename: str, content: IO[bytes]) -> str:
    """The media type of a file whose content and name agree. The stream is read from its beginning.

    Raises FileRefused for an empty file, for a program, and for content that is something else than the name says."""
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if not head:
        raise FileRefused("file_empty")
    if head.startswith(PROGRAMS) or filename.lower().endswith(PROGRAM_ENDINGS):
        raise FileRefused("file_program")
    found = _found(head)
    named = mimetypes.guess_type(filename)[0]
    if not found and PDF_MARK in head[:PDF_MARK_WITHIN]:
        found = ["application/pdf"]
    if not found:
        if named is not None and _is_recognised(named):
            raise FileRefused("file_content", filename=filename)
        return _as_text(head, named)
    if named in found:
        return named
    if named is not None and _is_recognised(named):
        raise FileRefused("file_content", filename=filename)
    return found[0]


def _found(head: bytes) -> list[str]:
    """Every media type that the content may be, the likeliest first; none when nothing is known of it."""
    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return []
    return [match.mime_type for match in matches if match.mime_type]


def _as_text(head: bytes, named: str | None) -> str:
    """Text of the kind that the name says, when it is text; text has no mark of its own."""
    if b"\0" in head:
        return UNKNOWN
    return named or "text/plain"


_RECOGNISED = frozenset(
    f"application/{name}" for name in (
        "pdf", "zip", "msword", "vnd.ms-excel", "vnd.ms-powerpoint",
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "vnd.openxmlformats-officedocument.presentationml.presentation",
        "vnd.oasis.opendocument.text", "vnd.oasis.opendocument.spreadsheet",
    )
) | {"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff"}  # fmt: skip


def _is_recognised(named: str) -> bool:
    """Whether files of this type begin so that they are known by it."""
    return named in _RECOGNISED
