"""Tasks that ask different things of a deputy, and what the tests ask about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine.access.filters import may_do_task
from engine.commands.complete_task import CompleteTask
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.set_absence import SetAbsence
from engine.commands.set_deputy import SetDeputy
from engine.commands.start_process import StartProcess
from engine.models import DeputyScope, HumanTask, TaskStatus
from engine.queries.task_list import task_list
from engine.run import Runner
from tests.engine.commands.diagrams import END, FORM, START, diagram, process, properties, user_task
from tests.engine.organisation.small_municipality import CHIEF, OUTSIDER, OWNER, TEACHER

ZONE = ZoneInfo("Europe/Stockholm")
TODAY = date(2026, 3, 2)
SCHOOL, CHILD = 'manager("FGN-002")', f"manager of({TEACHER})"
WITH = {
    "sign": {"deputy-scope": "sign"},
    "money": {"deputy-scope": "approve-money"},
    "own": {"no-deputy": "true"},
    "note": {"visibility": "AUTHOR"},
    "report": {"visibility": "WB"},
    "talk": {"visibility": "PAIR"},
    "check": {"not-same-person-as": "write"},
}
ABOUT = {"unit": '="FGN-002"', "person": f"={TEACHER}"}
#: Process, element and whom it waits for; each is alone in its process but for `write`, which `check` follows.
ELEMENTS = {
    "do": SCHOOL, "sign": SCHOOL, "money": SCHOOL, "own": SCHOOL, "note": SCHOOL, "report": SCHOOL, "talk": CHILD,
    "handle": 'role("whistleblowing-handler")', "controlled": 'role("controller", "FGN")',
}  # fmt: skip


def files() -> dict[str, bytes]:
    """A deployment with a process for each element, and one in which what is written is checked."""
    form = json.dumps(FORM).encode()
    drawn = {name: process(f"only_{name}", START, _task(name, who), END, flows=f"begin>{name};{name}>finish", **ABOUT)
             for name, who in ELEMENTS.items()}  # fmt: skip
    drawn["checked"] = process(
        "only_checked", START, _task("write", SCHOOL), _task("check", SCHOOL), END,
        flows="begin>write;write>check;check>finish", **ABOUT,
    )  # fmt: skip
    return {"words.form.json": form} | {f"{name}.bpmn": diagram(each) for name, each in drawn.items()}


def _task(name: str, who: str) -> str:
    asked = {f"yearwheel:{key}": value for key, value in WITH.get(name, {}).items()}
    drawn = user_task(name, who)
    return drawn.replace("<bpmn:extensionElements>", f"<bpmn:extensionElements>{properties(asked)}") if asked else drawn


@dataclass
class Standing:
    """The municipality, by what the tests do in it and ask of it."""

    runner: Runner

    def move_to(self, day: date) -> None:
        """Noon of the day, with everybody what they are then."""
        self.runner.run(MoveBusinessTime(at=datetime.combine(day, time(12), ZONE)))
        self.runner.run(RefreshPrincipals())

    def start(self, process: str, due: date | None = None) -> UUID:
        """A case of the process; returns its task."""
        task = self.task(self.runner.run(StartProcess(key=f"only_{process}", actor=OWNER)))
        if due:
            with self.runner.read() as (_, clock):
                due_at = clock.end_of(due)
            with self.runner.database.write() as session:
                session.get_one(HumanTask, task).due_at = due_at
        return task

    def task(self, case: UUID) -> UUID:
        """The one task that is open in the case."""
        with self.runner.read() as (session, _):
            wanted = select(HumanTask.id).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
            return session.scalars(wanted).one()

    def appoint(
        self, person: int, deputy: int, *scopes: DeputyScope, since: date = TODAY, until: date | None = None
    ) -> int:
        command = SetDeputy(
            actor=person, person_id=person, deputy_id=deputy, scopes=frozenset(scopes), valid_from=since,
            valid_to=until or since + timedelta(days=30),
        )  # fmt: skip
        return self.runner.run(command)

    def away(self, person: int, since: date = TODAY, until: date = TODAY) -> int:
        return self.runner.run(SetAbsence(actor=person, person_id=person, valid_from=since, valid_to=until))

    def may_do(self, task: UUID) -> set[int]:
        """Who may do the task; the lists of all say the same."""
        everybody = range(CHIEF, OUTSIDER + 1)
        with self.runner.read() as (session, clock):
            may = {p for p in everybody if session.scalar(select(may_do_task(p)).where(HumanTask.id == task))}
            listed = {p for p in everybody if task in [row.id for row in task_list(session, clock, p).rows]}
        assert listed == may
        return may

    def complete(self, task: UUID, actor: int, **posted: Any) -> UUID:
        answers: Mapping[str, Any] = posted or {"word": "ja"}
        return self.runner.run(CompleteTask(task_id=task, actor=actor, posted=answers))
