"""Nobody verifies what the same person has prepared (`yearwheel:not-same-person-as`)."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest

from engine.commands.complete_task import CompleteTask
from engine.commands.delegate_task import DelegateTask
from engine.commands.resolve_task import ResolveTask
from engine.commands.save_draft import SaveDraft
from engine.commands.save_shared_draft import SaveSharedDraft
from engine.errors import NotAuthorized, YearwheelError
from engine.queries.task_list import task_list
from engine.rules import Rule
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, CILLA, OWNER
from tests.engine.commands.handing import candidates, deploy_handing, links, stand_in, start
from tests.engine.commands.steps import complete, open_task, open_tasks


@pytest.fixture
def handing(runner: Runner) -> Runner:
    deploy_handing(runner)
    return runner


def listed(runner: Runner, person: int) -> list[str]:
    with runner.read() as (session, clock):
        return sorted(row.name for row in task_list(session, clock, person).rows)


def refuses(runner: Runner, case: UUID, element: str, actor: int) -> Rule:
    with pytest.raises(NotAuthorized) as caught:
        complete(runner, case, element, actor, word="yes")
    return caught.value.rule


def test_one_after_the_other(handing: Runner) -> None:
    case = start(handing, "checked")
    complete(handing, case, "prepare", BO, word="no")
    assert listed(handing, BO) == []
    assert listed(handing, CILLA) == ["verify"]
    assert refuses(handing, case, "verify", BO) == Rule.NOT_SAME_PERSON
    complete(handing, case, "verify", CILLA, word="yes")


def test_the_last_round_counts(handing: Runner) -> None:
    case = start(handing, "checked")
    complete(handing, case, "prepare", BO, word="x")
    complete(handing, case, "verify", CILLA, word="no")
    complete(handing, case, "prepare", CILLA, word="x")
    assert refuses(handing, case, "verify", CILLA) == Rule.NOT_SAME_PERSON
    complete(handing, case, "verify", BO, word="yes")


def test_a_task_that_is_open_already(handing: Runner) -> None:
    case = start(handing, "at_once")
    assert listed(handing, BO) == ["prepare", "verify"]
    complete(handing, case, "prepare", BO, word="x")
    assert listed(handing, BO) == []
    assert refuses(handing, case, "verify", BO) == Rule.NOT_SAME_PERSON
    complete(handing, case, "verify", CILLA, word="x")


def test_both_who_acted_and_for_whom(handing: Runner) -> None:
    stand_in(handing, BO, ANNA, "do")
    case = start(handing, "checked")
    complete(handing, case, "prepare", ANNA, word="x")
    assert links(handing, case)[-1][2]["on_behalf_of"] == BO
    assert refuses(handing, case, "verify", BO) == Rule.NOT_SAME_PERSON
    refuses(handing, case, "verify", ANNA)
    complete(handing, case, "verify", CILLA, word="yes")


def test_nobody_checks_in_the_place_of_who_prepared(handing: Runner) -> None:
    stand_in(handing, BO, ANNA, "do")
    case = start(handing, "checked")
    complete(handing, case, "prepare", BO, word="x")
    assert listed(handing, ANNA) == []
    refuses(handing, case, "verify", ANNA)


def test_when_nobody_is_left_it_goes_up(handing: Runner) -> None:
    case = start(handing, "alone")
    complete(handing, case, "prepare", BO, word="x")
    assert candidates(handing, open_task(handing, case, "verify")) == ["manager-of:person:2", "person:2"]
    assert refuses(handing, case, "verify", BO) == Rule.NOT_SAME_PERSON
    complete(handing, case, "verify", ANNA, word="yes")


def test_above_the_topmost_manager_is_the_process_owner(handing: Runner) -> None:
    case = start(handing, "topmost")
    complete(handing, case, "prepare", ANNA, word="x")
    assert listed(handing, OWNER) == ["verify"]
    complete(handing, case, "verify", OWNER, word="yes")


def test_who_sends_both_at_once_gets_one_of_them(handing: Runner) -> None:
    """Two tabs: the second of them does not slip through while the first is being completed."""
    for _ in range(6):
        case = start(handing, "at_once")
        tasks = [open_task(handing, case, element) for element in ("prepare", "verify")]
        outcomes: list[Rule | None] = []
        together = threading.Barrier(2)

        def send(task: UUID, together: threading.Barrier = together, outcomes: list[Rule | None] = outcomes) -> None:
            together.wait()
            try:
                handing.run(CompleteTask(task_id=task, actor=BO, posted={"word": "yes"}))
                outcomes.append(None)
            except NotAuthorized as error:
                outcomes.append(error.rule)
            except YearwheelError:
                outcomes.append(Rule.HIDDEN_VALUE)

        threads = [threading.Thread(target=send, args=(task,)) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # Whoever has verified may prepare afterwards: the property stands at what verifies.
        if Rule.NOT_SAME_PERSON in outcomes:
            assert open_tasks(handing, case) == ["verify"]
        else:
            assert outcomes == [None, None]


def test_who_prepared_for_a_colleague_does_not_check_it(handing: Runner) -> None:
    case = start(handing, "checked")
    task = open_task(handing, case, "prepare")
    handing.run(DelegateTask(task_id=task, actor=BO, colleague=CILLA))
    handing.run(SaveDraft(task_id=task, actor=CILLA, posted={"word": "x"}))
    handing.run(ResolveTask(task_id=task, actor=BO))
    complete(handing, case, "prepare", BO, word="x")
    assert refuses(handing, case, "verify", CILLA) == Rule.NOT_SAME_PERSON


def test_nor_while_both_are_open(handing: Runner) -> None:
    case = start(handing, "at_once")
    task = open_task(handing, case, "prepare")
    handing.run(DelegateTask(task_id=task, actor=BO, colleague=CILLA))
    handing.run(SaveDraft(task_id=task, actor=CILLA, posted={"word": "x"}))
    handing.run(ResolveTask(task_id=task, actor=CILLA, message="Klart"))
    complete(handing, case, "prepare", BO, word="x")
    assert refuses(handing, case, "verify", CILLA) == Rule.NOT_SAME_PERSON


def test_who_was_asked_and_wrote_nothing_may_check_it(handing: Runner) -> None:
    case = start(handing, "checked")
    task = open_task(handing, case, "prepare")
    handing.run(DelegateTask(task_id=task, actor=BO, colleague=CILLA))
    handing.run(ResolveTask(task_id=task, actor=BO))
    complete(handing, case, "prepare", BO, word="x")
    complete(handing, case, "verify", CILLA, word="yes")


def test_all_who_wrote_it_together(handing: Runner) -> None:
    case = start(handing, "checked")
    task = open_task(handing, case, "prepare")
    handing.run(SaveSharedDraft(task_id=task, actor=CILLA, posted={"word": "x"}, seen=0))
    handing.run(SaveSharedDraft(task_id=task, actor=BO, posted={"word": "y"}, seen=1))
    complete(handing, case, "prepare", BO, word="y")
    assert refuses(handing, case, "verify", CILLA) == Rule.NOT_SAME_PERSON


def test_all_who_did_it_one_after_the_other(handing: Runner) -> None:
    case = start(handing, "in_turn")
    complete(handing, case, "prepare", BO, word="x")
    complete(handing, case, "prepare", CILLA, word="x")
    for person in (BO, CILLA):
        assert refuses(handing, case, "verify", person) == Rule.NOT_SAME_PERSON
