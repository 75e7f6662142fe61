"""Text search as people expect it: upper and lower case are the same, and signs are signs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute

# SQLite's lower() knows A to Z only; these are the others of the Nordic languages.
LETTERS = "ÅÄÖÆØÉÜ"


def contains(column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], text: str) -> ColumnElement[bool]:
    """Whether the text occurs in the column. `%` and `_` stand for themselves."""
    folded: ColumnElement[Any] = func.lower(column)
    for letter in LETTERS:
        folded = func.replace(folded, letter, letter.lower())
    return folded.contains(text.lower(), autoescape=True)
