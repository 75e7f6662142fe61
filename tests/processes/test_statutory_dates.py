"""The annual cycle's statutory dates: there from the start, told of wherever the chain is stuck."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from engine.commands.move_business_time import MoveBusinessTime
from engine.commands.set_variables import SetVariables
from engine.commands.start_process import StartProcess
from engine.models import Incident, OutboxMessage, StatutoryDeadline
from engine.run import Runner
from tests.processes.real_cases import ANYONE, open_tasks
from webapp.worker import Worker

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31)


def dates(runner: Runner) -> dict[str, tuple[str, date]]:
    with runner.read() as (session, _):
        return {row.element_id: (row.statute, row.on_date) for row in session.scalars(select(StatutoryDeadline))}


def told_on(runner: Runner, day: date) -> list[int]:
    """How many days are left according to the alarms that the worker raises on this day."""
    runner.run(MoveBusinessTime(at=datetime.combine(day, time(9), runner.zone)))
    Worker(runner, lambda _: 0).tick()
    found: list[Any] = []
    with runner.database.write() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == "notice.statutory"))
        for row in rows.all():
            found.append(row.payload["days"])
            session.delete(row)
    return sorted(found)


def missed(runner: Runner) -> list[str | None]:
    with runner.read() as (session, _):
        wanted = select(Incident.element_id).where(Incident.code == "statutory-date-missed")
        return sorted(session.scalars(wanted), key=str)


def test_a_chain_that_is_stuck_in_spring_raises_its_alarms_in_autumn(runner: Runner) -> None:
    runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    assert dates(runner) == {"board_proposal": ("KL 11:8", OCTOBER), "council_budget": ("KL 11:10–11:11", NOVEMBER)}
    days = {date(2026, 9, 30): [], date(2026, 10, 1): [30], date(2026, 10, 17): [14], date(2026, 10, 26): [5],
            date(2026, 10, 30): [], date(2026, 10, 31): [30], date(2026, 11, 1): [-1], date(2026, 11, 16): [14],
            date(2026, 11, 25): [5], date(2026, 12, 1): [-1], date(2027, 1, 15): []}  # fmt: skip
    for day, expected in days.items():
        assert told_on(runner, day) == expected
    assert missed(runner) == ["board_proposal", "council_budget"]
    assert open_tasks(runner) == ["frames"]


def test_special_reasons_move_the_budget_and_not_the_tax_rate(runner: Runner) -> None:
    """KL 11:8 and 11:11: the budget may come in December; then the tax rate is proposed and decided in time."""
    case = runner.run(StartProcess(key="annual_cycle", actor=ANYONE, posted={"year": "2027"}))
    runner.run(SetVariables(instance_id=case, variables={"late_budget": True}, actor=None, reason="new council"))
    assert dates(runner) == {
        "board_proposal": ("KL 11:8", NOVEMBER), "council_budget": ("KL 11:10–11:11", DECEMBER),
        "tax_proposal": ("KL 11:8", OCTOBER), "tax_rate": ("KL 11:11", NOVEMBER),
    }  # fmt: skip
    assert told_on(runner, date(2026, 11, 2)) == [-1, 28, 28]
    assert missed(runner) == ["tax_proposal"]
