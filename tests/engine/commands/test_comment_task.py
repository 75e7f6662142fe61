"""Remarks on tasks: who may write them, how long they are, and that nobody changes them afterwards."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.commands.cancel_process import CancelProcess
from engine.commands.comment_task import CommentTask
from engine.commands.complete_task import CompleteTask
from engine.commands.suspend import SuspendCase
from engine.errors import ProcessSuspended, Refused, TaskNotFound
from engine.history import verify
from engine.models import Comment
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, OWNER
from tests.engine.commands.handing import begun, comments, deploy_handing, links


@pytest.fixture
def handing(runner: Runner) -> Runner:
    deploy_handing(runner)
    return runner


def say(runner: Runner, task: UUID, actor: int, text: str) -> None:
    runner.run(CommentTask(task_id=task, actor=actor, text=text))


def test_a_remark_is_kept_as_it_was_written(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    say(handing, task, BO, "  Rad ett\r\nRad två\n")
    say(handing, task, ANNA, "å" * 5000)
    assert comments(handing, task) == [("remark", "Rad ett\nRad två", BO), ("remark", "å" * 5000, ANNA)]
    assert [action for action, _, _ in links(handing, case)] == ["started", "commented", "commented"]


def test_a_changed_remark_is_found_and_a_weeded_one_is_no_fault(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    say(handing, task, BO, "Sant")
    with handing.database.write() as session:
        session.execute(update(Comment).values(text="Falskt"))
    with handing.read() as (session, _):
        assert len(verify(session, case)) == 1
    with handing.database.write() as session:
        session.execute(update(Comment).values(text=None, salt=None))
    with handing.read() as (session, _):
        assert session.scalars(select(Comment.text)).all() == [None]


def test_only_who_may_read_the_task(handing: Runner) -> None:
    _, task = begun(handing, "between", "talk")
    say(handing, task, ANNA, "Hans chef")
    for actor in (OWNER, ADMIN):
        with pytest.raises(TaskNotFound):
            say(handing, task, actor, "Nyfiken")


@pytest.mark.parametrize("text", ["", " \n ", "å" * 5001, "a\0b"])
def test_a_text_that_is_none(handing: Runner, text: str) -> None:
    _, task = begun(handing, "shared", "do")
    with pytest.raises(Refused):
        say(handing, task, BO, text)
    assert comments(handing, task) == []


def test_while_the_case_goes_on(handing: Runner) -> None:
    case, task = begun(handing, "checked", "prepare")
    handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))
    say(handing, task, BO, "Glömde: se bilagan")
    handing.run(SuspendCase(instance_id=case, actor=ADMIN, reason="Vänta"))
    with pytest.raises(ProcessSuspended):
        say(handing, task, BO, "Nu då")
    other, its_task = begun(handing, "shared", "do")
    handing.run(CancelProcess(instance_id=other, actor=OWNER, reason="Dubblett"))
    with pytest.raises(Refused, match="ended"):
        say(handing, its_task, BO, "För sent")
