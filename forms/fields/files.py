"""Files that have been uploaded already; the form keeps what they are called and how large they are."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from forms.fields.answer import Answer, Given, Rejected, several

FILES_LIMIT = 20
NAME_LIMIT = 255


class FilesAnswer(Answer):
    """A list of `{"id", "filename", "size"}`; size in bytes. accept: endings and media types as in HTML's `accept`,
    anything when empty; multiple: else the file chosen last replaces the one before.

    Whether the file is there and belongs to the person is for the one who stores it to say.
    """

    missing_code = "required_file"

    def __init__(self, *, mandatory: bool = False, accept: str = "", multiple: bool = False) -> None:
        super().__init__(mandatory=mandatory)
        self.accept = read_accept(accept)
        self.multiple = multiple

    def empty(self) -> list[Any]:
        return []

    def is_blank(self, raw: Any) -> bool:
        return not [item for item in several(raw) if item != ""]

    def read(self, given: Given) -> list[dict[str, Any]]:
        items = [item for item in several(given.raw) if item != ""]
        if len(items) > FILES_LIMIT:
            raise Rejected("files_many", limit=FILES_LIMIT)
        files = [read_file(item) for item in items]
        if not self.allows_several(given.limits):
            files = files[-1:]
        accepted = self.accepted(given.limits)
        for file in files:
            if not _is_accepted(file["filename"], accepted):
                raise Rejected("file_type", accept=", ".join(accepted))
        return files

    def accepted(self, limits: Mapping[str, Any]) -> tuple[str, ...]:
        """The endings and media types that are taken, all when empty. limits: as in Given."""
        found = limits.get("accept")
        return read_accept(found) if isinstance(found, str) else self.accept

    def allows_several(self, limits: Mapping[str, Any]) -> bool:
        """Whether more than one file is taken. limits: as in Given."""
        return limits["multiple"] is True if "multiple" in limits else self.multiple


def read_accept(text: str) -> tuple[str, ...]:
    """What stands in HTML's `accept`, part by part."""
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def _is_accepted(filename: str, accepted: Sequence[str]) -> bool:
    if not accepted:
        return True
    name = filename.lower()
    media_type = mimetypes.guess_type(name)[0] or ""
    return any(name.endswith(part) if part.startswith(".") else _is_media_type(media_type, part) for part in accepted)


def read_file(item: Any) -> dict[str, Any]:
    """One uploaded file, from what the form posted back about it. Raises Rejected."""
    if isinstance(item, str):
        try:
            item = orjson.loads(item)
        except orjson.JSONDecodeError:
            raise Rejected("file_broken") from None
    if not isinstance(item, dict):
        raise Rejected("file_broken")
    filename, size = item.get("filename"), item.get("size")
    if not isinstance(filename, str) or not 0 < len(filename) <= NAME_LIMIT or not filename.isprintable():
        raise Rejected("file_broken")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise Rejected("file_broken")
    try:
        identity = UUID(str(item.get("id")))
    except ValueError:
        raise Rejected("file_broken") from None
    return {"id": str(identity), "filename": filename, "size": size}


def _is_media_type(media_type: str, pattern: str) -> bool:
    if pattern in ("*", "*/*"):
        return True
    return media_type.startswith(pattern[:-1]) if pattern.endswith("/*") else media_type == pattern
