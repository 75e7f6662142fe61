"""`kill -9` between any two steps of a completion loses nothing and repeats nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select

from engine.commands.complete_task import CompleteTask
from engine.commands.start_process import StartProcess
from engine.db import Database
from engine.errors import TaskAlreadyCompleted
from engine.history import verify
from engine.models import HistoryEvent, HumanTask, OutboxMessage, Submission
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, OWNER
from tests.engine.commands.steps import open_task, open_tasks

MOST_STATEMENTS = 40


def _complete_and_die(url: str, runner: Runner, task: UUID, at: int) -> None:
    """Complete a task in this process, and be killed before statement number `at` (COMMIT counts as one)."""
    database = Database(url)
    done = 0

    def step(*_: Any) -> None:
        nonlocal done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", step)
    event.listen(database.engine, "commit", step)
    command = CompleteTask(task_id=task, actor=ANNA, posted={"word": "hej"})
    Runner(database, runner.ports, runner.zone).run(command)
    os._exit(0)


def counts(runner: Runner, case: UUID) -> list[int]:
    with runner.read() as (session, _):
        of_case = [
            session.scalar(select(func.count()).select_from(table).where(table.instance_id == case)) or 0
            for table in (Submission, HumanTask, HistoryEvent)
        ]
        return [*of_case, session.scalar(select(func.count()).select_from(OutboxMessage)) or 0]


@pytest.mark.parametrize("key", ["two_steps", "serving"])
def test_a_kill_leaves_all_or_nothing(runner: Runner, key: str) -> None:
    url = runner.database.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("fork")
    for at in range(1, MOST_STATEMENTS):
        case = runner.run(StartProcess(key=key, actor=OWNER))
        before = counts(runner, case)
        task = open_task(runner, case, "write")
        runner.database.close()
        process = context.Process(target=_complete_and_die, args=(url, runner, task, at))
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        assert counts(runner, case) == before
        assert open_tasks(runner, case) == ["write"]
        runner.run(CompleteTask(task_id=task, actor=ANNA, posted={"word": "hej"}))
        once = counts(runner, case)
        with pytest.raises(TaskAlreadyCompleted):
            runner.run(CompleteTask(task_id=task, actor=ANNA, posted={"word": "hej"}))
        assert counts(runner, case) == once
        assert once[0] == 1
        with runner.read() as (session, _):
            assert verify(session, case) == []
    else:
        pytest.fail(f"a completion takes more than {MOST_STATEMENTS} statements")
    assert at > 8, "the kills must have met a whole completion"
