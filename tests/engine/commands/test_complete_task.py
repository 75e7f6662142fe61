from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.commands.cancel_process import CancelProcess
from engine.commands.complete_task import CompleteTask
from engine.commands.save_draft import SaveDraft
from engine.commands.start_process import StartProcess
from engine.errors import NotAuthorized, SubmissionInvalid, TaskAlreadyCompleted, TaskNotFound
from engine.models import Draft, HistoryEvent, HumanTask, ProcessInstance, Submission, TaskCandidate
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, CILLA, OWNER
from tests.engine.commands.steps import complete, open_task, open_tasks


def start(runner: Runner, key: str = "two_steps") -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def test_a_completed_task_opens_the_next_one(runner: Runner) -> None:
    case = start(runner)
    assert open_tasks(runner, case) == ["write"]
    complete(runner, case, "write", ANNA, word="hej")
    assert open_tasks(runner, case) == ["read"]
    complete(runner, case, "read", BO)
    with runner.read() as (session, _):
        row = session.get_one(ProcessInstance, case)
        assert (row.status, row.state, row.title) == ("completed", b"", "Case about words")
        assert session.scalar(select(func.count()).select_from(TaskCandidate)) == 0


def test_answers_are_stored_once_and_only_named_ones_enter_the_case(runner: Runner) -> None:
    case = start(runner, "choice")
    complete(runner, case, "write", ANNA, word="yes", note="a long story")
    assert open_tasks(runner, case) == ["yes"]
    with runner.read() as (session, _):
        submission = session.scalars(select(Submission)).one()
        assert submission.answers == {"word": "yes", "note": "a long story"}
        assert submission.submitted_by == ANNA
        state = session.get_one(ProcessInstance, case).state
    assert b"yes" in state
    assert b"story" not in state


def test_nobody_else_may_complete_it(runner: Runner) -> None:
    case = start(runner)
    with pytest.raises(NotAuthorized):
        complete(runner, case, "write", CILLA, word="hej")
    assert open_tasks(runner, case) == ["write"]


def test_invalid_answers_change_nothing(runner: Runner) -> None:
    case = start(runner)
    with pytest.raises(SubmissionInvalid) as caught:
        complete(runner, case, "write", ANNA, word="")
    assert [error.path for error in caught.value.errors] == ["word"]
    with runner.read() as (session, _):
        assert session.scalar(select(func.count()).select_from(Submission)) == 0
        assert session.get_one(ProcessInstance, case).version == 1


def test_a_task_that_does_not_exist(runner: Runner) -> None:
    with pytest.raises(TaskNotFound):
        runner.run(CompleteTask(task_id=UUID(int=7), actor=ANNA, posted={}))


def test_the_second_to_complete_it_hears_who_was_first(runner: Runner) -> None:
    case = start(runner)
    task = open_task(runner, case, "write")
    runner.run(CompleteTask(task_id=task, actor=ANNA, posted={"word": "hej"}))
    with pytest.raises(TaskAlreadyCompleted) as caught:
        runner.run(CompleteTask(task_id=task, actor=ANNA, posted={"word": "hallå"}))
    assert caught.value.by == "Anna Ek"
    assert caught.value.at is not None


def test_of_two_at_once_exactly_one_wins(runner: Runner) -> None:
    case = start(runner)
    task = open_task(runner, case, "write")
    barrier, outcomes = threading.Barrier(4), list[Any]()

    def attempt(word: str) -> None:
        barrier.wait()
        try:
            outcomes.append(runner.run(CompleteTask(task_id=task, actor=ANNA, posted={"word": word})))
        except TaskAlreadyCompleted as error:
            outcomes.append(error)

    threads = [threading.Thread(target=attempt, args=(word,)) for word in ("a", "b", "c", "d")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["TaskAlreadyCompleted"] * 3 + ["UUID"]
    with runner.read() as (session, _):
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
        assert session.scalar(select(func.count()).select_from(HumanTask)) == 2


def test_a_draft_is_private_and_goes_when_the_task_is_done(runner: Runner) -> None:
    case = start(runner)
    task = open_task(runner, case, "write")
    runner.run(SaveDraft(task_id=task, actor=ANNA, posted={"word": "he"}))
    runner.run(SaveDraft(task_id=task, actor=ANNA, posted={"word": "hej"}))
    with pytest.raises(TaskNotFound):
        runner.run(SaveDraft(task_id=task, actor=CILLA, posted={"word": "mine"}))
    with runner.read() as (session, _):
        assert [d.answers for d in session.scalars(select(Draft))] == [{"word": "hej"}]
    complete(runner, case, "write", ANNA, word="hej")
    with runner.read() as (session, _):
        assert session.scalars(select(Draft)).all() == []


def test_one_action_is_one_link_of_history(runner: Runner) -> None:
    case = start(runner)
    complete(runner, case, "write", ANNA, word="hej")
    complete(runner, case, "read", BO)
    with runner.read() as (session, _):
        events = session.scalars(select(HistoryEvent).order_by(HistoryEvent.seq)).all()
    assert [(e.action, e.actor_id, e.element_id) for e in events] == [
        ("started", OWNER, None),
        ("task-completed", ANNA, "write"),
        ("task-completed", BO, "read"),
    ]
    assert events[1].details["passed"] == ["write"]
    assert events[2].details["passed"] == ["read", "finish"]


def test_a_start_form_that_is_sent_twice_starts_one_case(runner: Runner) -> None:
    command = StartProcess(key="two_steps", actor=OWNER, case_id=UUID(int=77))
    assert runner.run(command) == runner.run(command) == UUID(int=77)
    with runner.read() as (session, _):
        assert session.scalar(select(func.count()).select_from(ProcessInstance)) == 1


def test_a_withdrawn_task_takes_its_drafts_along(runner: Runner) -> None:
    case = start(runner)
    runner.run(SaveDraft(task_id=open_task(runner, case, "write"), actor=ANNA, posted={"word": "he"}))
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel"))
    with runner.read() as (session, _):
        assert session.scalars(select(Draft)).all() == []
