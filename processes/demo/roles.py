"""Who holds which role in Älvhamn: the appointed, and the elected term by term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from processes.demo.named import NAMED
from processes.demo.people import APPOINTED
from processes.demo.units import BOARD, COMMITTEES, COMPANIES, COUNCIL, MUNICIPALITY

CHAIR, MEMBER, AUDITOR = "chair", "member", "auditor"
ELECTED = frozenset({CHAIR, MEMBER, AUDITOR})
SEATS = {
    COUNCIL: 79, "KS": 15, "FGN": 15, "GVN": 13, "VON": 15, "SN": 13, "KFN": 13, "SBN": 13, "MRN": 11,
    "ASH": 7, "AEM": 7, "AKF": 7, "ALE": 5, "DAB": 5,
}  # fmt: skip
AUDITORS = 7
Term = tuple[date, date | None]
#: The council serves from 15 October of the election year (KL 5:9), the others from the first of January after.
COUNCIL_TERMS: tuple[Term, ...] = ((date(2022, 10, 15), date(2026, 10, 14)), (date(2026, 10, 15), date(2030, 10, 14)))
TERMS: tuple[Term, ...] = ((date(2023, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2030, 12, 31)))
#: Every so manieth seat in the council goes to somebody new after the election.
NEW_SEAT = 4
#: How many of a committee's members sit in the council too.
FROM_COUNCIL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRole:
    """unit: its code; until: the last day, if there is one."""

    person: str
    role: str
    unit: str
    since: date
    until: date | None


def demo_roles(fresh_names: Iterator[str]) -> Iterator[DemoRole]:
    """The named first. fresh_names: for the elected who are not named."""
    for one in NAMED:
        for role, unit in one.roles:
            yield from _held(one.name, role, unit, _terms(role, unit))
    council = list(islice(fresh_names, SEATS[COUNCIL] - len(_named(MEMBER, COUNCIL))))
    yield from _in_council(council, fresh_names)
    seated = 0
    for body in (*COMMITTEES, *COMPANIES):
        open_seats = SEATS[body] - len(_named(MEMBER, body))
        from_council = open_seats if body == BOARD else FROM_COUNCIL
        # Round and round the council, so that its members share the work.
        members = [council[(seated + number) % len(council)] for number in range(from_council)]
        seated += from_council
        members += islice(fresh_names, open_seats - from_council)
        for name in members:
            yield from _held(name, MEMBER, body, TERMS)
        if not _named(CHAIR, body):
            yield from _held(members[0], CHAIR, body, TERMS)
    for name in islice(fresh_names, AUDITORS - len(_named(AUDITOR, MUNICIPALITY))):
        yield from _held(name, AUDITOR, MUNICIPALITY, TERMS)


def _in_council(council: list[str], fresh_names: Iterator[str]) -> Iterator[DemoRole]:
    before, after = COUNCIL_TERMS
    for number, name in enumerate(council, start=1):
        yield from _held(name, MEMBER, COUNCIL, (before,))
        successor = next(fresh_names) if number % NEW_SEAT == 0 else name
        yield from _held(successor, MEMBER, COUNCIL, (after,))
    yield from _held(council[0], CHAIR, COUNCIL, COUNCIL_TERMS)


def _held(person: str, role: str, unit: str, terms: tuple[Term, ...]) -> Iterator[DemoRole]:
    for since, until in terms:
        yield DemoRole(person=person, role=role, unit=unit, since=since, until=until)


def _terms(role: str, unit: str) -> tuple[Term, ...]:
    if role not in ELECTED:
        return ((APPOINTED, None),)
    return COUNCIL_TERMS if unit == COUNCIL else TERMS


def _named(role: str, unit: str) -> list[str]:
    return [one.name for one in NAMED if (role, unit) in one.roles]
