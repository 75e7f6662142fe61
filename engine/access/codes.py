"""The visibility codes (domain/README) as principals: who may read a case, a task or a field is one text value.

A row that may be read carries the principal of its readers; a query keeps the rows whose principal its asker holds.
"""

from __future__ import annotations

from enum import StrEnum


class Visibility(StrEnum):
    """PUB everyone signed in · ORG employees · NMD one committee's circle · LINE managers above and the process
    owner · PAIR employee and present manager · STAT status and dates only, for HR and managers above · CASE who handles
    such cases, and the registrar · WB the whistle-blowing unit only (lag 2021:890) · AUTHOR only who wrote it: a
    preparation note, not an official document (TF 2:12)."""

    PUB = "PUB"
    ORG = "ORG"
    NMD = "NMD"
    LINE = "LINE"
    PAIR = "PAIR"
    STAT = "STAT"
    CASE = "CASE"
    WB = "WB"
    AUTHOR = "AUTHOR"


SEALED = frozenset({Visibility.PAIR, Visibility.AUTHOR, Visibility.WB})
"""What administrators may not read either: they run the system, and are no party to it (domain/README)."""
WHISTLEBLOWING = "whistleblowing:unit:"


def reader_principal(code: Visibility, unit_id: str | None, person_id: int | None, author_id: int | None = None) -> str:
    """The principal whose holders may read something with this code that concerns this unit and person.

    author_id: who wrote it; a task that nobody has done yet has no author. A code that lacks what it is about falls
    back to nobody: deny by default."""
    match code:
        case Visibility.PUB:
            return "everyone"
        case Visibility.ORG:
            return "employees"
        case Visibility.NMD if unit_id:
            return f"committee:unit:{unit_id}"
        case Visibility.LINE if unit_id:
            return f"line:unit:{unit_id}"
        case Visibility.PAIR if person_id:
            return f"pair:person:{person_id}"
        case Visibility.STAT if unit_id:
            return f"status:unit:{unit_id}"
        case Visibility.CASE if unit_id:
            return f"handlers:unit:{unit_id}"
        case Visibility.WB if unit_id:
            return f"{WHISTLEBLOWING}{unit_id}"
        case Visibility.AUTHOR if author_id:
            return f"person:{author_id}"
        case _:
            return "nobody"
