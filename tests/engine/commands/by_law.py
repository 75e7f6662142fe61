"""A small process with a statutory date, and what has become of it."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from engine.commands.alarm_statutory import AlarmStatutory
from engine.commands.deploy import Deploy
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.start_process import StartProcess
from engine.models import Incident, OutboxMessage, StatutoryDeadline
from engine.run import Runner
from tests.engine.commands.conftest import OWNER
from tests.engine.commands.diagrams import END, FORM, START, diagram, event, process, properties, user_task

STATUTE = "KL 11:8"


def by_law(drawn: str, source: str | None = 'date("2027-10-31")', statute: str | None = STATUTE) -> str:
    """The element with a statutory date."""
    values = {"statutory-date": f"={source}" if source else None, "statute": statute}
    found = {f"yearwheel:{name}": value for name, value in values.items() if value is not None}
    return drawn.replace("</bpmn:extensionElements>", properties(found) + "</bpmn:extensionElements>", 1)


def budget(decide: str, key: str = "budget", inputs: str = "plan_for") -> str:
    """Plan, decide, perhaps once more, and close."""
    return process(
        key, START, user_task("plan"), decide, event("exclusiveGateway", "which"), user_task("close", form=None), END,
        flows='begin>plan;plan>decide;decide>which;which>decide[note = "again"];which>close[note != "again"];'
              "close>finish",
        inputs=inputs,
    )  # fmt: skip


def deploy(runner: Runner, drawn: str, name: str = "budgets") -> None:
    files = {"budget.bpmn": diagram(drawn), "words.form.json": json.dumps(FORM).encode()}
    runner.run(Deploy(name=name, files=files, actor=OWNER))


def start(runner: Runner, decide: str, at: date = date(2027, 5, 3)) -> UUID:
    """A case of the process with such a decision, begun at noon of the day."""
    go_to(runner, at, 12)
    deploy(runner, budget(decide))
    return runner.run(StartProcess(key="budget", actor=OWNER))


def go_to(runner: Runner, day: date, hour: int = 9) -> None:
    runner.run(MoveBusinessTime(at=datetime.combine(day, time(hour, 1), runner.zone)))


def deadlines(runner: Runner) -> list[StatutoryDeadline]:
    with runner.read() as (session, _):
        found = session.scalars(select(StatutoryDeadline).order_by(StatutoryDeadline.element_id)).all()
        session.expunge_all()
        return list(found)


def deadline(runner: Runner) -> StatutoryDeadline:
    (found,) = deadlines(runner)
    return found


def alarms(runner: Runner) -> list[int]:
    """Days left of every alarm in the outbox, in order."""
    with runner.read() as (session, _):
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.topic == "notice.statutory").order_by(OutboxMessage.id)
        )
        return [row.payload["days"] for row in rows]


def incidents(runner: Runner) -> list[Incident]:
    with runner.read() as (session, _):
        found = session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all()
        session.expunge_all()
        return list(found)


def alarm(runner: Runner) -> int:
    return runner.run(AlarmStatutory(limit=20))
