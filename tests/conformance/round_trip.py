"""A diagram that was put to use is downloaded byte for byte as it was deployed, from a database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine.models  # noqa: F401 - fills Base.metadata
from engine.bpmn import read_diagram
from engine.clock import Clock
from engine.commands.deploy import Deploy
from engine.db import Base, Database
from engine.errors import YearwheelError
from engine.ids import new_id
from engine.models import Person, PrincipalHolder, ProcessDefinition, ProcessInstance
from engine.ports import Case, Ports, ServiceTask
from engine.queries.diagram import diagram_xml
from engine.run import Runner
from forms.validator import FormValidator
from tests.conformance.compiling import known_to

EVERYONE = "everyone"
READER = 1
CALLED = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="called">'
    '<process id="{}" isExecutable="true"><startEvent id="{}-start"/></process></definitions>'
)


@dataclass
class Named:
    """The Python that the diagrams name; nothing of it runs here."""

    types: Sequence[str] = ()

    def known(self) -> Sequence[str]:
        return self.types

    def handler(self, task_type: str) -> ServiceTask:
        raise KeyError(task_type)


class NoPrefill:
    def prefill(self, session: Session, clock: Clock, case: Case, form_key: str) -> dict[str, Any]:
        return {}


def round_trip(diagrams: Mapping[Path, bytes]) -> dict[Path, str]:
    """Which of these diagrams do not come back as they were deployed, and why."""
    changed = {}
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/round-trip.sqlite")
        Base.metadata.create_all(database.engine)
        with database.write() as session:
            session.add(Person(id=READER, external_id="reader", name="Reader"))
            session.flush()
            session.add(PrincipalHolder(principal=EVERYONE, person_id=READER))
        for path, deployed in diagrams.items():
            try:
                if any(found != deployed for found in _downloads(database, str(path), deployed)):
                    changed[path] = "it came back different"
            except YearwheelError as error:
                changed[path] = str(error)
        database.close()
    return changed


def _downloads(database: Database, name: str, original: bytes) -> list[bytes]:
    """What is downloaded from a case of every process in a diagram."""
    known, processes = known_to(original), read_diagram(original).processes
    files = {"model.bpmn": original}
    for key in known.form_keys:
        form = {"id": key, "type": "default", "schemaVersion": 19, "components": []}
        files[f"{key}.form.json"] = json.dumps(form).encode()
    for number, called in enumerate(sorted(known.process_ids - processes.keys() - {""})):
        files[f"called-{number}.bpmn"] = CALLED.format(called, called).encode()
    forms = FormValidator()
    ports = Ports(forms=forms, validator=forms, prefill=NoPrefill(), service_tasks=Named(sorted(known.task_types)))
    runner = Runner(database, ports, ZoneInfo("Europe/Stockholm"))
    deployment = runner.run(Deploy(name=name, files=files, actor=READER))
    with database.write() as session:
        cases = [_case(session, deployment, process_id) for process_id in processes]
    with runner.read() as (session, _):
        return [diagram_xml(session, READER, case) for case in cases]


def _case(session: Session, deployment: UUID, process_id: str) -> UUID:
    definition_id = session.scalars(
        select(ProcessDefinition.id).where(
            ProcessDefinition.deployment_id == deployment, ProcessDefinition.key == process_id
        )
    ).one()
    case = ProcessInstance(
        id=new_id(), definition_id=definition_id, definition_key=process_id, title=process_id, visibility="PUB",
        reader=EVERYONE, status_reader=EVERYONE, state=b"", started_at=datetime.now(UTC),
    )  # fmt: skip
    session.add(case)
    return case.id
