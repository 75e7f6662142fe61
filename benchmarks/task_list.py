"""A person's list of 50 tasks takes the same time among a thousand open tasks as among a million.

The person's own tasks are real cases; everybody else's are copies of one of them, made inside the database.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.orm import Session

from benchmarks.completions import start_case
from benchmarks.databases import KINDS, database_of
from benchmarks.town import CLIENTS, settle
from engine.db import Base, Database
from engine.models import HumanTask, ProcessInstance, TaskCandidate
from engine.queries.task_list import task_list
from engine.run import Runner

PEOPLE = 5000
MINE = 50
FEW, MANY = 1_000, 1_000_000
TASKS_PER_CASE = 10
RUNS = 120
WARM_UP = 20
PERSON = CLIENTS[0]


def measure() -> dict[str, float]:
    """task_list_ms_1k, task_list_ms_1m and task_list_ratio: on the database where the ratio is worse."""
    few, many = max((_compare(kind) for kind in KINDS), key=lambda pair: pair[1] / pair[0])
    return {"task_list_ms_1k": few, "task_list_ms_1m": many, "task_list_ratio": many / few}


def _compare(kind: str) -> tuple[float, float]:
    """Two databases take turns, so that both meet whatever else the machine is doing. Milliseconds, medians."""
    with database_of(kind) as small, database_of(kind) as large:
        runners = [_filled(small, FEW), _filled(large, MANY)]
        times = [[_milliseconds(runner) for runner in runners] for _ in range(RUNS)]
        for runner in runners:
            runner.database.close()
    few, many = zip(*times[WARM_UP:], strict=True)
    return median(few), median(many)


def _filled(url: str, total: int) -> Runner:
    runner = settle(Database(url), PEOPLE)
    task, *_ = [start_case(runner, PERSON) for _ in range(MINE)]
    _copy(runner.database, task, MINE + 1, total)
    return runner


def _milliseconds(runner: Runner) -> float:
    started = time.perf_counter()
    with runner.read() as (session, clock):
        found = task_list(session, clock, PERSON)
    assert found.total == MINE
    return (time.perf_counter() - started) * 1000


def _copy(database: Database, task: UUID, first: int, last: int) -> None:
    """Copy a task and its candidate under the numbers first to last, and its case for every ten of them."""
    number = "printf('%032x', {})" if database.is_sqlite else "CAST(lpad(to_hex({}), 32, '0') AS uuid)"
    due = "datetime(due_at, '+' || i || ' seconds')" if database.is_sqlite else "due_at + i * interval '1 second'"
    task_id, case_id = number.format("i"), number.format(f"((i - 1) / {TASKS_PER_CASE})")
    somebody = f"'person:' || (i % {PEOPLE - 100} + 100)"
    with database.write() as session:
        case = session.get_one(HumanTask, task).instance_id
        cases = Copies(ProcessInstance, "id", case, (first - 1) // TASKS_PER_CASE, (last - 1) // TASKS_PER_CASE)
        cases.insert(session, id=number.format("i"))
        Copies(HumanTask, "id", task, first, last).insert(session, id=task_id, instance_id=case_id, due_at=due)
        Copies(TaskCandidate, "task_id", task, first, last).insert(session, task_id=task_id, principal=somebody)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))  # as the server does by itself within a minute


@dataclass(frozen=True)
class Copies:
    """Copies of the row of a table whose column key is original, numbered first to last."""

    model: type[Base]
    key: str
    original: UUID
    first: int
    last: int

    def insert(self, session: Session, **changed: str) -> None:
        """changed: SQL for the columns that differ between the copies, over the number i."""
        table = self.model.__table__
        columns = [column.name for column in table.columns]
        values = [changed.get(name, name) for name in columns]
        numbers = f"SELECT {self.first} UNION ALL SELECT i + 1 FROM numbers WHERE i < {self.last}"
        statement = text(
            f"WITH RECURSIVE numbers(i) AS ({numbers})"
            f" INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM numbers, {table} WHERE {self.key} = :original"
        )
        session.execute(statement.bindparams(bindparam("original", self.original, Uuid())))
