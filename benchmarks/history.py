"""A case does not grow slower with its history: completing round 1,000 of a loop against round 1."""

from __future__ import annotations

import time
from statistics import median
from uuid import UUID

from sqlalchemy import select

from benchmarks.completions import PEOPLE, REPORT, start_case
from benchmarks.databases import KINDS, database_of
from benchmarks.town import CLIENTS, settle
from engine.commands.complete_task import CompleteTask
from engine.db import Database
from engine.models import HumanTask, TaskStatus
from engine.run import Runner

ACTOR = CLIENTS[0]
ROUNDS = 1000
PAIRS = 40  # whose median counts: one alone is noise


def measure() -> dict[str, float]:
    """history_ratio: on the database where it is worse."""
    ratios = []
    for kind in KINDS:
        with database_of(kind) as url:
            database = Database(url)
            ratios.append(_ratio(settle(database, PEOPLE)))
            database.close()
    return {"history_ratio": max(ratios)}


def _ratio(runner: Runner) -> float:
    """Old and fresh cases take turns, so that both meet whatever else the machine is doing."""
    old = start_case(runner, ACTOR)
    for _ in range(ROUNDS - PAIRS // 2):
        old, _seconds = _complete(runner, old)
    late, early = [], []
    for _ in range(PAIRS):
        old, seconds = _complete(runner, old)
        late.append(seconds)
        _next, seconds = _complete(runner, start_case(runner, ACTOR))
        early.append(seconds)
    return median(late) / median(early)


def _complete(runner: Runner, task: UUID) -> tuple[UUID, float]:
    """Complete a task; returns the one that follows and the seconds it took."""
    started = time.perf_counter()
    case = runner.run(CompleteTask(task_id=task, actor=ACTOR, posted=REPORT))
    seconds = time.perf_counter() - started
    with runner.read() as (session, _clock):
        following = select(HumanTask.id).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
        return session.scalars(following).one(), seconds
