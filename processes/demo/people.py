"""Who works in Älvhamn: the named and 8,500 employees in all, and the few of the companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from processes.demo.named import NAMED
from processes.demo.units import DemoUnit

ON_LEAVE = 210
APPOINTED = date(2023, 1, 1)
#: The manager who changes in the middle of the year, and where the former one goes.
CHANGED_UNIT, CHANGED_ON, FORMER_MANAGER_GOES_TO = "Förskolan Kajutan", date(2026, 8, 1), "Förskola norr"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPosition:
    """unit: its code; until: the last day, if there is one."""

    person: str
    unit: str
    title: str
    manages: bool
    since: date
    until: date | None = None
    on_leave: bool = False


def demo_positions(units: list[DemoUnit], fresh_names: Iterator[str]) -> list[DemoPosition]:
    """The named first, then unit by unit. fresh_names: for those who are not named."""
    codes = {unit.name: unit.code for unit in units}
    named = [
        DemoPosition(person=one.name, unit=codes[one.workplace], title=one.title, manages=one.manages, since=APPOINTED)
        for one in NAMED
        if one.workplace
    ]
    start = (date(2004 + number % 22, 1 + number % 12, 1) for number in count())
    others = [
        position
        for unit in units
        for position in _fill(unit, [one for one in named if one.unit == unit.code], fresh_names, start)
    ]
    others = _with_leave(others)
    return [*named, *_with_new_manager(others, codes[CHANGED_UNIT], codes[FORMER_MANAGER_GOES_TO])]


def _fill(
    unit: DemoUnit, present: list[DemoPosition], fresh_names: Iterator[str], start: Iterator[date]
) -> Iterator[DemoPosition]:
    managed = any(one.manages for one in present)
    for number in range(unit.headcount - len(present)):
        manages = number == 0 and not managed
        title = unit.head if manages else unit.titles[number % len(unit.titles)]
        yield DemoPosition(person=next(fresh_names), unit=unit.code, title=title, manages=manages, since=next(start))


def _with_leave(positions: list[DemoPosition]) -> list[DemoPosition]:
    """Spread evenly over those who manage nobody."""
    staff = [number for number, one in enumerate(positions) if not one.manages]
    away = {staff[(2 * turn + 1) * len(staff) // (2 * ON_LEAVE)] for turn in range(ON_LEAVE)}
    return [replace(one, on_leave=number in away) for number, one in enumerate(positions)]


def _with_new_manager(positions: list[DemoPosition], unit: str, elsewhere: str) -> Iterator[DemoPosition]:
    """One of the unit's own takes over from the manager, who goes on elsewhere: nobody comes and nobody leaves."""
    eve = CHANGED_ON - timedelta(days=1)
    former = next(one for one in positions if one.unit == unit and one.manages)
    successor = next(one for one in positions if one.unit == unit and not one.manages and not one.on_leave)
    for one in positions:
        yield replace(one, until=eve) if one in (former, successor) else one
    yield replace(successor, title=former.title, manages=True, since=CHANGED_ON)
    yield replace(former, unit=elsewhere, title="Utvecklingsledare", manages=False, since=CHANGED_ON)
