"""What an address or a form of ours asks for, in a shape that every database takes."""

from __future__ import annotations

import re
from contextlib import suppress
from uuid import UUID

from flask import request
from werkzeug.routing import IntegerConverter, Map

from webapp.i18n import _

LENGTH = 200
ROW_NUMBER = re.compile(r"[0-9]{1,10}")
LARGEST = 2**31 - 1
YEARS = range(1900, 2200)


def asked_text(name: str) -> str:
    """One argument without surrounding space and control characters, cut at LENGTH; empty when it is missing."""
    kept = "".join(character for character in request.args.get(name, "") if character.isprintable())
    return kept.strip()[:LENGTH]


def posted_text(name: str) -> str:
    """One posted text, with its line ends of one kind, without space around it and without control characters."""
    lines = request.form.get(name, "").splitlines()
    return "\n".join("".join(sign for sign in line if sign.isprintable() or sign == "\t") for line in lines).strip()


def text_fault(text: str, limit: int, *, required: bool = True) -> str | None:
    """What has to be mended in a text, in words; None when nothing has."""
    if required and not text:
        return _("Skriv något här.")
    if len(text) > limit:
        return _("Texten är för lång: %(length)s tecken. Högst %(limit)s ryms.", length=len(text), limit=limit)
    return None


def asked_ids(name: str) -> list[UUID]:
    """Every value of a field or argument that is an id, once."""
    found: dict[UUID, None] = {}
    for value in request.values.getlist(name):
        with suppress(ValueError):
            found[UUID(value)] = None
    return list(found)


def asked_number(name: str) -> int | None:
    """A row's number from a field or argument, None when it is missing or no row can have it."""
    text = request.values.get(name, "")
    return int(text) if ROW_NUMBER.fullmatch(text) and int(text) <= LARGEST else None


class RowNumber(IntegerConverter):
    """Numbers in addresses: no larger than the databases' own, so that any other is an address that does not exist."""

    regex = ROW_NUMBER.pattern

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def asked_year() -> int | None:
    """The argument `year`, None when it is missing or no year."""
    year = request.args.get("year", None, int)
    return year if year in YEARS else None
