"""Tasks completed over HTTP by eight people who are signed in, each with a form of eight fields, CSRF token and
validation, on both databases; and what the server takes to start and to run."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from benchmarks.client import Client
from benchmarks.databases import KINDS, database_of
from benchmarks.serving import HOST, Served, served
from benchmarks.town import CLIENTS, OWNER, PASSWORD, address, settle
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.models import HumanTask, ProcessInstance
from engine.run import Runner

PEOPLE = 100
CASES_EACH = 250
REPORT = {
    "heading": "Follow-up of the third quarter",
    "text": "The work goes on as planned. " * 10,
    "amount": "12.5",
    "share": "75",
    "finished": "2026-10-30",
    "status": "green",
    "reason": "",
    "again": "true",
}


def measure() -> dict[str, float]:
    """completions_per_s_sqlite, completions_per_s_postgres, start_s and memory_mb."""
    values: dict[str, float] = {}
    for kind in KINDS:
        with database_of(kind) as url:
            tasks = _cases(url)
            with served(url) as server:
                values[f"completions_per_s_{kind}"] = _rate(server, tasks)
                values["memory_mb"] = max(values.get("memory_mb", 0), server.memory_mb())
            with served(url) as server:
                values["start_s"] = max(values.get("start_s", 0), server.start_s)
    return values


def _cases(url: str) -> Mapping[int, Sequence[UUID]]:
    database = Database(url)
    runner = settle(database, PEOPLE)
    tasks = {number: [start_case(runner, number) for _ in range(CASES_EACH)] for number in CLIENTS}
    database.close()
    return tasks


def start_case(runner: Runner, owner: int) -> UUID:
    """Start the loop for a person; returns the id of the first task."""
    case = runner.run(StartProcess(key="bench_loop", actor=OWNER, posted={"owner": str(owner)}))
    with runner.read() as (session, _):
        return session.scalars(select(HumanTask.id).join(ProcessInstance).where(ProcessInstance.id == case)).one()


def _rate(server: Served, tasks: Mapping[int, Sequence[UUID]]) -> float:
    clients = {number: Client(HOST, server.port, address(number), PASSWORD) for number in tasks}
    faults: list[Exception] = []
    together = threading.Barrier(len(clients) + 1)

    def work(number: int) -> None:
        together.wait()
        try:
            for task in tasks[number]:
                clients[number].post(f"/tasks/{task}", REPORT)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in clients]
    for thread in threads:
        thread.start()
    together.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    for client in clients.values():
        client.close()
    if faults:
        raise faults[0]
    return sum(map(len, tasks.values())) / elapsed
