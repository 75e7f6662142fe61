"""What goes wrong in a case stops it where it stands, undoes nothing, and can be mended and tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, update

from engine.commands.acknowledge_incident import AcknowledgeIncident
from engine.commands.cancel_process import CancelProcess
from engine.commands.deploy import Deploy
from engine.commands.report_missing_form import ReportMissingForm
from engine.commands.retry_incident import RetryIncident
from engine.commands.set_variables import SetVariables
from engine.commands.start_process import StartProcess
from engine.errors import NotAuthorized, NotFound, Refused
from engine.history import verify
from engine.models import (
    FormDefinition,
    HistoryEvent,
    HumanTask,
    Incident,
    OutboxMessage,
    ProcessDefinition,
    ProcessInstance,
    Submission,
)
from engine.models.schedule import Remedy
from engine.run import Runner
from notifications.outbox import record_events
from tests.engine.commands.conftest import ADMIN, ANNA, BO, OWNER
from tests.engine.commands.diagrams import END, START, call, diagram, event, files, process, user_task
from tests.engine.commands.steps import complete, open_task, open_tasks

GATE = process(
    "gate", START, user_task("write"), event("exclusiveGateway", "which"), user_task("yes", form=None),
    user_task("no", form=None), END,
    flows='begin>write;write>which;which>yes[word = "yes"];which>no[word = "no"];yes>finish;no>finish',
)  # fmt: skip
TO_WHOM = process(
    "to_whom", START, user_task("write"), user_task("read", "word", None), END,
    flows="begin>write;write>read;read>finish",
)  # fmt: skip
CHILD = process("named", START, user_task("answer", form=None), END, flows="begin>answer;answer>finish",
                title="=number(word)")  # fmt: skip
CALLER = process(
    "naming",
    START,
    user_task("write"),
    call("ask", "named", "[1, 2, word]"),
    END,
    flows="begin>write;write>ask;ask>finish",
)
MEETING = process(
    "meeting", START, event("parallelGateway", "fork"), user_task("here"), user_task("there"),
    event("parallelGateway", "meet"), user_task("after", 'if word = "x" then person(2) else person(1)', None), END,
    flows="begin>fork;fork>here;fork>there;here>meet;there>meet;meet>after;after>finish",
)  # fmt: skip


@pytest.fixture
def runner(runner: Runner) -> Runner:
    """With the diagrams of these tests."""
    drawn = {f"{n}.bpmn": diagram(each) for n, each in enumerate((GATE, TO_WHOM, CHILD, CALLER, MEETING))}
    runner.run(Deploy(name="incidents", files={**drawn, "words.form.json": files()["words.form.json"]}, actor=OWNER))
    return runner


def start(runner: Runner, key: str) -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def only_incident(runner: Runner) -> Incident:
    with runner.read() as (session, _):
        return session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).one()


def mend(runner: Runner, case: UUID, values: Mapping[str, Any]) -> None:
    runner.run(SetVariables(instance_id=case, variables=values, actor=ADMIN, reason="Rättat"))


def retry(runner: Runner, incident: Incident) -> bool:
    return runner.run(RetryIncident(incident_id=incident.id, actor=ADMIN))


def open_incidents(runner: Runner) -> int:
    with runner.read() as (session, _):
        return session.scalar(select(func.count()).where(Incident.resolved_at.is_(None))) or 0


def test_a_gateway_without_a_true_condition_is_mended_and_tried_again(runner: Runner) -> None:
    case = start(runner, "gate")
    complete(runner, case, "write", ANNA, word="maybe")
    assert open_tasks(runner, case) == []
    incident = only_incident(runner)
    assert (incident.element_id, incident.code, incident.remedy) == ("which", "expression-error", Remedy.RETRY)
    assert "which" in incident.message
    with runner.read() as (session, _):
        assert session.scalars(select(Submission.answers)).one() == {"word": "maybe", "note": None}
        assert session.scalars(select(HumanTask.status)).one() == "completed"

    assert retry(runner, incident) is False
    assert only_incident(runner).attempts == 2

    mend(runner, case, {"word": "yes"})
    assert open_tasks(runner, case) == [], "changing a value alone moves nothing"
    assert retry(runner, incident) is True
    assert open_tasks(runner, case) == ["yes"]
    assert open_incidents(runner) == 0
    with pytest.raises(NotFound):
        retry(runner, incident)


def test_the_history_tells_names_and_reasons_but_no_values(runner: Runner) -> None:
    case = start(runner, "gate")
    complete(runner, case, "write", ANNA, word="maybe")
    mend(runner, case, {"word": "a secret"})
    retry(runner, only_incident(runner))
    with runner.read() as (session, _):
        events = session.scalars(
            select(HistoryEvent).where(HistoryEvent.instance_id == case).order_by(HistoryEvent.seq)
        ).all()
        assert verify(session, case) == []
    assert [event.action for event in events] == ["started", "task-completed", "variables-set", "incident-retried"]
    assert events[1].details["failed"] == ["which"]
    assert events[2].details == {"names": ["word"], "reason": "Rättat"}
    assert events[2].actor_id == events[3].actor_id == ADMIN
    assert "secret" not in str([event.details for event in events])


def test_only_administrators_mend(runner: Runner) -> None:
    case = start(runner, "gate")
    complete(runner, case, "write", ANNA, word="maybe")
    incident = only_incident(runner)
    with pytest.raises(NotAuthorized):
        runner.run(SetVariables(instance_id=case, variables={"word": "yes"}, actor=ANNA, reason="Nej"))
    with pytest.raises(NotAuthorized):
        runner.run(RetryIncident(incident_id=incident.id, actor=ANNA))
    assert open_incidents(runner) == 1


def test_a_name_that_the_process_does_not_know_is_refused_with_a_suggestion(runner: Runner) -> None:
    case = start(runner, "gate")
    with pytest.raises(Refused, match="did you mean word"):
        mend(runner, case, {"wrod": "yes"})


def test_cancelling_the_case_closes_what_stopped_it(runner: Runner) -> None:
    case = start(runner, "gate")
    complete(runner, case, "write", ANNA, word="maybe")
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="Fel"))
    assert open_incidents(runner) == 0


def test_an_assignment_that_names_nobody_stops_the_task_alone(runner: Runner) -> None:
    case = start(runner, "to_whom")
    complete(runner, case, "write", ANNA, word="the janitor")
    incident = only_incident(runner)
    assert incident.element_id == "read"
    assert "the janitor" in incident.message
    assert retry(runner, incident) is False
    assert only_incident(runner).attempts == 2
    mend(runner, case, {"word": "person:2"})
    assert retry(runner, incident) is True
    complete(runner, case, "read", BO)
    assert open_incidents(runner) == 0


def test_a_form_that_is_missing_stops_the_task_alone(runner: Runner) -> None:
    """Its second task asks with a form that somebody has taken away, as a migration to another version may."""
    two = process("two_forms", START, user_task("first"), user_task("second", form="late"), END,
                  flows="begin>first;first>second;second>finish")  # fmt: skip
    late = files()["words.form.json"].replace(b'"words"', b'"late"')
    runner.run(
        Deploy(
            name="forms",
            files={"a.bpmn": diagram(two), "a.form.json": files()["words.form.json"], "b.form.json": late},
        )
    )
    with runner.database.write() as session:
        row = session.execute(select(FormDefinition.__table__).where(FormDefinition.key == "late")).mappings().one()
        session.execute(delete(FormDefinition).where(FormDefinition.key == "late"))
    case = start(runner, "two_forms")
    complete(runner, case, "first", ANNA, word="hej")
    incident = only_incident(runner)
    assert (incident.element_id, incident.code) == ("second", "form-not-found")
    assert retry(runner, incident) is False
    with runner.database.write() as session:
        session.execute(insert(FormDefinition.__table__).values(**row))  # type: ignore[arg-type]
    assert retry(runner, incident) is True
    complete(runner, case, "second", ANNA, word="hej")
    assert open_incidents(runner) == 0


def test_an_open_task_whose_form_is_gone_is_reported_once(runner: Runner) -> None:
    """The case has been moved to a version whose task has another form."""
    case = start(runner, "two_steps")
    task = open_task(runner, case, "write")
    moved = process("two_steps", START, user_task("write", form="other"), user_task("read", "person(2)", None), END,
                    flows="begin>write;write>read;read>finish", title='="Case about words"')  # fmt: skip
    other = files()["words.form.json"].replace(b'"words"', b'"other"')
    runner.run(Deploy(name="moved", files={"a.bpmn": diagram(moved), "b.form.json": other}))
    with runner.database.write() as session:
        newest = select(ProcessDefinition.id).where(
            ProcessDefinition.key == "two_steps", ProcessDefinition.version == 2
        )
        session.execute(
            update(ProcessInstance).where(ProcessInstance.id == case).values(definition_id=newest.scalar_subquery())
        )
    runner.run(ReportMissingForm(task_id=task))
    runner.run(ReportMissingForm(task_id=task))
    incident = only_incident(runner)
    assert (incident.code, incident.attempts) == ("form-not-found", 1)
    assert retry(runner, incident) is True
    complete(runner, case, "write", ANNA, word="hej")
    assert open_tasks(runner, case) == ["read"]


def test_a_call_that_cannot_start_its_cases_starts_none_and_is_tried_again(runner: Runner) -> None:
    """The called process makes its title of a word, which is a number here."""
    case = start(runner, "naming")
    complete(runner, case, "write", ANNA, word="5")
    incident = only_incident(runner)
    assert (incident.instance_id, incident.element_id) == (case, "ask")
    assert children(runner) == 0
    mend(runner, case, {"word": "five"})
    assert retry(runner, incident) is True
    assert children(runner) == 3


def children(runner: Runner) -> int:
    with runner.read() as (session, _):
        return session.scalar(select(func.count()).where(ProcessInstance.parent_id.is_not(None))) or 0


def test_branches_that_disagree_are_told_and_hold_up_nothing(runner: Runner) -> None:
    case = start(runner, "meeting")
    complete(runner, case, "here", ANNA, word="left")
    complete(runner, case, "there", ANNA, word="right")
    assert open_tasks(runner, case) == ["after"]
    incident = only_incident(runner)
    assert (incident.code, incident.element_id, incident.names) == ("merge-conflict", "meet", ["word"])
    with pytest.raises(Refused):
        retry(runner, incident)
    with pytest.raises(NotAuthorized):
        runner.run(AcknowledgeIncident(incident_id=incident.id, actor=ANNA))
    mend(runner, case, {"word": "left"})
    runner.run(AcknowledgeIncident(incident_id=incident.id, actor=OWNER))
    assert open_incidents(runner) == 0
    with runner.read() as (session, _):
        last = session.scalars(
            select(HistoryEvent).where(HistoryEvent.instance_id == case).order_by(HistoryEvent.seq.desc()).limit(1)
        ).one()
        assert (last.action, last.actor_id, last.element_id) == ("incident-acknowledged", OWNER, "meet")
        assert verify(session, case) == []
    complete(runner, case, "after", ANNA)


def test_a_case_that_an_error_has_ended_is_told_once(runner: Runner) -> None:
    case = start(runner, "failing")
    complete(runner, case, "try", ANNA)
    incident = only_incident(runner)
    assert (incident.instance_id, incident.code, incident.element_id) == (case, "case-failed", "fail")
    runner.run(AcknowledgeIncident(incident_id=incident.id, actor=ADMIN))
    assert open_incidents(runner) == 0


def test_an_error_that_the_caller_has_drawn_is_none_of_the_administrators_business(runner: Runner) -> None:
    case = start(runner, "catching")
    with runner.read() as (session, _):
        child = session.scalars(select(ProcessInstance.id).where(ProcessInstance.parent_id == case)).one()
    complete(runner, child, "try", ANNA)
    assert open_tasks(runner, case) == ["repair"]
    assert open_incidents(runner) == 0


def test_administrators_hear_of_an_incident_once(runner: Runner) -> None:
    told = Runner(runner.database, replace(runner.ports, subscribers=(record_events,)), runner.zone)
    case = start(told, "gate")
    complete(told, case, "write", ANNA, word="maybe")
    retry(told, only_incident(told))
    with told.read() as (session, _):
        assert session.scalars(select(OutboxMessage.topic)).all() == ["notice.incident"]
