"""Real cases: the library deployed in a small municipality, carried on with the real commands and forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine.commands.attachments import AddAttachment
from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.refresh_principals import RefreshPrincipals
from engine.db import Database
from engine.models import (
    HumanTask,
    Meeting,
    Person,
    Position,
    ProcessInstance,
    RoleAssignment,
    TaskStatus,
    Unit,
    UnitKind,
)
from engine.ports import Case, Ports
from engine.run import Runner
from forms.validator import FormValidator
from processes.catalogue import LibraryPrefill, LibraryServiceTasks, library
from processes.registers.budget import record_budget
from tests.processes.municipality import NOW, SINCE

UNITS = {
    "KF": UnitKind.COUNCIL, "KS": UnitKind.COMMITTEE, "FGN": UnitKind.COMMITTEE, "AEM": UnitKind.COMPANY,
}  # fmt: skip
ANYONE, EMPLOYEE, CHECKER = 1, 2, 3
ROLES = [
    ("finance-director", "ALV"), ("hr", "ALV"), ("council-secretary", "KF"), ("secretary", "ALV"),
    ("head-of-department", "KS"), ("head-of-department", "FGN"), ("managing-director", "AEM"),
]  # fmt: skip
MEETINGS = {"KS": "2026-03-24", "FGN": "2026-05-19", "KF": "2026-11-26"}


def library_runner(database: Database) -> Runner:
    """One person with every role but the controller's, which another has, and an employee under the first."""
    forms = FormValidator()
    ports = Ports(forms=forms, validator=forms, prefill=LibraryPrefill(), service_tasks=LibraryServiceTasks())
    runner = Runner(database, ports, ZoneInfo("Europe/Stockholm"))
    with database.write() as session:
        session.add(Unit(id="ALV", name="Älvhamn", kind=UnitKind.MUNICIPALITY, valid_from=SINCE))
        session.add_all(
            Person(id=person, external_id=str(person), name=name)
            for person, name in ((ANYONE, "Jonas"), (EMPLOYEE, "Ali"), (CHECKER, "Erik"))
        )
        session.flush()
        session.add_all(
            Unit(id=code, name=f"Organ {code}", kind=kind, parent_id="ALV", body_id=code, valid_from=SINCE)
            for code, kind in UNITS.items()
        )
        session.flush()
        session.add_all(
            RoleAssignment(person_id=ANYONE, role=role, unit_id=unit, valid_from=SINCE) for role, unit in ROLES
        )
        session.add(RoleAssignment(person_id=CHECKER, role="controller", unit_id="ALV", valid_from=SINCE))
        session.add_all(
            Position(person_id=person, unit_id="FGN", title="", is_manager=person == ANYONE, valid_from=SINCE)
            for person in (ANYONE, EMPLOYEE)
        )
        session.add_all(Meeting(unit_id=unit, held_on=date.fromisoformat(day)) for unit, day in MEETINGS.items())
        record_budget(session, 2026, Decimal("22.02"), {"KS": Decimal("455.5"), "FGN": Decimal(2215)})
    runner.run(MoveBusinessTime(at=NOW))
    runner.run(RefreshPrincipals())
    for package in library():
        runner.run(Deploy(name=package.key, files=package.files))
    return runner


def open_tasks(runner: Runner, *, unit: str | None = None) -> list[str]:
    """Elements of the open tasks, those of one body's cases when a unit is given."""
    wanted = select(HumanTask.element_id).where(HumanTask.status == TaskStatus.OPEN)
    if unit:
        wanted = wanted.join(ProcessInstance).where(ProcessInstance.unit_id == unit)
    with runner.read() as (session, _):
        return sorted(session.scalars(wanted))


def do(
    runner: Runner, element: str, posted: Mapping[str, Any], *, unit: str | None = None, who: int | None = None
) -> None:
    """Complete the one open task at this element, as the one who usually does."""
    wanted = select(HumanTask.id).join(ProcessInstance).where(
        HumanTask.status == TaskStatus.OPEN, HumanTask.element_id == element
    )  # fmt: skip
    if unit:
        wanted = wanted.where(ProcessInstance.unit_id == unit)
    with runner.read() as (session, _):
        task = session.scalars(wanted).one()
    usually = CHECKER if element == "check" else ANYONE
    runner.run(CompleteTask(task_id=task, actor=who or usually, posted=posted))


def prefilled(runner: Runner, case_id: UUID, form_key: str, **variables: Any) -> dict[str, Any]:
    with runner.read() as (session, clock):
        row = session.get_one(ProcessInstance, case_id)
        case = Case(
            id=row.id, root_id=row.root_id or row.id, definition_key=row.definition_key, title=row.title,
            cycle_year=row.cycle_year, unit_id=row.unit_id, person_id=row.person_id, variables=variables,
        )  # fmt: skip
        return dict(LibraryPrefill().prefill(session, clock, case, form_key))


def upload(runner: Runner) -> list[dict[str, Any]]:
    return [
        runner.run(
            AddAttachment(actor=ANYONE, filename="budget.pdf", media_type="application/pdf", content=BytesIO(b"%PDF"))
        )
    ]


def approval(body: str, **more: Any) -> dict[str, Any]:
    """What a secretary posts when a body has approved."""
    minutes = {"decision": "bifall", "meeting": MEETINGS[body], "paragraph": "12", "diary_no": f"{body}/2027:12"}
    return minutes | more
