"""A case does not grow slower with its history: completing round 1,000 of a loop against round 1."""

from __future__ import annotations

import time
from statistics import median

from sqlalchemy import select

from benchmarks.completions import PEOPLE, REPORT, start_case
from benchmarks.databases import KINDS, database_of
from benchmarks.town import CLIENTS, settle
from engine.commands.complete_task import CompleteTask
from engine.db import Database
from engine.models import HumanTask, TaskStatus
from engine.run import Runner

ROUNDS = 1000
AROUND = 30  # rounds whose median stands for the first and for the last: one alone is noise


def measure() -> dict[str, float]:
    """history_ratio: on the database where it is worse."""
    ratios = []
    for kind in KINDS:
        with database_of(kind) as url:
            database = Database(url)
            runner = settle(database, PEOPLE)
            _rounds(runner, AROUND)  # another case first, so that everything is compiled
            times = _rounds(runner, ROUNDS)
            ratios.append(median(times[-AROUND:]) / median(times[:AROUND]))
            database.close()
    return {"history_ratio": max(ratios)}


def _rounds(runner: Runner, count: int) -> list[float]:
    actor = CLIENTS[0]
    task, times = start_case(runner, actor), []
    for _ in range(count):
        started = time.perf_counter()
        case = runner.run(CompleteTask(task_id=task, actor=actor, posted=REPORT))
        times.append(time.perf_counter() - started)
        with runner.read() as (session, _clock):
            task = session.scalars(
                select(HumanTask.id).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
            ).one()
    return times
