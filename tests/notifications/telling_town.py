"""A small municipality and processes of one task each, for the tests of what people are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select, update

from engine.commands.deploy import Deploy
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.models import (
    HumanTask,
    MailChoice,
    Notice,
    NoticeChoice,
    OutboxMessage,
    Person,
    Position,
    RoleAssignment,
    TaskStatus,
)
from engine.run import Runner
from tests.clocks import ZONE
from tests.engine.commands.conftest import ANNA, BO, CILLA, OWNER, SINCE, Tasks, make_runner
from tests.engine.commands.diagrams import END, START, diagram, process, properties, user_task
from webapp.worker import Worker

__all__ = ["ANNA", "BO", "CILLA", "DIRECTOR", "HEAD", "OWNER"]
HEAD, DIRECTOR = 6, 7
MONDAY = date(2026, 3, 2)
DUE = date(2026, 3, 16)  # a Monday, ten working days later


def task(key: str, who: str, due: date | None = DUE, **said: str) -> str:
    """A user task with `yearwheel:` properties."""
    drawn = user_task(key, who, form=None, due=f'date("{due}")' if due else None)
    if not said:
        return drawn
    inner = properties({f"yearwheel:{name.replace('_', '-')}": value for name, value in said.items()})
    return drawn.replace("</bpmn:extensionElements>", f"{inner}</bpmn:extensionElements>")


def one_task(key: str, drawn: str, **said: str) -> bytes:
    """A process of this task alone."""
    name = drawn.split('id="')[1].split('"')[0]
    return diagram(process(key, START, drawn, END, flows=f"begin>{name};{name}>finish", **said))


PROCESSES = {
    "plain": one_task("plain", task("do", "person(2)")),
    "undated": one_task("undated", task("do", "person(2)", None)),
    "school": one_task("school", task("do", 'manager("FGN-001")')),
    "shared": one_task("shared", task("do", 'role("teacher", "FGN-001")')),
    "empty": one_task("empty", task("do", 'role("nobody-at-all", "FGN-001")')),
    "quiet": one_task("quiet", task("do", "person(2)", reminders="none")),
    "own": one_task("own", task("do", "person(2)"), reminders="-1, 0"),
    "summer": one_task("summer", task("do", "person(2)", date(2026, 7, 10))),
    "lawful": one_task("lawful", task("do", "person(2)", date(2026, 7, 10), statutory_date='date("2026-07-31")',
                                      statute="KL 11:8")),
    "pair": one_task("pair", task("do", "person(2)", visibility="PAIR"), person="2"),
    "reported": one_task("reported", task("do", "person(2)"), visibility="WB", unit='"FGN-001"'),
}  # fmt: skip


def make_town(database: Database) -> Runner:
    """Anna manages the school where Bo and Cilla teach, below the head of the department. Monday noon, 2 March 2026."""
    runner = make_runner(database, Tasks())
    with database.write() as session:
        for key, name in ((HEAD, "Hans Ek"), (DIRECTOR, "Disa Ro")):
            session.add(Person(id=key, external_id=str(key), name=name))
        session.flush()
        session.add(Position(person_id=HEAD, unit_id="FGN", title="Chef", is_manager=True, valid_from=SINCE))
        roles = [(BO, "teacher", "FGN-001"), (CILLA, "teacher", "FGN-001"), (DIRECTOR, "chief-executive", "ALV")]
        for person, role, unit in roles:
            session.add(RoleAssignment(person_id=person, role=role, unit_id=unit, valid_from=SINCE))
        session.execute(update(Person).values(email=Person.external_id + "@alvhamn.example"))
    stand(runner, MONDAY)
    runner.run(Deploy(name="telling", files={f"{key}.bpmn": drawn for key, drawn in PROCESSES.items()}, actor=OWNER))
    return runner


def stand(runner: Runner, day: date, at: time = time(12)) -> None:
    """Move business time there, and let the worker do what that makes due."""
    runner.run(MoveBusinessTime(at=datetime.combine(day, at, ZONE)))
    work(runner)


def work(runner: Runner) -> None:
    """Let a worker do all that is due, but send nothing."""
    Worker(runner, lambda _: 0).tick()


def begin(runner: Runner, key: str) -> UUID:
    """A case of the process. Returns its task."""
    case = runner.run(StartProcess(key=key, actor=OWNER))
    with runner.read() as (session, _):
        of_case = select(HumanTask.id).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
        return session.scalars(of_case).one()


def told(runner: Runner) -> list[tuple[int, str]]:
    """Everybody's notices, in the order in which they were told: person and kind."""
    with runner.read() as (session, _):
        rows = session.execute(
            select(Notice.person_id, Notice.kind).order_by(Notice.created_at, Notice.person_id)
        ).all()
    return [(row.person_id, row.kind) for row in rows]


def outbox(runner: Runner, topic: str) -> Sequence[OutboxMessage]:
    """What stands in the outbox, in the order in which it was written."""
    with runner.read() as (session, _):
        return session.scalars(
            select(OutboxMessage).where(OutboxMessage.topic == topic).order_by(OutboxMessage.created_at)
        ).all()


def choose(runner: Runner, person: int, mail: MailChoice) -> None:
    with runner.database.write() as session:
        session.merge(NoticeChoice(person_id=person, mail=mail))
