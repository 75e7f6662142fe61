"""Taking a task that waits for several, and letting it go."""

from __future__ import annotations

import threading
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update

from engine.commands.claim_task import ClaimTask
from engine.commands.complete_task import CompleteTask
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.release_task import ReleaseTask
from engine.commands.suspend import SuspendCase
from engine.errors import NotAuthorized, ProcessSuspended, Refused, TaskAlreadyCompleted, TaskNotFound, YearwheelError
from engine.models import Position
from engine.rules import Rule
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, CILLA, OWNER
from tests.engine.commands.handing import begun, deploy_handing, links, task_row


@pytest.fixture
def handing(runner: Runner) -> Runner:
    deploy_handing(runner)
    return runner


def complete(runner: Runner, task: UUID, actor: int) -> UUID:
    return runner.run(CompleteTask(task_id=task, actor=actor, posted={"word": "yes"}))


def test_nobody_else_completes_a_claimed_task(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    handing.run(ClaimTask(task_id=task, actor=BO))
    with pytest.raises(NotAuthorized) as caught:
        complete(handing, task, CILLA)
    assert (caught.value.rule, caught.value.who) == (Rule.CLAIMED, "Bo Lind")
    with pytest.raises(NotAuthorized) as caught:
        handing.run(ClaimTask(task_id=task, actor=CILLA))
    assert caught.value.rule == Rule.CLAIMED
    complete(handing, task, BO)
    assert [action for action, _, _ in links(handing, case)] == ["started", "task-claimed", "task-completed"]


def test_claiming_twice_is_one_claim(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    for _ in range(2):
        handing.run(ClaimTask(task_id=task, actor=BO))
    assert [action for action, _, _ in links(handing, case)] == ["started", "task-claimed"]


def test_who_may_not_do_it_cannot_claim_it(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    with pytest.raises(NotAuthorized) as caught:
        handing.run(ClaimTask(task_id=task, actor=ANNA))
    assert caught.value.rule == Rule.WAITS_FOR_OTHERS
    _, secret = begun(handing, "noting", "jot")
    with pytest.raises(TaskNotFound):
        handing.run(ClaimTask(task_id=secret, actor=ANNA))
    with pytest.raises(TaskNotFound):
        handing.run(ClaimTask(task_id=UUID(int=5), actor=ANNA))


@pytest.mark.parametrize("releaser", [BO, ANNA, OWNER, ADMIN])
def test_claimer_leader_and_process_owner_release_it(handing: Runner, releaser: int) -> None:
    case, task = begun(handing, "shared", "do")
    handing.run(ClaimTask(task_id=task, actor=BO))
    handing.run(ReleaseTask(task_id=task, actor=releaser))
    assert task_row(handing, task).assignee_id is None
    assert links(handing, case)[-1][:2] == ("task-released", releaser)
    complete(handing, task, CILLA)


def test_a_colleague_does_not_release_it(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    with pytest.raises(Refused, match="Nobody"):
        handing.run(ReleaseTask(task_id=task, actor=BO))
    handing.run(ClaimTask(task_id=task, actor=BO))
    with pytest.raises(NotAuthorized) as caught:
        handing.run(ReleaseTask(task_id=task, actor=CILLA))
    assert caught.value.rule == Rule.LEADERS_ONLY


def test_a_claim_lapses_when_the_claimer_has_left(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    handing.run(ClaimTask(task_id=task, actor=BO))
    with handing.database.write() as session:
        session.execute(update(Position).where(Position.person_id == BO).values(valid_to=date(2021, 1, 1)))
    handing.run(RefreshPrincipals())
    handing.run(ClaimTask(task_id=task, actor=CILLA))
    assert task_row(handing, task).assignee_id == CILLA


def test_a_closed_or_suspended_task_is_not_claimed(handing: Runner) -> None:
    _, task = begun(handing, "shared", "do")
    complete(handing, task, BO)
    with pytest.raises(TaskAlreadyCompleted) as caught:
        handing.run(ClaimTask(task_id=task, actor=CILLA))
    assert caught.value.by == "Bo Lind"
    case, other = begun(handing, "shared", "do")
    handing.run(SuspendCase(instance_id=case, actor=ADMIN, reason="Vänta"))
    with pytest.raises(ProcessSuspended):
        handing.run(ClaimTask(task_id=other, actor=CILLA))


def test_of_two_who_claim_at_once_one_has_it(handing: Runner) -> None:
    case, task = begun(handing, "shared", "do")
    outcomes: list[object] = []
    together = threading.Barrier(2)

    def claim(actor: int) -> None:
        together.wait()
        try:
            handing.run(ClaimTask(task_id=task, actor=actor))
            outcomes.append(actor)
        except YearwheelError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=claim, args=(actor,)) for actor in (BO, CILLA)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [each for each in outcomes if isinstance(each, int)]
    losers = [each for each in outcomes if isinstance(each, NotAuthorized)]
    assert (len(winners), [each.rule for each in losers]) == (1, [Rule.CLAIMED])
    assert task_row(handing, task).assignee_id == winners[0]
    assert [action for action, _, _ in links(handing, case)].count("task-claimed") == 1
