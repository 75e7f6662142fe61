"""A process that calls another for each of 8,500 people: from its start until the last of them has an open task."""

from __future__ import annotations

import time

from sqlalchemy import func, select

from benchmarks.databases import KINDS, database_of
from benchmarks.serving import served
from benchmarks.town import OWNER, settle
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.models import HumanTask
from engine.run import Runner

PEOPLE = 8500
PATIENCE_S = 300


def measure() -> dict[str, float]:
    """fan_out_8500_s: on the slower database, with the worker of a served application."""
    times = []
    for kind in KINDS:
        with database_of(kind) as url:
            database = Database(url)
            runner = settle(database, PEOPLE)
            with served(url):
                times.append(_fan_out(runner))
            database.close()
    return {"fan_out_8500_s": max(times)}


def _fan_out(runner: Runner) -> float:
    started = time.perf_counter()
    runner.run(StartProcess(key="bench_everybody", actor=OWNER))
    while _open(runner) < PEOPLE:
        time.sleep(0.1)
        if time.perf_counter() - started > PATIENCE_S:
            raise RuntimeError(f"only {_open(runner)} of {PEOPLE} tasks are open after {PATIENCE_S} s")
    return time.perf_counter() - started


def _open(runner: Runner) -> int:
    with runner.read() as (session, _):
        return session.scalar(select(func.count()).select_from(HumanTask)) or 0
