"""A municipality for the measurements: as many people as asked for, eight of whom can sign in, and the bench's own
processes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from engine.commands.account_create import CreateAccount
from engine.commands.deploy import Deploy
from engine.commands.refresh_principals import RefreshPrincipals
from engine.db import Database
from engine.models import Person, Position, RoleAssignment, Unit, UnitKind
from engine.run import Runner
from webapp.auth.passwords import hash_password
from webapp.wiring import create_ports

OWNER = 1  # starts the processes
CLIENTS = range(2, 10)  # the eight who sign in
PASSWORD = "eight people at work"  # a secret of nobody's
PEOPLE_PER_UNIT = 26
SINCE = date(2020, 1, 1)
ZONE = ZoneInfo("Europe/Stockholm")
DIAGRAMS = Path(__file__).with_name("diagrams")


def settle(database: Database, people: int) -> Runner:
    """Fill an empty database and return a runner on it."""
    runner = Runner(database, create_ports(ZONE), ZONE)
    units = [f"FGN-{number:03}" for number in range(1, people // PEOPLE_PER_UNIT + 2)]
    with database.write() as session:
        session.execute(
            insert(Unit), [_unit("ALV", UnitKind.MUNICIPALITY, None), _unit("FGN", UnitKind.COMMITTEE, "ALV")]
        )
        session.execute(insert(Unit), [_unit(code, UnitKind.UNIT, "FGN") for code in units])
        session.execute(insert(Person), [_person(number) for number in range(1, people + 1)])
        session.execute(
            insert(Position), [_position(number, units[number // PEOPLE_PER_UNIT]) for number in range(1, people + 1)]
        )
        role = RoleAssignment(person_id=OWNER, role="process-owner", unit_id="ALV", valid_from=SINCE)
        session.add(role)
    runner.run(RefreshPrincipals())
    password_hash = hash_password(PASSWORD)
    for number in CLIENTS:
        runner.run(CreateAccount(person_id=number, email=address(number), password_hash=password_hash))
    files = {path.name: path.read_bytes() for path in DIAGRAMS.iterdir()}
    runner.run(Deploy(name="bench", files=files, actor=OWNER))
    return runner


def address(number: int) -> str:
    """The e-mail address by which a person signs in."""
    return f"person{number}@example.org"


def _unit(code: str, kind: UnitKind, parent: str | None) -> dict[str, object]:
    body = "FGN" if parent else None
    return {"id": code, "name": code, "kind": kind, "parent_id": parent, "body_id": body, "valid_from": SINCE}


def _person(number: int) -> dict[str, object]:
    return {"id": number, "external_id": f"{number}", "name": f"Person {number}", "email": address(number)}


def _position(number: int, unit: str) -> dict[str, object]:
    is_manager = number % PEOPLE_PER_UNIT == 0
    return {
        "person_id": number, "unit_id": unit, "title": "Employee", "is_manager": is_manager, "valid_from": SINCE,
        "on_leave": False,
    }  # fmt: skip
