"""Älvhamn as rows of an organisation file, so that the demonstration comes in the way every municipality does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.organisation.cells import Row
from processes.demo.meetings import demo_meetings
from processes.demo.named import NAMED
from processes.demo.names import address, names
from processes.demo.people import demo_positions
from processes.demo.roles import demo_roles
from processes.demo.units import demo_units

FOUNDED = date(2000, 1, 1)
FIRST_NUMBER = 10_001
HEADING_LINES = 1


def demo_rows() -> tuple[Row, ...]:
    """The whole municipality, the same every time: units, persons with the named first, positions, roles, meetings."""
    return tuple(Row(line, cells) for line, cells in enumerate(_cells(), start=HEADING_LINES + 1))


def _cells() -> Iterator[dict[str, object]]:
    units = list(demo_units())
    for unit in units:
        place = {"parent": unit.parent} if unit.parent else {}
        yield {"record": "unit", "unit": unit.code, "name": unit.name, "kind": unit.kind, "from": FOUNDED, **place}

    fresh_names = names({one.name for one in NAMED})
    positions = demo_positions(units, fresh_names)
    roles = list(demo_roles(fresh_names))
    everybody = dict.fromkeys(one.name for one in NAMED)
    everybody |= dict.fromkeys([*(one.person for one in positions), *(one.person for one in roles)])
    numbers = {name: str(number) for number, name in enumerate(everybody, start=FIRST_NUMBER)}
    for name, number in numbers.items():
        yield {"record": "person", "person": number, "name": name, "email": address(name)}

    for position in positions:
        yield {
            "record": "position", "person": numbers[position.person], "unit": position.unit, "title": position.title,
            "manager": position.manages, "on_leave": position.on_leave, "from": position.since,
            **_until(position.until),
        }  # fmt: skip
    for role in roles:
        yield {
            "record": "role", "person": numbers[role.person], "role": role.role, "unit": role.unit,
            "from": role.since, **_until(role.until),
        }  # fmt: skip
    for body, day in demo_meetings():
        yield {"record": "meeting", "unit": body, "date": day}


def _until(day: date | None) -> dict[str, object]:
    return {"to": day} if day else {}
