"""A confirmed agreement through the real commands and forms, down to the register."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from engine.commands.complete_task import CompleteTask
from engine.commands.start_process import StartProcess
from engine.models import HumanTask, ProcessInstance, Submission, TaskStatus
from engine.run import Runner
from processes.demo.year.agreements import draft_answers
from processes.demo.year.posted import plain
from processes.registers import Agreement
from tests.processes.real_cases import ANYONE, EMPLOYEE


def test_an_agreement_leaves_dates_and_a_hash_and_no_notes(runner: Runner) -> None:
    runner.run(StartProcess(key="employee_agreement_round", actor=ANYONE, posted={"year": "2026", "scope": "FGN"}))
    with runner.read() as (session, _):
        found = select(ProcessInstance.id).where(ProcessInstance.person_id == EMPLOYEE)
        case = session.scalars(found).one()
        task = select(HumanTask).where(HumanTask.instance_id == case, HumanTask.status == TaskStatus.OPEN)
        tasks = {row.element_id: row.id for row in session.scalars(task)}
    agreement = draft_answers("school", 2026, date(2026, 3, 2))
    steps: list[tuple[str, int, dict[str, Any]]] = [
        ("employee_preparation", EMPLOYEE, {"proud_of": "Läxhjälpen"}),
        ("manager_preparation", ANYONE, {"feedback": "Bra"}),
        ("draft", ANYONE, plain(agreement)),
        ("review", EMPLOYEE, {"response": "godkänner"}),
        ("employee_confirms", EMPLOYEE, {"confirmed": "true"}),
        ("manager_confirms", ANYONE, {"confirmed": "true"}),
    ]
    for element, who, posted in steps:
        runner.run(CompleteTask(task_id=tasks[element], actor=who, posted=posted))
        with runner.read() as (session, _):
            tasks = {row.element_id: row.id for row in session.scalars(task)}
    with runner.read() as (session, _):
        entered = session.scalars(select(Agreement)).one()
        assert (entered.person_id, entered.year, entered.status) == (EMPLOYEE, 2026, "signerat")
        assert entered.talk_on == date(2026, 3, 2)
        assert len(entered.document_hash) == 64
        kept = session.execute(select(Submission.element_id, Submission.answers).where(Submission.instance_id == case))
        answers = {row.element_id: row.answers for row in kept}
        assert answers["employee_preparation"] is None
        assert answers["manager_preparation"] is None
        assert answers["draft"]["assignment"] == agreement["assignment"]
