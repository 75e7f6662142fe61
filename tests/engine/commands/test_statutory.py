"""Statutory dates of cases: kept from the start on, worked out anew, met, and taken along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as listened
from sqlalchemy import select

from engine.commands.cancel_process import CancelProcess
from engine.commands.migrate_process import MigrateProcess
from engine.commands.set_variables import SetVariables
from engine.commands.start_process import StartProcess
from engine.errors import InvalidDiagram
from engine.models import ProcessDefinition, ProcessInstance
from engine.run import Runner
from tests.engine.commands.by_law import (
    STATUTE,
    alarm,
    alarms,
    budget,
    by_law,
    deadline,
    deadlines,
    deploy,
    go_to,
    incidents,
    start,
)
from tests.engine.commands.conftest import ADMIN, ANNA, OWNER
from tests.engine.commands.diagrams import event, user_task
from tests.engine.commands.steps import complete

MOVING = 'if word = "late" then date("2027-11-30") else date("2027-10-31")'


def test_a_case_has_its_statutory_date_from_the_start(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide")))
    found = deadline(runner)
    assert (found.instance_id, found.element_id, found.name) == (case, "decide", "decide")
    assert (found.statute, found.on_date, found.met_at) == (STATUTE, date(2027, 10, 31), None)
    assert found.next_alarm_at == datetime(2027, 10, 1, 8, tzinfo=runner.zone)


def test_null_means_that_the_statute_does_not_apply(runner: Runner) -> None:
    start(runner, by_law(user_task("decide"), "if is election year(2027) then date(2027, 10, 15) else null"))
    assert deadlines(runner) == []


def test_passing_the_element_meets_the_date_and_going_round_changes_nothing(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide")))
    complete(runner, case, "plan", ANNA, word="x")
    assert deadline(runner).met_at is None
    complete(runner, case, "decide", ANNA, word="x", note="again")
    first = deadline(runner)
    assert first.next_alarm_at is None
    assert first.met_at is not None
    go_to(runner, date(2027, 11, 20))
    complete(runner, case, "decide", ANNA, word="x", note="enough")
    assert deadline(runner).met_at == first.met_at
    assert alarm(runner) == 0
    assert incidents(runner) == []


def test_a_case_that_ends_without_it_says_nothing_more(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide")))
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="a mistake"))
    found = deadline(runner)
    assert (found.next_alarm_at, found.met_at, found.missed_at) == (None, None, None)
    go_to(runner, date(2027, 12, 1))
    assert alarm(runner) == 0


def test_the_date_follows_what_it_depends_on(runner: Runner) -> None:
    """KL 11:8: for special reasons the proposal may come in November."""
    case = start(runner, by_law(user_task("decide"), MOVING))
    go_to(runner, date(2027, 11, 2))
    alarm(runner)
    assert deadline(runner).missed_at is not None
    complete(runner, case, "plan", ANNA, word="late")
    found = deadline(runner)
    assert (found.on_date, found.missed_at) == (date(2027, 11, 30), None)
    alarm(runner)
    assert alarms(runner) == [-1, 28]
    assert deadline(runner).next_alarm_at == datetime(2027, 11, 16, 8, tzinfo=runner.zone)
    runner.run(SetVariables(instance_id=case, variables={"word": "early"}, actor=ADMIN, reason="no special reasons"))
    assert deadline(runner).on_date == date(2027, 10, 31)


def test_a_date_that_comes_to_apply_after_its_element_was_passed_is_met(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide"), 'if word = "late" then date("2027-11-30") else null'))
    complete(runner, case, "plan", ANNA, word="early")
    complete(runner, case, "decide", ANNA, word="early")
    assert deadlines(runner) == []
    runner.run(SetVariables(instance_id=case, variables={"word": "late"}, actor=ADMIN, reason="after all"))
    assert deadline(runner).met_at is not None


def test_a_date_that_no_longer_applies_goes(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide"), 'if word = "none" then null else date("2027-10-31")'))
    complete(runner, case, "plan", ANNA, word="none")
    assert deadlines(runner) == []


def test_a_date_that_cannot_be_told_is_an_incident_and_keeps_nobody_from_working(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide"), 'if word = "odd" then date(99999, 1, 1) else date("2027-10-31")'))
    complete(runner, case, "plan", ANNA, word="odd")
    (incident,) = incidents(runner)
    assert (incident.code, incident.remedy, incident.element_id) == ("statutory-date-unknown", "acknowledge", "decide")
    assert deadline(runner).on_date == date(2027, 10, 31)
    complete(runner, case, "decide", ANNA, word="odd")
    assert len(incidents(runner)) == 1
    assert deadline(runner).met_at is not None


@pytest.mark.parametrize("renamed", [False, True])
def test_a_case_that_moves_takes_its_dates_along(runner: Runner, renamed: bool) -> None:
    case = start(runner, by_law(user_task("decide")))
    decide = user_task("resolve" if renamed else "decide")
    drawn = budget(by_law(decide, 'date("2027-09-30")', "KL 11:9"))
    deploy(runner, drawn.replace("decide", "resolve") if renamed else drawn)
    moved = migrate(runner, case, {"decide": "resolve"} if renamed else {})
    assert moved == ()
    found = deadline(runner)
    assert (found.element_id, found.statute) == ("resolve" if renamed else "decide", "KL 11:9")
    assert (found.on_date, found.met_at) == (date(2027, 9, 30), None)


def test_a_new_version_adds_and_takes_away(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide")))
    complete(runner, case, "plan", ANNA, word="x")
    deploy(runner, budget(user_task("decide")).replace(user_task("plan"), by_law(user_task("plan"))).replace(
        user_task("close", form=None), by_law(user_task("close", form=None), 'date("2027-12-31")')))  # fmt: skip
    assert migrate(runner, case) == ()
    close, plan = deadlines(runner)
    assert (close.element_id, close.met_at, plan.element_id) == ("close", None, "plan")
    assert plan.met_at is not None  # the case had come past it
    assert alarm(runner) == 0


def migrate(runner: Runner, case: UUID, mapping: Mapping[str, str] | None = None) -> tuple[Any, ...]:
    """Move the case to the newest version; returns what stands in the way."""
    with runner.read() as (session, _):
        old = session.scalars(select(ProcessInstance.definition_id).where(ProcessInstance.id == case)).one()
        versions = select(ProcessDefinition.id).where(ProcessDefinition.key == "budget")
        new = session.scalars(versions.order_by(ProcessDefinition.version.desc()).limit(1)).one()
    order = MigrateProcess(from_id=old, to_id=new, actor=ADMIN, instance_ids=[case], mapping=mapping or {})
    return runner.run(order).refused


def test_processes_without_the_property_cost_nothing(runner: Runner) -> None:
    case = runner.run(StartProcess(key="two_steps", actor=OWNER))
    with counted(runner) as statements:
        complete(runner, case, "write", ANNA, word="x")
    assert not [each for each in statements if "statutory_deadline" in each]


def test_what_depends_on_inputs_alone_is_looked_at_only_when_its_element_is_passed(runner: Runner) -> None:
    case = start(runner, by_law(user_task("decide"), "if plan_for = 1 then null else date(2027, 10, 31)"))
    with counted(runner) as statements:
        complete(runner, case, "plan", ANNA, word="x")
    assert not [each for each in statements if "statutory_deadline" in each]
    with counted(runner) as statements:
        complete(runner, case, "decide", ANNA, word="x")
    assert len([each for each in statements if "statutory_deadline" in each]) == 1


@contextmanager
def counted(runner: Runner) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    statements: list[str] = []

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    listened.listen(runner.database.engine, "before_cursor_execute", executed)
    yield statements
    listened.remove(runner.database.engine, "before_cursor_execute", executed)


@pytest.mark.parametrize(
    ("decide", "reason"),
    [
        (by_law(user_task("decide"), statute=None), "has a statutory date and no statute"),
        (by_law(user_task("decide"), source=None), "but no date"),
        (by_law(user_task("decide"), statute="x" * 61), "longer than 60"),
        (by_law(user_task("decide"), "date("), "is not FEEL"),
        (by_law(user_task("decide"), "unheard(1)"), "unheard"),
        (by_law(user_task("decide"), "date(yaer, 10, 31)"), "'yaer'"),
    ],
)
def test_what_is_half_said_is_refused_at_deploy(runner: Runner, decide: str, reason: str) -> None:
    with pytest.raises(InvalidDiagram) as refused:
        deploy(runner, budget(decide))
    (problem,) = refused.value.problems
    assert (problem.element, problem.warning) == ("budget.bpmn: decide", False)
    assert reason in problem.reason


def test_a_date_within_many_instances_is_refused(runner: Runner) -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics"
        ' inputCollection="=[1]" inputElement="one"/></bpmn:extensionElements>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    inner = (
        event("startEvent", "in")
        + by_law(user_task("ask"))
        + '<bpmn:sequenceFlow id="i" sourceRef="in" targetRef="ask"/>'
    )
    many = f'<bpmn:subProcess id="decide">{inner}{loop}</bpmn:subProcess>'
    with pytest.raises(InvalidDiagram) as refused:
        deploy(runner, budget(many))
    assert [problem.element for problem in refused.value.problems] == ["budget.bpmn: ask"]
