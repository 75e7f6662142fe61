"""What the address of a list asks for, in a shape that every database takes."""

from __future__ import annotations

from flask import request

LENGTH = 200
YEARS = range(1900, 2200)


def asked_text(name: str) -> str:
    """One argument without surrounding space and control characters, cut at LENGTH; empty when it is missing."""
    kept = "".join(character for character in request.args.get(name, "") if character.isprintable())
    return kept.strip()[:LENGTH]


def asked_year() -> int | None:
    """The argument `year`, None when it is missing or no year."""
    year = request.args.get("year", None, int)
    return year if year in YEARS else None
