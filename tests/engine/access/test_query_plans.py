"""Lists and look-ups for a person follow indexes from the person's principals; they never look at every row."""

from __future__ import annotations

import pytest
from sqlalchemy import Select, select, text

from engine.access.filters import (
    claim_holds,
    may_do_task,
    may_hand_over,
    may_list_instance,
    may_read_instance,
    may_read_submission,
    may_read_task,
    tasks_open_to,
)
from engine.db import Database
from engine.ids import new_id
from engine.models import HumanTask, ProcessInstance, Submission

ONE = new_id()
NEWEST = ProcessInstance.started_at.desc()


@pytest.mark.parametrize(
    "question",
    [
        select(ProcessInstance.id).where(may_list_instance(7)).order_by(NEWEST).limit(25),
        select(ProcessInstance.id).where(may_list_instance(7), ProcessInstance.id == ONE),
        select(ProcessInstance.id).where(may_read_instance(7), ProcessInstance.id == ONE),
        select(HumanTask.id, may_do_task(7)).where(HumanTask.id == ONE),
        select(HumanTask.id).where(may_read_task(7), HumanTask.id == ONE),
        select(Submission.id).where(may_read_submission(7), Submission.instance_id == ONE),
        tasks_open_to(7),
        select(HumanTask.id, claim_holds()).where(HumanTask.id == ONE),
        select(ProcessInstance.id).where(may_hand_over(7), ProcessInstance.id == ONE),
    ],
)
def test_no_table_is_read_from_end_to_end(sqlite_database: Database, question: Select[ProcessInstance]) -> None:
    sql = str(question.compile(sqlite_database.engine, compile_kwargs={"literal_binds": True}))
    with sqlite_database.read() as session:
        plan = [str(row.detail) for row in session.execute(text(f"EXPLAIN QUERY PLAN {sql}".replace(":", "\\:")))]
    scans = [step for step in plan if step.startswith("SCAN") and "CONSTANT ROW" not in step]
    # The auditor's walk from reader to reader reads its own few results.
    assert [step for step in scans if not step.startswith("SCAN anon")] == []
    assert len(plan) > 1
