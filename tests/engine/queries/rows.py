"""Rows that the questions are asked about, with everything that a test does not care for filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.ids import new_id
from engine.models import (
    Call,
    Deployment,
    HumanTask,
    Person,
    PrincipalHolder,
    ProcessDefinition,
    ProcessInstance,
    TaskCandidate,
    Unit,
    UnitKind,
)

SINCE = date(2020, 1, 1)
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
ANNA, BO, CILLA = 1, 2, 3
DEFINITION = UUID(int=1)


def foundation(session: Session) -> None:
    """Three bodies, three people who hold nothing but themselves and what everybody holds, one definition."""
    session.add(Unit(id="ALV", name="Älvhamn", kind=UnitKind.MUNICIPALITY, valid_from=SINCE))
    session.flush()
    for code, name, kind in (
        ("KS", "Kommunstyrelsen", UnitKind.COMMITTEE), ("FGN", "Barnnämnden", UnitKind.COMMITTEE),
        ("AEM", "Energi AB", UnitKind.COMPANY),
    ):  # fmt: skip
        session.add(Unit(id=code, name=name, kind=kind, parent_id="ALV", body_id=code, valid_from=SINCE))
    session.flush()
    school = Unit(id="FGN-1", name="Hamnskolan", kind=UnitKind.UNIT, parent_id="FGN", body_id="FGN", valid_from=SINCE)
    session.add(school)
    for key, name in ((ANNA, "Anna Ek"), (BO, "Bo Lind"), (CILLA, "Cilla Ask")):
        session.add(Person(id=key, external_id=str(key), name=name))
    session.flush()
    for key in (ANNA, BO, CILLA):
        hold(session, key, "everyone", f"person:{key}")
    session.add(Deployment(id=DEFINITION, name="tests", sha256="0", deployed_at=MONDAY))
    session.flush()
    session.add(
        ProcessDefinition(
            id=DEFINITION,
            deployment_id=DEFINITION,
            key="plan",
            version=1,
            name="Plan",
            sha256="0",
            bpmn=b"",
            variables=[],
        )
    )
    session.flush()


def hold(session: Session, person_id: int, *principals: str) -> None:
    """The person is all of these today."""
    session.add_all([PrincipalHolder(principal=principal, person_id=person_id) for principal in principals])
    session.flush()


def case(session: Session, title: str = "Plan", **values: Any) -> ProcessInstance:
    """A running case that everybody may read, unless values say otherwise."""
    found = ProcessInstance(
        **{
            "id": new_id(), "definition_id": DEFINITION, "definition_key": "plan", "title": title,
            "status": "running", "visibility": "PUB", "reader": "everyone", "status_reader": "everyone",
            "state": b"", "started_at": MONDAY,
        } | values
    )  # fmt: skip
    found.root_id = values.get("root_id", found.id)
    session.add(found)
    session.flush()
    return found


def task(
    session: Session, of: ProcessInstance, name: str = "Skriv", candidates: Sequence[str] = (), **values: Any
) -> HumanTask:
    """A task of the case: open, unless values say otherwise."""
    found = HumanTask(
        **{
            "id": new_id(), "instance_id": of.id, "element_id": name.lower(), "name": name, "status": "open",
            "visibility": "PUB", "reader": "everyone", "opened_at": MONDAY,
        } | values
    )  # fmt: skip
    session.add(found)
    session.flush()
    session.add_all([TaskCandidate(task_id=found.id, principal=principal) for principal in candidates])
    session.flush()
    return found


def call(session: Session, of: ProcessInstance, total: int, finished: int) -> Call:
    """A call activity of the case that waits."""
    found = Call(
        id=new_id(), instance_id=of.id, definition_id=DEFINITION, element_id="all", shared={}, items=[],
        total=total, opened=total, finished=finished,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found
