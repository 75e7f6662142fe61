"""Whoever is refused hears the one rule that decides."""

from __future__ import annotations

import pytest

from engine.commands.complete_task import CompleteTask
from engine.errors import NotAuthorized, TaskNotFound
from engine.queries.task_list import task_list
from engine.rules import Rule
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, CILLA, OWNER, runner, tasks
from tests.engine.commands.handing import away, begun, deploy_handing, stand_in, task_row

__all__ = ["runner", "tasks"]


@pytest.fixture
def handing(runner: Runner) -> Runner:
    deploy_handing(runner)
    return runner


def refusal(runner: Runner, process: str, element: str, actor: int) -> NotAuthorized:
    _, task = begun(runner, process, element)
    with runner.read() as (session, clock):
        assert task not in {row.id for row in task_list(session, clock, actor).rows}
    with pytest.raises(NotAuthorized) as caught:
        runner.run(CompleteTask(task_id=task, actor=actor, posted={"word": "yes"}))
    return caught.value


def test_a_deputy_without_what_it_needs(handing: Runner) -> None:
    stand_in(handing, BO, CILLA, "do", "read")
    assert refusal(handing, "signing", "sign", CILLA).rule == Rule.DEPUTY_SCOPE
    stand_in(handing, BO, OWNER, "sign")
    _, task = begun(handing, "signing", "sign")
    handing.run(CompleteTask(task_id=task, actor=OWNER, posted={"word": "yes"}))
    assert task_row(handing, task).on_behalf_of == BO


def test_a_task_that_passes_to_no_deputy(handing: Runner) -> None:
    stand_in(handing, BO, OWNER, "do", "sign", "approve-money")
    assert refusal(handing, "personal", "answer", OWNER).rule == Rule.NO_DEPUTY


def test_notes_of_ones_own_pass_to_nobody(handing: Runner) -> None:
    stand_in(handing, BO, OWNER, "do", "sign", "approve-money")
    assert refusal(handing, "noting", "jot", OWNER).rule == Rule.NO_DEPUTY


def test_somebody_elses_task(handing: Runner) -> None:
    assert refusal(handing, "shared", "do", ANNA).rule == Rule.WAITS_FOR_OTHERS
    assert refusal(handing, "shared", "do", OWNER).who is None


def test_the_manager_of_one_who_is_away_is_not_refused(handing: Runner) -> None:
    away(handing, BO)
    away(handing, CILLA)
    _, task = begun(handing, "shared", "do")
    with handing.database.write() as session:
        session.get_one(type(task_row(handing, task)), task).due_at = task_row(handing, task).opened_at
    handing.run(CompleteTask(task_id=task, actor=ANNA, posted={"word": "yes"}))
    assert task_row(handing, task).on_behalf_of == BO


def test_a_task_that_is_not_there(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))
    with pytest.raises(TaskNotFound):
        handing.run(CompleteTask(task_id=begun(handing, "shared", "do")[0], actor=BO, posted={"word": "yes"}))
