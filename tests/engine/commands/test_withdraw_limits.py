"""When nothing can be taken back, and what must not come of taking back."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.commands.attachments import AddAttachment
from engine.commands.claim_task import ClaimTask
from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.migrate_process import MigrateProcess
from engine.commands.reassign_task import ReassignTasks
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.release_task import ReleaseTask
from engine.commands.save_shared_draft import SaveSharedDraft
from engine.commands.start_process import StartProcess
from engine.commands.withdraw_submission import WithdrawSubmission
from engine.errors import CaseMovedOn, NotAuthorized, TaskNotFound, YearwheelError
from engine.history import verify
from engine.models import Deputy, EventSubscription, HumanTask, ProcessDefinition, ProcessInstance
from engine.queries.shared_draft import shared_draft
from engine.queries.withdrawable import may_withdraw
from engine.rules import Rule
from engine.run import Runner
from engine.shared_drafts import as_answers
from tests.engine.commands.conftest import ADMIN, ANNA, BO, CILLA, OWNER
from tests.engine.commands.diagrams import END, START, call, diagram, event, process, user_task
from tests.engine.commands.event_diagrams import boundary, deploy_all
from tests.engine.commands.handing import asked, candidates, links, stand_in, task_row
from tests.engine.commands.steps import complete, complete_posted, open_task, open_tasks, work
from tests.engine.commands.test_attachments import FORM

ASK, NEXT = user_task("ask"), user_task("next", "person(2)")
NEXT_TO = "begin>ask;ask>next;next>finish"
ABOUT = {"unit": '="FGN-001"'}
PROCESSES = (
    process("listening", START, ASK, boundary("message:news", "told", "ask"), NEXT, END,
            flows=f"{NEXT_TO};told>finish", **ABOUT),
    process("unaskable", START, ASK, user_task("next", "person(1/0)"), END, flows=NEXT_TO, **ABOUT),
    process("held", START, asked("ask", "person(2)"), user_task("next"), END, flows=NEXT_TO, **ABOUT),
    process("plain", START, ASK, NEXT, END, flows=NEXT_TO, **ABOUT),
    process("checked", START, asked("ask", "person(1)", "person(2)"),
            asked("next", "person(1)", "person(2)", not_same_person_as="ask"), END, flows=NEXT_TO, **ABOUT),
    process("inner", START, ASK, NEXT, END, flows=NEXT_TO, **ABOUT),
    process("outer", START, call("called", "inner"), END, flows="begin>called;called>finish", **ABOUT),
    process("both", START, event("parallelGateway", "fork"), ASK, NEXT, event("parallelGateway", "join"),
            user_task("last"), END,
            flows="begin>fork;fork>ask;fork>next;ask>join;next>join;join>last;last>finish", **ABOUT),
)  # fmt: skip


@pytest.fixture
def at(runner: Runner) -> Runner:
    deploy_all(runner, PROCESSES)
    return runner


def sent(runner: Runner, key: str, by: int = ANNA) -> tuple[UUID, UUID]:
    """A case whose first task has just been completed, and that task."""
    case = runner.run(StartProcess(key=key, actor=OWNER))
    task = open_task(runner, case, "ask")
    complete(runner, case, "ask", by, word="x")
    return case, task


def withdraw(runner: Runner, task: UUID, actor: int = ANNA) -> None:
    runner.run(WithdrawSubmission(task_id=task, actor=actor))


def offered(runner: Runner, task: UUID, person: int = ANNA) -> bool:
    with runner.read() as (session, _):
        return may_withdraw(session, person, task)


@pytest.mark.parametrize("key", ["listening", "unaskable"])
def test_not_when_what_was_left_behind_cannot_be_set_up_again(at: Runner, key: str) -> None:
    _case, task = sent(at, key)
    assert not offered(at, task)
    with pytest.raises(CaseMovedOn):
        withdraw(at, task)
    with at.read() as (session, _):
        assert session.scalars(select(EventSubscription)).all() == []
        assert session.get_one(HumanTask, task).status == "completed"


def test_the_task_waits_for_those_it_waited_for_and_for_nobody_else(at: Runner) -> None:
    stand_in(at, BO, CILLA, "do")
    case, task = sent(at, "held", CILLA)
    assert (task_row(at, task).completed_by, task_row(at, task).on_behalf_of) == (CILLA, BO)
    withdraw(at, task, CILLA)
    assert candidates(at, task) == ["person:2"]
    complete(at, case, "ask", CILLA, word="y")
    assert task_row(at, task).on_behalf_of == BO
    withdraw(at, task, BO)  # in whose place it was done
    assert task_row(at, task).assignee_id == BO
    assert [action for action, _actor, _details in links(at, case)].count("submission-withdrawn") == 2


def test_a_task_that_was_handed_over_comes_back_to_who_got_it(at: Runner) -> None:
    case = at.run(StartProcess(key="plain", actor=OWNER))
    task = open_task(at, case, "ask")
    at.run(ReassignTasks(task_ids=[task], actor=ADMIN, to="person:3", reason="Hon vet mer"))
    complete(at, case, "ask", CILLA, word="x")
    withdraw(at, task, CILLA)
    assert candidates(at, task) == ["person:3"]
    complete(at, case, "ask", CILLA, word="y")


def test_who_may_no_longer_do_the_task_takes_nothing_back(at: Runner) -> None:
    stand_in(at, BO, CILLA, "do")
    case, task = sent(at, "held", CILLA)
    with at.database.write() as session:
        session.execute(update(Deputy).values(valid_to=date(2020, 1, 2)))
    at.run(RefreshPrincipals())
    with pytest.raises(NotAuthorized) as refused:
        withdraw(at, task, CILLA)
    assert refused.value.rule == Rule.WAITS_FOR_OTHERS
    assert open_tasks(at, case) == ["next"]


def test_not_when_somebody_has_written_in_the_shared_draft_of_what_follows(at: Runner) -> None:
    case, task = sent(at, "plain")
    follows = open_task(at, case, "next")
    at.run(SaveSharedDraft(task_id=follows, actor=BO, posted={"word": "halvvägs"}, seen=0))
    with pytest.raises(CaseMovedOn, match="begun"):
        withdraw(at, task)


def test_somebody_else_may_check_what_somebody_else_has_sent_in_the_end(at: Runner) -> None:
    case, task = sent(at, "checked", ANNA)
    withdraw(at, task, ANNA)
    at.run(ReleaseTask(task_id=task, actor=ANNA))
    complete(at, case, "ask", BO, word="y")
    complete(at, case, "next", ANNA, word="z")


def test_a_called_case_goes_back_by_itself(at: Runner) -> None:
    outer = at.run(StartProcess(key="outer", actor=OWNER))
    work(at)
    with at.read() as (session, _):
        inner = session.scalars(select(ProcessInstance.id).where(ProcessInstance.parent_id == outer)).one()
    task = open_task(at, inner, "ask")
    complete(at, inner, "ask", ANNA, word="x")
    withdraw(at, task)
    complete(at, inner, "ask", ANNA, word="y")
    complete(at, inner, "next", BO, word="z")
    assert not offered(at, task)
    with at.read() as (session, _):
        assert [session.get_one(ProcessInstance, each).status for each in (inner, outer)] == ["completed"] * 2
        assert verify(session, inner) == verify(session, outer) == []


def test_not_when_a_branch_beside_it_has_gone_on(at: Runner) -> None:
    case, task = sent(at, "both")
    complete(at, case, "next", BO, word="y")
    with pytest.raises(CaseMovedOn):
        withdraw(at, task)


def test_a_branch_beside_it_stays_as_it_is(at: Runner) -> None:
    case, task = sent(at, "both")
    at.run(ClaimTask(task_id=open_task(at, case, "next"), actor=BO))
    withdraw(at, task)
    assert sorted(open_tasks(at, case)) == ["ask", "next"]
    complete(at, case, "ask", ANNA, word="y")
    complete(at, case, "next", BO, word="z")
    assert open_tasks(at, case) == ["last"]


def test_not_in_another_version_of_the_process(at: Runner) -> None:
    _case, task = sent(at, "plain")
    deploy_all(at, [process("plain", START, ASK, NEXT, user_task("more"), END,
                            flows="begin>ask;ask>next;next>more;more>finish", **ABOUT)])  # fmt: skip
    with at.read() as (session, _):
        found = select(ProcessDefinition.id).where(ProcessDefinition.key == "plain")
        old, new = session.scalars(found.order_by(ProcessDefinition.version)).all()
    assert at.run(MigrateProcess(from_id=old, to_id=new, actor=ADMIN)).moved == 1
    assert not offered(at, task)
    with pytest.raises(CaseMovedOn):
        withdraw(at, task)


def at_once(*steps: Callable[[], object]) -> list[type[Exception] | None]:
    """How each step went when all were taken at the same time."""
    barrier, outcomes = threading.Barrier(len(steps)), dict[int, type[Exception] | None]()

    def take(place: int, step: Callable[[], object]) -> None:
        barrier.wait()
        try:
            step()
        except YearwheelError as error:
            outcomes[place] = type(error)
        else:
            outcomes[place] = None

    threads = [threading.Thread(target=take, args=each) for each in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [outcomes[place] for place in range(len(steps))]


def test_two_who_take_back_at_once_do_it_once(at: Runner) -> None:
    case, task = sent(at, "plain")
    outcomes = at_once(*[lambda: withdraw(at, task)] * 2)
    assert set(outcomes) == {None, TaskNotFound}
    assert [action for action, _actor, _details in links(at, case)].count("submission-withdrawn") == 1


def test_what_is_taken_back_while_the_next_step_is_done_is_one_or_the_other(at: Runner) -> None:
    case, task = sent(at, "plain")
    follows = open_task(at, case, "next")
    done = CompleteTask(task_id=follows, actor=BO, posted={"word": "y"})
    outcomes = at_once(lambda: withdraw(at, task), lambda: at.run(done))
    assert outcomes in ([None, TaskNotFound], [CaseMovedOn, None]), outcomes
    assert links(at, case)


def test_a_file_that_one_has_put_into_the_shared_draft_is_sent_by_another_and_once_more(at: Runner) -> None:
    task_element = asked("ask", "person(1)", "person(2)", form=False, shared_draft="true").replace(
        "</bpmn:extensionElements>", '<zeebe:formDefinition formId="papers"/></bpmn:extensionElements>'
    )
    drawn = diagram(process("papered", START, task_element, user_task("next", "person(3)", None), END, flows=NEXT_TO))
    at.run(Deploy(name="papers", files={"p.bpmn": drawn, "f.form.json": json.dumps(FORM).encode()}, actor=OWNER))
    case = at.run(StartProcess(key="papered", actor=OWNER))
    task = open_task(at, case, "ask")
    upload = AddAttachment(actor=ANNA, filename="plan.pdf", media_type="application/pdf", content=BytesIO(b"%PDF"))
    at.run(SaveSharedDraft(task_id=task, actor=ANNA, posted={"paper": [at.run(upload)]}, seen=0))
    for _ in range(2):
        complete_posted(at, case, "ask", BO, written(at, task))
        withdraw(at, task, BO)
        assert task_row(at, task).assignee_id is None  # all write on
    complete_posted(at, case, "ask", BO, written(at, task))


def written(runner: Runner, task: UUID) -> dict[str, Any]:
    with runner.read() as (session, _):
        return as_answers(shared_draft(session, task, BO).values)
