"""A reorganisation in the middle of the year: an organisation file moves 1,000 of 8,500 people to other units while
60,000 tasks are open. When it is in, every task waits for whoever it concerns now."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from benchmarks.databases import KINDS, database_of
from benchmarks.reminders import copy_tasks
from benchmarks.town import DIAGRAMS, ZONE
from engine.commands.deploy import Deploy
from engine.commands.import_organisation import ImportOrganisation
from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.models import HumanTask, Person, PrincipalHolder
from engine.organisation.cells import Row
from engine.queries.task_list import task_list
from engine.run import Runner
from processes.demo.rows import demo_rows
from webapp.wiring import create_ports

MOVED = 1000
LAST_DAY, FIRST_DAY = date(2026, 3, 1), date(2026, 3, 2)


def measure() -> dict[str, float]:
    """reorganisation_s: on the slower database."""
    return {"reorganisation_s": max(_measure(kind) for kind in KINDS)}


def _measure(kind: str) -> float:
    with database_of(kind) as url:
        database = Database(url)
        runner = Runner(database, create_ports(ZONE), ZONE)
        runner.run(MoveBusinessTime(at=datetime(2026, 3, 2, 12, tzinfo=ZONE)))
        rows = demo_rows()
        runner.run(ImportOrganisation(rows=rows))
        copy_tasks(database, _one_task(runner), "manager-of:person:")
        moves = moving(rows)
        someone = str(moves[0].cells["person"])
        before = _managers(runner, someone)
        started = time.perf_counter()
        runner.run(ImportOrganisation(rows=moves))
        seconds = time.perf_counter() - started
        after = _managers(runner, someone)
        assert after.isdisjoint(before), "they have another manager"
        with runner.read() as (session, clock):
            assert task_list(session, clock, min(after)).total, "for whom their tasks wait now"
        database.close()
    return seconds


def _one_task(runner: Runner) -> UUID:
    files = {path.name: path.read_bytes() for path in DIAGRAMS.iterdir()}
    with runner.read() as (session, _clock):
        owners = select(PrincipalHolder.person_id).where(PrincipalHolder.principal.startswith("role:process-owner:"))
        owner = session.scalars(owners.limit(1)).one()
    runner.run(Deploy(name="bench", files=files, actor=None))
    case = runner.run(StartProcess(key="bench_loop", actor=owner, posted={"owner": str(owner)}))
    with runner.read() as (session, _clock):
        return session.scalars(select(HumanTask.id).where(HumanTask.instance_id == case)).one()


def moving(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows that end the positions of 1,000 who manage nobody, and begin the same in the unit of another of them."""
    positions = [
        row.cells for row in rows
        if row.cells["record"] == "position" and not row.cells["manager"] and "to" not in row.cells
    ]  # fmt: skip
    chosen = positions[:: len(positions) // MOVED][:MOVED]
    units = [each["unit"] for each in chosen]
    found: list[dict[str, object]] = []
    for cells, unit in zip(chosen, [*units[MOVED // 2 :], *units[: MOVED // 2]], strict=True):
        found.append({**cells, "to": LAST_DAY})
        found.append({**cells, "unit": unit, "from": FIRST_DAY})
    return tuple(Row(line, cells) for line, cells in enumerate(found, start=2))


def _managers(runner: Runner, number: str) -> set[int]:
    with runner.read() as (session, _clock):
        person = session.scalars(select(Person.id).where(Person.external_id == number)).one()
        of_person = select(PrincipalHolder.person_id).where(PrincipalHolder.principal == f"manager-of:person:{person}")
        return set(session.scalars(of_person))
