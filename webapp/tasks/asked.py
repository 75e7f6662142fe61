"""What an address or a form of ours asks for, in a shape that every database takes."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import request

from webapp.i18n import _

LENGTH = 200
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


def asked_year() -> int | None:
    """The argument `year`, None when it is missing or no year."""
    year = request.args.get("year", None, int)
    return year if year in YEARS else None
