"""A small municipality, the real forms, and service tasks of the tests' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.commands.deploy import Deploy
from engine.commands.refresh_principals import RefreshPrincipals
from engine.db import Database
from engine.models import Person, Position, RoleAssignment, Unit, UnitKind
from engine.ports import Case, Ports, ServiceCall, ServiceTask
from engine.run import Runner
from forms.validator import FormValidator
from tests.engine.commands.diagrams import files

SINCE = date(2020, 1, 1)
ANNA, BO, CILLA, OWNER, ADMIN = 1, 2, 3, 4, 5


class Tasks:
    """Service tasks by type: `note` gives its inputs back, `break` raises as long as `broken` says so."""

    def __init__(self) -> None:
        self.broken = True
        self.calls: list[Mapping[str, Any]] = []

    def known(self) -> Sequence[str]:
        return ("note", "break")

    def handler(self, task_type: str) -> ServiceTask:
        return {"note": self._note, "break": self._break}[task_type]

    def _note(self, call: ServiceCall) -> Mapping[str, Any]:
        self.calls.append(call.inputs)
        return {"noted": True}

    def _break(self, call: ServiceCall) -> Mapping[str, Any]:
        call.session.add(Person(id=99, external_id="99", name="Half done"))
        call.session.flush()
        if self.broken:
            raise RuntimeError("the register is closed")
        return {"noted": True}


class NoPrefill:
    """Forms that start empty."""

    def prefill(self, session: Session, clock: Clock, case: Case, form_key: str) -> dict[str, Any]:
        return {}


@pytest.fixture
def tasks() -> Tasks:
    return Tasks()


def unit(code: str, name: str, kind: UnitKind, parent: str) -> Unit:
    return Unit(id=code, name=name, kind=kind, parent_id=parent, body_id="FGN", valid_from=SINCE)


def municipality(session: Session) -> None:
    """One municipality with one committee and one unit: Anna manages it, Bo and Cilla work there."""
    session.add_all(
        [
            Unit(id="ALV", name="Älvhamn", kind=UnitKind.MUNICIPALITY, valid_from=SINCE),
            Unit(
                id="FGN", name="Skolnämnden", kind=UnitKind.COMMITTEE, parent_id="ALV", body_id="FGN", valid_from=SINCE
            ),
            Unit(id="FGN-001", name="Hamnskolan", kind=UnitKind.UNIT, parent_id="FGN", body_id="FGN", valid_from=SINCE),
        ]
    )
    names = {ANNA: "Anna Ek", BO: "Bo Lind", CILLA: "Cilla Ask", OWNER: "Olle Ros", ADMIN: "Ada Falk"}
    session.add_all([Person(id=key, external_id=str(key), name=name) for key, name in names.items()])
    session.flush()
    session.add_all(
        [
            Position(person_id=ANNA, unit_id="FGN-001", title="Rektor", is_manager=True, valid_from=SINCE),
            Position(person_id=BO, unit_id="FGN-001", title="Lärare", is_manager=False, valid_from=SINCE),
            Position(person_id=CILLA, unit_id="FGN-001", title="Lärare", is_manager=False, valid_from=SINCE),
            RoleAssignment(person_id=OWNER, role="process-owner", unit_id="ALV", valid_from=SINCE),
            RoleAssignment(person_id=ADMIN, role="administrator", unit_id="ALV", valid_from=SINCE),
        ]
    )


@pytest.fixture
def runner(database: Database, tasks: Tasks) -> Runner:
    """A runner on a small municipality with the tests' diagrams deployed."""
    return make_runner(database, tasks)


def make_runner(database: Database, tasks: Tasks) -> Runner:
    forms = FormValidator()
    ports = Ports(forms=forms, validator=forms, prefill=NoPrefill(), service_tasks=tasks)
    found = Runner(database, ports, ZoneInfo("Europe/Stockholm"))
    with database.write() as session:
        municipality(session)
    found.run(RefreshPrincipals())
    found.run(Deploy(name="tests", files=files(), actor=OWNER))
    return found
