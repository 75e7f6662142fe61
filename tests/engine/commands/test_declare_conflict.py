"""Conflicts of interest (KL 6:28, FL 16–18 §§)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from engine.commands.claim_task import ClaimTask
from engine.commands.complete_task import CompleteTask
from engine.commands.declare_conflict import DeclareConflict
from engine.commands.delegate_task import DelegateTask
from engine.errors import NotAuthorized, Refused
from engine.models import HumanTask
from engine.queries.task_list import task_list
from engine.rules import Rule
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, CILLA, OWNER
from tests.engine.commands.handing import (
    begun,
    candidates,
    comments,
    deploy_handing,
    links,
    stand_in,
    task_row,
)


@pytest.fixture
def handing(runner: Runner) -> Runner:
    deploy_handing(runner)
    return runner


def declare(runner: Runner, task: UUID, actor: int, reason: str = "Det gäller min syster") -> None:
    runner.run(DeclareConflict(task_id=task, actor=actor, reason=reason))


def listed(runner: Runner, person: int) -> list[UUID]:
    with runner.read() as (session, clock):
        return [row.id for row in task_list(session, clock, person).rows]


def test_the_task_leaves_the_list_and_waits_for_the_others(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    handing.run(ClaimTask(task_id=task, actor=BO))
    declare(handing, task, BO)
    assert listed(handing, BO) == []
    assert listed(handing, CILLA) == [task]
    assert candidates(handing, task) == ["person:2", "person:3"]
    with pytest.raises(NotAuthorized) as caught:
        handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))
    assert caught.value.rule == Rule.CONFLICT_OF_INTEREST
    assert links(handing, case)[-1][:2] == ("conflict-declared", BO)
    assert comments(handing, task) == [("conflict-of-interest", "Det gäller min syster", BO)]
    handing.run(CompleteTask(task_id=task, actor=CILLA, posted={"word": "yes"}))


def test_when_nobody_is_left_it_goes_up(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    declare(handing, task, BO)
    declare(handing, task, CILLA)
    assert listed(handing, ANNA) == [task]
    declare(handing, task, ANNA)
    assert listed(handing, ANNA) == []
    assert listed(handing, OWNER) == [task]
    handing.run(CompleteTask(task_id=task, actor=OWNER, posted={"word": "yes"}))


def test_the_next_ones_are_told(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    with handing.database.write() as session:
        row = session.get_one(HumanTask, task)
        assert row.next_notice_at is not None
        row.notice_step, row.next_notice_at = 2, row.next_notice_at + timedelta(days=30)
    with handing.read() as (_, clock):
        before = clock.now()
    declare(handing, task, BO)
    row = task_row(handing, task)
    assert row.notice_step == 0
    assert row.next_notice_at is not None
    assert before <= row.next_notice_at <= before + timedelta(minutes=1)


def test_nobody_stands_in_for_one_who_is_partial(handing: Runner) -> None:
    stand_in(handing, BO, OWNER, "do")
    _, task = begun(handing, "shared", "do")
    assert listed(handing, OWNER) == [task]
    declare(handing, task, BO)
    assert listed(handing, OWNER) == []
    with pytest.raises(NotAuthorized):
        handing.run(CompleteTask(task_id=task, actor=OWNER, posted={"word": "yes"}))


def test_a_deputy_speaks_for_itself_alone(handing: Runner) -> None:
    stand_in(handing, BO, OWNER, "do")
    _, task = begun(handing, "shared", "do")
    declare(handing, task, OWNER)
    assert listed(handing, OWNER) == []
    handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))


def test_who_was_to_prepare_it_may_decline_too(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(DelegateTask(task_id=task, actor=BO, colleague=ADMIN))
    declare(handing, task, ADMIN)
    assert task_row(handing, task).delegated_to is None
    handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))


def test_twice_and_without_a_reason(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    with pytest.raises(Refused):
        declare(handing, task, BO, " ")
    assert listed(handing, BO) == [task]
    declare(handing, task, BO)
    with pytest.raises(NotAuthorized):
        declare(handing, task, BO)
    with pytest.raises(NotAuthorized) as caught:
        declare(handing, task, ANNA)
    assert caught.value.rule == Rule.WAITS_FOR_OTHERS


def test_what_is_between_two_does_not_pass_on(handing: Runner) -> None:
    _, task = begun(handing, "between", "talk")
    with pytest.raises(NotAuthorized) as caught:
        declare(handing, task, BO)
    assert caught.value.rule == Rule.STAYS_CONFIDENTIAL
