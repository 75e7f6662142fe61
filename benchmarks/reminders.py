"""A sweep over 60,000 open tasks that all have something to tell at once, and over the same when nothing is due."""

from __future__ import annotations

import time
from datetime import datetime
from statistics import median
from uuid import UUID

from sqlalchemy import func, select, text, update

from benchmarks.completions import start_case
from benchmarks.databases import KINDS, database_of
from benchmarks.task_list import TASKS_PER_CASE, Copies
from benchmarks.town import CLIENTS, settle
from engine.commands.move_business_time import MoveBusinessTime
from engine.db import Database
from engine.models import HumanTask, Notice, ProcessInstance, TaskCandidate
from engine.run import Runner
from notifications.reminders import RemindOfTasks
from notifications.telling import tell

PEOPLE = 8500
TASKS = 60_000
DUE_DAYS = 200  # over how many days their due dates are spread
IDLE_RUNS = 50


def measure() -> dict[str, float]:
    """reminders_60000_s, reminders_idle_ms and telling_60000_s: on the slower database of each."""
    sweeps, idle, telling = zip(*(_measure(kind) for kind in KINDS), strict=True)
    return {"reminders_60000_s": max(sweeps), "reminders_idle_ms": max(idle), "telling_60000_s": max(telling)}


def _measure(kind: str) -> tuple[float, float, float]:
    with database_of(kind) as url:
        database = Database(url)
        runner = settle(database, PEOPLE)
        fill(runner)
        sweep = _all(runner)
        idle = median(_milliseconds(runner) for _ in range(IDLE_RUNS))
        started = time.perf_counter()
        while tell(runner):
            pass
        telling = time.perf_counter() - started
        with runner.read() as (session, _):
            assert session.scalar(select(func.count()).select_from(Notice)) == TASKS
        database.close()
    return sweep, idle, telling


def fill(runner: Runner) -> None:
    """As many tasks of as many people as asked for, on a Monday in March, which lies in no stop."""
    runner.run(MoveBusinessTime(at=datetime(2026, 3, 2, 12, tzinfo=runner.zone)))
    task = start_case(runner, CLIENTS[0])
    copy_tasks(runner.database, task)
    with runner.database.write() as session:
        session.execute(update(HumanTask).values(next_notice_at=HumanTask.opened_at))
    if not runner.database.is_sqlite:
        with runner.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))  # as the server does by itself within a minute


def copy_tasks(database: Database, task: UUID, principal: str = "person:") -> None:
    """Copies of the task until there are TASKS, for one person after another, and of its case for every ten of them.
    principal: what they wait for, up to the person's number."""
    number = "printf('%032x', {})" if database.is_sqlite else "CAST(lpad(to_hex({}), 32, '0') AS uuid)"
    days = f"(i % {DUE_DAYS})"
    due = f"datetime(due_at, '+' || {days} || ' days')" if database.is_sqlite else f"due_at + {days} * interval '1 day'"
    task_id, case_id = number.format("i"), number.format(f"((i - 1) / {TASKS_PER_CASE})")
    somebody = f"'{principal}' || (i % {PEOPLE} + 1)"
    with database.write() as session:
        case = session.get_one(HumanTask, task).instance_id
        Copies(ProcessInstance, "id", case, 0, TASKS // TASKS_PER_CASE).insert(session, id=number.format("i"))
        Copies(HumanTask, "id", task, 2, TASKS).insert(session, id=task_id, instance_id=case_id, due_at=due)
        Copies(TaskCandidate, "task_id", task, 2, TASKS).insert(session, task_id=task_id, principal=somebody)


def _all(runner: Runner) -> float:
    started = time.perf_counter()
    swept = 0
    while looked_at := runner.run(RemindOfTasks()):
        swept += looked_at
    seconds = time.perf_counter() - started
    assert swept == TASKS
    return seconds


def _milliseconds(runner: Runner) -> float:
    started = time.perf_counter()
    assert runner.run(RemindOfTasks()) == 0
    return (time.perf_counter() - started) * 1000
