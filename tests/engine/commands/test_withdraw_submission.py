"""Answers can be taken back and corrected while the case has not moved past them."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands.attachments import AddAttachment
from engine.commands.deploy import Deploy
from engine.commands.save_draft import SaveDraft
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase
from engine.commands.withdraw_submission import WithdrawSubmission
from engine.errors import CaseMovedOn, NotAuthorized, ProcessSuspended, TaskNotFound
from engine.history import verify
from engine.models import Attachment, Draft, HistoryEvent, ProcessInstance, Submission, TaskCandidate, Timer
from engine.rules import Rule
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, BO, CILLA, OWNER
from tests.engine.commands.diagrams import (
    END,
    START,
    boundary_timer,
    diagram,
    files,
    process,
    service_task,
    user_task,
)
from tests.engine.commands.steps import complete, complete_posted, open_task, open_tasks, travel
from tests.engine.commands.test_attachments import FORM

GATE = '<bpmn:exclusiveGateway id="gate" default="r_f2"/>'
DRAWN = {
    "routed.bpmn": diagram(
        process(
            "r", START, user_task("ask"), GATE, user_task("plain", "person(2)"), user_task("extra", "person(3)"), END,
            flows='begin>ask;ask>gate;gate>plain;gate>extra[word = "extra"];plain>finish;extra>finish',
        )
    ),
    "timed.bpmn": diagram(
        process(
            "timed", START, user_task("ask"), boundary_timer("late", "ask", "P7D"), user_task("next", "person(2)"),
            boundary_timer("later", "next", "P3D", interrupting=False), user_task("overdue", "person(4)"), END,
            flows="begin>ask;ask>next;next>finish;late>overdue;later>overdue;overdue>finish",
        )
    ),
    "python.bpmn": diagram(
        process(
            "python", START, user_task("ask"), service_task("noted", "note"), user_task("next", "person(2)"), END,
            flows="begin>ask;ask>noted;noted>next;next>finish",
        )
    ),
    "last.bpmn": diagram(process("last", START, user_task("ask"), END, flows="begin>ask;ask>finish")),
}  # fmt: skip


@pytest.fixture
def at(runner: Runner) -> Runner:
    runner.run(Deploy(name="undo", files=DRAWN | {"words.form.json": files()["words.form.json"]}, actor=OWNER))
    return runner


def begin(runner: Runner, key: str) -> tuple[UUID, UUID]:
    case = runner.run(StartProcess(key=key, actor=OWNER))
    return case, open_task(runner, case, "ask")


def withdraw(runner: Runner, task: UUID, actor: int = ANNA) -> UUID:
    return runner.run(WithdrawSubmission(task_id=task, actor=actor))


def rows(runner: Runner, model: type[Any]) -> list[Any]:
    with runner.read() as (session, _):
        return list(session.scalars(select(model)))


def test_what_was_sent_is_corrected_and_the_first_version_stays(at: Runner) -> None:
    case, task = begin(at, "r")
    complete(at, case, "ask", ANNA, word="plain")
    assert open_tasks(at, case) == ["plain"]
    withdraw(at, task)
    assert open_tasks(at, case) == ["ask"]
    assert [draft.answers for draft in rows(at, Draft)] == [{"word": "plain", "note": None}]
    complete(at, case, "ask", ANNA, word="extra")
    assert open_tasks(at, case) == ["extra"]
    sent = [(each.answers, each.withdrawn_at is None) for each in rows(at, Submission) if each.task_id == task]
    assert sent == [({"word": "plain", "note": None}, False), ({"word": "extra", "note": None}, True)]
    actions = [event.action for event in rows(at, HistoryEvent) if event.instance_id == case]
    assert actions == ["started", "task-completed", "submission-withdrawn", "task-completed"]
    with at.read() as (session, _):
        assert verify(session, case) == []


def test_the_case_goes_on_as_if_it_had_been_sent_once(at: Runner) -> None:
    case, task = begin(at, "r")
    for _ in range(2):
        complete(at, case, "ask", ANNA, word="plain")
        withdraw(at, task)
    complete(at, case, "ask", ANNA, word="plain")
    complete(at, case, "plain", BO, word="x")
    with at.read() as (session, _):
        assert session.get_one(ProcessInstance, case).status == "completed"
        assert session.scalars(select(TaskCandidate).where(TaskCandidate.task_id == task)).all() == []


def test_timers_stand_as_before(at: Runner) -> None:
    case, task = begin(at, "timed")
    before = [(timer.id, timer.due_at) for timer in rows(at, Timer)]
    complete(at, case, "ask", ANNA, word="x")
    assert [timer.element_id for timer in rows(at, Timer)] == ["later"]
    withdraw(at, task)
    assert [(timer.id, timer.due_at) for timer in rows(at, Timer)] == before
    travel(at, timedelta(days=8))
    assert open_tasks(at, case) == ["overdue"]


def test_not_when_the_case_has_moved_on(at: Runner) -> None:
    case, task = begin(at, "r")
    complete(at, case, "ask", ANNA, word="plain")
    complete(at, case, "plain", BO, word="x")
    with pytest.raises(CaseMovedOn):
        withdraw(at, task)
    case, task = begin(at, "timed")
    complete(at, case, "ask", ANNA, word="x")
    travel(at, timedelta(days=4))
    with pytest.raises(CaseMovedOn):
        withdraw(at, task)


def test_not_when_somebody_has_begun_what_follows(at: Runner) -> None:
    case, task = begin(at, "r")
    complete(at, case, "ask", ANNA, word="plain")
    at.run(SaveDraft(task_id=open_task(at, case, "plain"), actor=BO, posted={"word": "halvvägs"}))
    with pytest.raises(CaseMovedOn, match="begun"):
        withdraw(at, task)
    assert open_tasks(at, case) == ["plain"]
    assert [draft.answers for draft in rows(at, Draft)] == [{"word": "halvvägs"}]


@pytest.mark.parametrize("key", ["python", "last"])
def test_not_when_more_than_asking_has_been_done(at: Runner, key: str) -> None:
    case, task = begin(at, key)
    complete(at, case, "ask", ANNA, word="x")
    with pytest.raises(CaseMovedOn):
        withdraw(at, task)


def test_only_by_who_sent_it_and_not_in_a_suspended_case(at: Runner) -> None:
    case, task = begin(at, "r")
    with pytest.raises(TaskNotFound):
        withdraw(at, task)
    complete(at, case, "ask", ANNA, word="plain")
    with pytest.raises(NotAuthorized) as refused:
        withdraw(at, task, CILLA)
    assert refused.value.rule == Rule.SENDER_ONLY
    at.run(SuspendCase(instance_id=case, actor=None, reason="vänta"))
    with pytest.raises(ProcessSuspended):
        withdraw(at, task)


def test_files_can_be_sent_once_more(at: Runner) -> None:
    ask, follow = user_task("ask", form="papers"), user_task("next", "person(2)", None)
    drawn = diagram(process("papered", START, ask, follow, END, flows="begin>ask;ask>next;next>finish"))
    at.run(Deploy(name="papers", files={"p.bpmn": drawn, "f.form.json": json.dumps(FORM).encode()}, actor=OWNER))
    case, task = begin(at, "papered")
    upload = AddAttachment(actor=ANNA, filename="plan.pdf", media_type="application/pdf", content=BytesIO(b"%PDF"))
    complete_posted(at, case, "ask", ANNA, {"paper": [at.run(upload)]})
    withdraw(at, task)
    (draft,) = rows(at, Draft)
    complete_posted(at, case, "ask", ANNA, draft.answers)
    assert len({file.submission_id for file in rows(at, Attachment)}) == 2
    assert {file.sha256 for file in rows(at, Attachment)} == {rows(at, Attachment)[0].sha256}
