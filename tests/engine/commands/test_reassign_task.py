"""Giving tasks to somebody else: who may, to whom, all or none, and what history keeps of it."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest

from engine.commands.claim_task import ClaimTask
from engine.commands.complete_task import CompleteTask
from engine.commands.declare_conflict import DeclareConflict
from engine.commands.reassign_task import MOST, ReassignTasks
from engine.commands.save_draft import SaveDraft
from engine.commands.suspend import SuspendCase
from engine.errors import NotAuthorized, ProcessSuspended, ReceiverRefused, Refused, TaskNotFound, YearwheelError
from engine.models import Draft
from engine.rules import Rule, Unfit
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, CILLA, OWNER
from tests.engine.commands.handing import away, begun, candidates, comments, deploy_handing, links, start, task_row
from tests.engine.commands.steps import open_task


@pytest.fixture
def handing(runner: Runner) -> Runner:
    deploy_handing(runner)
    return runner


def give(runner: Runner, *tasks: UUID, actor: int = ANNA, to: str = "person:4", reason: str = "Bo är sjuk") -> None:
    runner.run(ReassignTasks(task_ids=tasks, actor=actor, to=to, reason=reason))


@pytest.mark.parametrize("actor", [ANNA, OWNER, ADMIN])
def test_leaders_the_process_owner_and_administrators_give_a_task_away(handing: Runner, actor: int) -> None:
    case, task = begun(handing, "shared", "do")
    give(handing, task, actor=actor)
    assert candidates(handing, task) == ["person:4"]
    with pytest.raises(NotAuthorized):
        handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))
    action, by, details = links(handing, case)[-1]
    assert (action, by) == ("task-reassigned", actor)
    assert details == {"handed_from": ["person:2", "person:3"], "handed_to": ["person:4"]}
    assert comments(handing, task) == [("reassigned", "Bo är sjuk", actor)]
    handing.run(CompleteTask(task_id=task, actor=OWNER, posted={"word": "yes"}))


def test_to_what_somebody_is(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    give(handing, task, to="manager:unit:FGN-001")
    handing.run(CompleteTask(task_id=task, actor=ANNA, posted={"word": "yes"}))


def test_a_colleague_gives_nothing_away(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    with pytest.raises(NotAuthorized) as caught:
        give(handing, task, actor=BO)
    assert caught.value.rule == Rule.LEADERS_ONLY


@pytest.mark.parametrize(("process", "element"), [("between", "talk"), ("noting", "jot")])
def test_what_is_between_two_stays_between_them(handing: Runner, process: str, element: str) -> None:
    _, task = begun(handing, process, element)
    for actor, expected in ((OWNER, TaskNotFound), (ADMIN, TaskNotFound), (ANNA, YearwheelError)):
        with pytest.raises(expected) as caught:
            give(handing, task, actor=actor)
        if isinstance(caught.value, NotAuthorized):
            assert caught.value.rule == Rule.STAYS_CONFIDENTIAL
    assert "person:2" in candidates(handing, task)


def test_only_to_somebody_who_can_do_it(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(DeclareConflict(task_id=task, actor=BO, reason="Min syster"))
    away(handing, CILLA)
    for to, why in (
        ("person:2", Unfit.EXCLUDED), ("person:3", Unfit.AWAY), ("person:77", Unfit.NOBODY),
        ("role:controller:unit:FGN", Unfit.NOBODY), ("everyone", Unfit.NOBODY), ("line:unit:ALV", Unfit.NOBODY),
    ):  # fmt: skip
        with pytest.raises(ReceiverRefused) as caught:
            give(handing, task, to=to)
        assert caught.value.why == why, to
    assert candidates(handing, task) == ["person:2", "person:3"]


def test_a_reason_is_required(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    for reason in ("", "  \n ", "a" * 5001, "a\0b"):
        with pytest.raises(Refused):
            give(handing, task, reason=reason)
    assert candidates(handing, task) == ["person:2", "person:3"]


def test_the_new_one_is_told(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    with handing.database.write() as session:
        row = session.get_one(type(task_row(handing, task)), task)
        row.notice_step, row.next_notice_at = 3, None
    give(handing, task)
    row = task_row(handing, task)
    assert row.notice_step == 0
    assert row.next_notice_at is not None


def test_claims_end_and_drafts_are_kept(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(ClaimTask(task_id=task, actor=BO))
    handing.run(SaveDraft(task_id=task, actor=BO, posted={"word": "halva"}))
    give(handing, task)
    assert task_row(handing, task).assignee_id is None
    with handing.read() as (session, _):
        assert session.get_one(Draft, (task, BO)).answers == {"word": "halva"}


def test_all_or_none(handing: Runner) -> None:
    tasks = [begun(handing, "shared", "do")[1] for _ in range(3)]
    stopped = start(handing)
    handing.run(SuspendCase(instance_id=stopped, actor=ADMIN, reason="Vänta"))
    with pytest.raises(ProcessSuspended):
        give(handing, *tasks, open_task(handing, stopped, "do"))
    assert {tuple(candidates(handing, task)) for task in tasks} == {("person:2", "person:3")}
    give(handing, *tasks, tasks[0])
    assert {tuple(candidates(handing, task)) for task in tasks} == {("person:4",)}
    for count in (0, MOST + 1):
        with pytest.raises(Refused):
            give(handing, *[UUID(int=number) for number in range(count)])


def test_several_tasks_of_one_case_are_as_many_links(handing: Runner) -> None:
    case = start(handing, "at_once")
    tasks = [open_task(handing, case, element) for element in ("prepare", "verify")]
    give(handing, *tasks)
    assert [action for action, _, _ in links(handing, case)] == ["started", "task-reassigned", "task-reassigned"]


def test_who_has_lost_the_task_meanwhile_does_not_complete_it(handing: Runner) -> None:
    """Both begin at the same time: the answers of one are never taken for a task that waits for another."""
    for _ in range(6):
        case, task = begun(handing, "shared", "do")
        outcomes: dict[str, object] = {}
        together = threading.Barrier(2)

        def attempt(name: str, command: object, together: threading.Barrier = together,
                    outcomes: dict[str, object] = outcomes) -> None:  # fmt: skip
            together.wait()
            try:
                handing.run(command)  # type: ignore[arg-type]
                outcomes[name] = "done"
            except YearwheelError as error:
                outcomes[name] = error

        commands = {
            "given": ReassignTasks(task_ids=[task], actor=ANNA, to="person:4", reason="Bo är sjuk"),
            "completed": CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}),
        }
        threads = [threading.Thread(target=attempt, args=each) for each in commands.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        actions = [action for action, _, _ in links(handing, case)]
        assert sorted(str(each) == "done" for each in outcomes.values()) == [False, True], outcomes
        assert ("task-completed" in actions) == (outcomes["completed"] == "done")
