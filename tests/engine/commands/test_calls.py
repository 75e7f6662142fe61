from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from engine.commands.cancel_process import CancelProcess
from engine.commands.run_job import RunJob
from engine.commands.start_process import StartProcess
from engine.models import Call, HumanTask, InstanceStatus, Job, ProcessInstance
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, CILLA, OWNER, Tasks
from tests.engine.commands.steps import complete, open_tasks, work


def children(runner: Runner, case: UUID) -> list[ProcessInstance]:
    with runner.read() as (session, _):
        return list(
            session.scalars(
                select(ProcessInstance).where(ProcessInstance.parent_id == case).order_by(ProcessInstance.position)
            )
        )


def test_every_called_case_is_an_instance_of_its_own(runner: Runner) -> None:
    case = runner.run(StartProcess(key="many", actor=OWNER))
    found = children(runner, case)
    assert [(c.position, c.root_id, c.status) for c in found] == [(n, case, "running") for n in range(3)]
    assert open_tasks(runner, case) == []
    for child, person in zip(reversed(found), (CILLA, BO, ANNA), strict=True):
        complete(runner, child.id, "answer", person, word=f"word {person}")
    assert open_tasks(runner, case) == ["sum"]
    with runner.read() as (session, _):
        assert session.scalars(select(Call)).all() == []
        state = session.get_one(ProcessInstance, case).state
    positions = [state.index(word) for word in (b"word 1", b"word 2", b"word 3")]
    assert positions == sorted(positions), "results stand in the order of the collection"


def test_an_empty_collection_calls_nobody(runner: Runner) -> None:
    case = runner.run(StartProcess(key="nobody", actor=OWNER))
    assert open_tasks(runner, case) == ["sum"]
    assert children(runner, case) == []


def test_a_large_call_goes_on_in_batches_of_a_hundred(runner: Runner, tasks: Tasks) -> None:
    case = runner.run(StartProcess(key="crowd", actor=OWNER))
    assert len(children(runner, case)) == 100
    assert open_tasks(runner, case) == []
    assert work(runner) >= 2
    assert len(children(runner, case)) == 250
    assert len(tasks.calls) == 250
    assert open_tasks(runner, case) == ["sum"]
    with runner.read() as (session, _):
        assert session.scalars(select(Job)).all() == []


def test_cancelling_a_case_cancels_what_it_called(runner: Runner) -> None:
    case = runner.run(StartProcess(key="many", actor=OWNER))
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel år"))
    work(runner)
    assert {c.status for c in children(runner, case)} == {"cancelled"}
    with runner.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "cancelled"
        assert set(session.scalars(select(HumanTask.status))) == {"withdrawn"}
        assert session.scalar(select(func.count()).select_from(Call)) == 0


def test_an_error_of_a_called_case_reaches_its_callers_boundary(runner: Runner) -> None:
    case = runner.run(StartProcess(key="catching", actor=OWNER))
    (child,) = children(runner, case)
    complete(runner, child.id, "try", ANNA)
    assert open_tasks(runner, case) == ["repair"]
    assert children(runner, case)[0].status == "failed"


def test_a_large_call_that_is_withdrawn_at_once_leaves_nobody_behind(runner: Runner) -> None:
    case = runner.run(StartProcess(key="stormy", actor=OWNER))
    work(runner)
    with runner.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "completed"
        assert set(session.scalars(select(ProcessInstance.status).where(ProcessInstance.parent_id == case))) <= {
            "cancelled"
        }
        assert session.scalars(select(Call)).all() == []
        assert session.scalars(select(Job)).all() == []


def test_a_large_call_is_cancelled_in_batches_of_a_hundred(runner: Runner) -> None:
    case = runner.run(StartProcess(key="storm", actor=OWNER))
    work(runner)
    assert len(children(runner, case)) == 250
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel år"))
    with runner.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "cancelled"
        assert session.scalars(select(Call)).all() == []
        (job,) = session.scalars(select(Job.id))
    assert {c.status for c in children(runner, case)} == {"running"}, "the person does not wait for them"
    for cancelled in (100, 200, 250):
        runner.run(RunJob(job_id=job))
        assert [c.status for c in children(runner, case)].count(InstanceStatus.CANCELLED) == cancelled
    with runner.read() as (session, _):
        assert session.scalars(select(Job)).all() == []
        assert set(session.scalars(select(HumanTask.status))) == {"withdrawn"}


def test_calls_that_fail_together_fail_their_caller_once(runner: Runner) -> None:
    case = runner.run(StartProcess(key="both_fail", actor=OWNER))
    complete(runner, case, "go", ANNA)
    with runner.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "failed"
        assert session.scalars(select(Call)).all() == []
