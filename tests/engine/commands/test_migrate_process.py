"""Running cases move to another version: one and many, with their tasks, timers, messages, calls and incidents."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.bpmn.migration import Obstacle
from engine.casework.migration_preview import Preview, preview
from engine.casework.visible_variables import case_variables
from engine.commands.cancel_process import CancelProcess
from engine.commands.complete_task import CompleteTask
from engine.commands.deploy import Deploy
from engine.commands.migrate_process import MigrateProcess, Moved
from engine.commands.publish_message import PublishMessage
from engine.commands.retry_incident import RetryIncident
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase
from engine.definitions import definition_by_id
from engine.errors import NotAuthorized, ProcessSuspended, Refused
from engine.history import verify
from engine.ids import new_id
from engine.models import (
    Call,
    EventSubscription,
    HistoryEvent,
    HumanTask,
    Incident,
    Job,
    ProcessDefinition,
    ProcessInstance,
    TaskCandidate,
    Timer,
)
from engine.queries.case_page import case_page
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, OWNER, Tasks
from tests.engine.commands.diagrams import (
    END,
    FORM,
    START,
    boundary_timer,
    call,
    diagram,
    event,
    process,
    service_task,
    user_task,
)
from tests.engine.commands.event_diagrams import NAMES, message_event, timer_event
from tests.engine.commands.steps import complete, open_task, open_tasks, travel, work


def deploy(
    runner: Runner, *elements: str, flows: str, key: str = "two_steps", form: dict[str, Any] | None = None,
    visibility: str = "LINE",
) -> UUID:  # fmt: skip
    """Another version of a process; returns the definition's id."""
    drawn = diagram(NAMES, process(key, START, *elements, END, flows=flows, visibility=visibility))
    files = {"next.bpmn": drawn, "words.form.json": json.dumps(FORM).encode()}
    if form is not None:
        files["other.form.json"] = json.dumps(form).encode()
    runner.run(Deploy(name=f"next {new_id()}", files=files, actor=OWNER))
    return version(runner, key)


def version(runner: Runner, key: str, number: int | None = None) -> UUID:
    """The id of a process's version, the newest one by default."""
    found = select(ProcessDefinition.id).where(ProcessDefinition.key == key)
    if number is not None:
        found = found.where(ProcessDefinition.version == number)
    with runner.read() as (session, _):
        return session.scalars(found.order_by(ProcessDefinition.version.desc()).limit(1)).one()


def migrate(runner: Runner, key: str = "two_steps", *cases: UUID, **mapping: str) -> Moved:
    """Move these cases, or all, from the first version to the newest."""
    return runner.run(
        MigrateProcess(
            from_id=version(runner, key, 1), to_id=version(runner, key), actor=ADMIN, mapping=mapping,
            instance_ids=cases or None, reason="Ritat om",
        )
    )  # fmt: skip


def start(runner: Runner, key: str = "two_steps") -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def test_a_case_goes_on_in_the_new_version(runner: Runner) -> None:
    case = start(runner)
    task = open_task(runner, case, "write")
    new = deploy(
        runner, user_task("write"), user_task("check", form=None), flows="begin>write;write>check;check>finish"
    )
    assert migrate(runner) == Moved(moved=1, refused=(), queued=0)
    assert open_task(runner, case, "write") == task
    complete(runner, case, "write", ANNA, word="hej")
    assert open_tasks(runner, case) == ["check"]
    with runner.read() as (session, _):
        row = session.get_one(ProcessInstance, case)
        assert (row.definition_id, row.status) == (new, "running")
        link = session.scalars(select(HistoryEvent).where(HistoryEvent.action == "migrated")).one()
        assert link.actor_id == ADMIN
        assert link.details == {"from": 1, "to": 2, "reason": "Ritat om"}
        assert verify(session, case) == []


def test_an_open_task_is_asked_for_as_the_new_version_does(runner: Runner) -> None:
    case = start(runner)
    form = {**FORM, "id": "other", "components": [{"id": "c", "type": "textfield", "key": "title", "label": "Rubrik"}]}
    task = user_task("draft", "person(2)", form="other").replace('name="draft"', 'name="Skriv utkast"')
    deploy(runner, task, user_task("read", form=None), flows="begin>draft;draft>read;read>finish", form=form)
    assert migrate(runner, "two_steps", case, write="draft").moved == 1
    with runner.read() as (session, _):
        row = session.scalars(select(HumanTask)).one()
        assert (row.element_id, row.name, row.form_key) == ("draft", "Skriv utkast", "other")
        assert session.scalars(select(TaskCandidate.principal)).all() == ["person:2"]
    with pytest.raises(NotAuthorized):
        complete(runner, case, "draft", ANNA, title="hej")
    complete(runner, case, "draft", BO, title="hej")
    assert open_tasks(runner, case) == ["read"]


def test_timers_keep_their_time_and_new_ones_begin(runner: Runner) -> None:
    case = start(runner, "waiting")
    with runner.read() as (session, _):
        before = dict(session.execute(select(Timer.id, Timer.due_at)).all())
    travel(runner, timedelta(hours=12))
    deploy(
        runner, user_task("write"), boundary_timer("late", "write", "P9D"), boundary_timer("soon", "write", "P1D"),
        user_task("escalate", "person(2)", None), key="waiting",
        flows="begin>write;write>finish;late>escalate;soon>escalate;escalate>finish",
    )  # fmt: skip
    assert migrate(runner, "waiting").moved == 1
    with runner.read() as (session, clock):
        timers = {timer.element_id: timer for timer in session.scalars(select(Timer))}
        assert timers.keys() == {"late", "soon"}
        assert timers["late"].due_at == before[timers["late"].id]
        assert timers["soon"].due_at - clock.now() > timedelta(hours=23)
    travel(runner, timedelta(days=2))
    assert open_tasks(runner, case) == ["escalate"]


def test_a_catching_timer_fires_under_its_new_name(runner: Runner) -> None:
    deploy(runner, timer_event("intermediateCatchEvent", "pause", "P1D"), user_task("after", form=None), key="paused",
           flows="begin>pause;pause>after;after>finish")  # fmt: skip
    case = start(runner, "paused")
    deploy(runner, timer_event("intermediateCatchEvent", "rest", "P5D"), user_task("after", form=None), key="paused",
           flows="begin>rest;rest>after;after>finish")  # fmt: skip
    assert migrate(runner, "paused", pause="rest").moved == 1
    with runner.read() as (session, _):
        assert session.scalars(select(Timer.element_id)).all() == ["rest"]
    travel(runner, timedelta(days=1, minutes=1))
    assert open_tasks(runner, case) == ["after"]


def test_an_element_that_is_gone_keeps_its_cases_and_no_others(runner: Runner) -> None:
    stays, moves = start(runner), start(runner)
    complete(runner, moves, "write", ANNA, word="hej")
    deploy(runner, user_task("read", "person(2)", None), flows="begin>read;read>finish")
    result = migrate(runner)
    assert result.moved == 1
    [refusal] = result.refused
    assert refusal.instance_id == stays
    assert [(each.element, each.obstacle) for each in refusal.problems] == [("write", Obstacle.GONE)]
    complete(runner, stays, "write", ANNA, word="hej")
    for case in (stays, moves):
        complete(runner, case, "read", BO)
    with runner.read() as (session, _):
        assert set(session.scalars(select(ProcessInstance.status))) == {"completed"}


def test_a_fix_is_deployed_and_what_stopped_is_tried_again(runner: Runner) -> None:
    case = start(runner, "choice")
    with runner.read() as (session, _):
        assert session.scalars(select(Incident)).all() == []
    deploy(runner, user_task("write"), event("exclusiveGateway", "which"), user_task("yes", form=None), key="broken",
           flows='begin>write;write>which;which>yes[word = "yes"];yes>finish')  # fmt: skip
    case = start(runner, "broken")
    complete(runner, case, "write", ANNA, word="kanske")
    with runner.read() as (session, _):
        incident = session.scalars(select(Incident.id)).one()
    assert not runner.run(RetryIncident(incident_id=incident, actor=ADMIN))
    deploy(runner, user_task("write"), event("exclusiveGateway", "choose"), user_task("yes", form=None), key="broken",
           flows='begin>write;write>choose;choose>yes[word != "no"];yes>finish')  # fmt: skip
    assert migrate(runner, "broken", case, which="choose").moved == 1
    with runner.read() as (session, _):
        assert session.scalars(select(Incident.element_id).where(Incident.resolved_at.is_(None))).all() == ["choose"]
    assert runner.run(RetryIncident(incident_id=incident, actor=ADMIN))
    assert open_tasks(runner, case) == ["yes"]


def test_a_case_that_waits_in_vain_goes_on_and_its_incident_is_over(runner: Runner) -> None:
    def drawn(join: str) -> None:
        deploy(runner, user_task("write"), event("inclusiveGateway", "which"), event(f"{join}Gateway", "meet"),
               user_task("yes", form=None), user_task("no", form=None), user_task("after", form=None), key="vain",
               flows='begin>write;write>which;which>yes[word = "yes"];which>no[word != "yes"];yes>meet;no>meet;'
                     "meet>after;after>finish")  # fmt: skip

    drawn("parallel")
    case = start(runner, "vain")
    complete(runner, case, "write", ANNA, word="yes")
    complete(runner, case, "yes", ANNA)
    with runner.read() as (session, _):
        assert session.scalars(select(Incident.code)).all() == ["token-stuck"]
    drawn("exclusive")
    assert migrate(runner, "vain").moved == 1
    assert open_tasks(runner, case) == ["after"]
    with runner.read() as (session, _):
        assert session.scalars(select(Incident).where(Incident.resolved_at.is_(None))).all() == []


def test_a_service_task_that_failed_is_done_as_the_new_version_says(runner: Runner, tasks: Tasks) -> None:
    case = start(runner, "breaking")
    complete(runner, case, "write", ANNA, word="hej")
    deploy(runner, user_task("write"), service_task("say", "note"), user_task("after", form=None), key="breaking",
           flows="begin>write;write>say;say>after;after>finish")  # fmt: skip
    assert migrate(runner, "breaking", tell="say").moved == 1
    with runner.database.write() as session:
        job = session.scalars(select(Job)).one()
        assert job.payload == {"element_id": "say"}
        job.run_at, job.leased_until = job.run_at and job.run_at - timedelta(days=1), None
    work(runner)
    assert len(tasks.calls) == 1
    assert open_tasks(runner, case) == ["after"]


def test_called_cases_keep_their_version_and_still_report_back(runner: Runner) -> None:
    case = start(runner, "many")
    deploy(runner, call("put", "child", "[1, 2, 3]"), user_task("total", form=None), key="many",
           flows="begin>put;put>total;total>finish")  # fmt: skip
    deploy(runner, user_task("other", form=None), key="child", flows="begin>other;other>finish")
    assert migrate(runner, "many", ask="put").moved == 1
    with runner.read() as (session, _):
        assert session.scalars(select(Call.element_id)).one() == "put"
        called = session.scalars(select(ProcessInstance.id).where(ProcessInstance.parent_id == case)).all()
    for each in called:
        with runner.read() as (session, _):
            task = session.execute(
                select(HumanTask.id, TaskCandidate.principal).join(TaskCandidate).where(HumanTask.instance_id == each)
            ).one()
        actor = int(task.principal.removeprefix("person:"))
        runner.run(CompleteTask(task_id=task.id, actor=actor, posted={"word": "hej"}))
    assert open_tasks(runner, case) == ["total"]


def test_messages_find_what_awaits_them_in_the_new_version(runner: Runner) -> None:
    def drawn(name: str, message: str) -> None:
        deploy(runner, user_task("write"), message_event("intermediateCatchEvent", name, message),
               user_task("after", form=None), key="hearing",
               flows=f'begin>write;write>{name};{name}>after[word != ""];after>finish')  # fmt: skip

    drawn("hear", "news")
    case = start(runner, "hearing")
    complete(runner, case, "write", ANNA, word="hej")
    drawn("listen", "reply")
    assert migrate(runner, "hearing", hear="listen").moved == 1
    with runner.read() as (session, _):
        [waits] = session.scalars(select(EventSubscription)).all()
        assert (waits.element_id, waits.name, waits.key) == ("listen", "reply", "hej")
    runner.run(PublishMessage(name="news", key=None, variables={}))
    runner.run(PublishMessage(name="reply", key="hej", variables={}))
    work(runner)
    assert open_tasks(runner, case) == ["after"]


def test_a_suspended_case_moves_and_stays_suspended(runner: Runner) -> None:
    case = start(runner)
    runner.run(SuspendCase(instance_id=case, actor=ADMIN, reason="Vänta"))
    deploy(runner, user_task("write"), flows="begin>write;write>finish")
    assert migrate(runner).moved == 1
    with pytest.raises(ProcessSuspended):
        complete(runner, case, "write", ANNA, word="hej")


def test_three_hundred_cases_move_in_batches(runner: Runner) -> None:
    for _ in range(300):
        start(runner)
    deploy(runner, user_task("draft"), flows="begin>draft;draft>finish")
    result = migrate(runner, write="draft")
    assert (result.moved, result.refused, result.queued) == (100, (), 200)
    work(runner)
    with runner.read() as (session, _):
        moved = ProcessInstance.definition_id == version(runner, "two_steps")
        assert session.scalar(select(func.count()).where(moved)) == 300
        assert set(session.scalars(select(HumanTask.element_id))) == {"draft"}
        assert session.scalars(select(Job)).all() == []


def test_what_cannot_move_in_the_background_is_told_by_an_incident_until_it_moves(runner: Runner) -> None:
    cases = [start(runner) for _ in range(102)]
    deploy(runner, user_task("draft"), flows="begin>draft;draft>finish")
    result = migrate(runner)
    assert (result.moved, len(result.refused), result.queued) == (0, 100, 2)
    runner.run(CancelProcess(instance_id=max(cases), actor=OWNER, reason="Fel"))
    work(runner)
    told = max(set(cases) - {max(cases)})
    with runner.read() as (session, _):
        incident = session.scalars(select(Incident)).one()
    assert (incident.instance_id, incident.code, incident.remedy) == (told, "migration-refused", "acknowledge")
    assert incident.message.startswith("write: ")
    migrate(runner)
    work(runner)
    still_open = select(func.count()).where(Incident.resolved_at.is_(None))
    with runner.read() as (session, _):
        assert session.scalar(still_open) == 1, "another order that fails renews it"
    assert migrate(runner, "two_steps", told, write="draft").moved == 1
    with runner.read() as (session, _):
        assert session.scalar(still_open) == 0


def test_cases_that_are_elsewhere_stay(runner: Runner) -> None:
    first, ended = start(runner), start(runner)
    complete(runner, ended, "write", ANNA, word="hej")
    complete(runner, ended, "read", BO)
    deploy(runner, user_task("write"), flows="begin>write;write>finish")
    second = start(runner)
    result = migrate(runner, "two_steps", first, second, ended)
    assert result.moved == 1
    assert {each.instance_id: each.reason for each in result.refused} == {
        second: "The case is on version 2.", ended: "The case has already ended.",
    }  # fmt: skip


def test_orders_that_make_no_sense_are_refused(runner: Runner) -> None:
    old, other = version(runner, "two_steps"), version(runner, "waiting")
    with pytest.raises(Refused, match="different processes"):
        runner.run(MigrateProcess(from_id=old, to_id=other, actor=ADMIN))
    with pytest.raises(Refused, match="already"):
        runner.run(MigrateProcess(from_id=old, to_id=old, actor=ADMIN))
    deploy(runner, user_task("write"), flows="begin>write;write>finish")
    with pytest.raises(Refused, match="Version 1 has no element or flow called writ"):
        migrate(runner, writ="write")
    with pytest.raises(Refused, match="Version 2 has no element or flow called draft"):
        migrate(runner, write="draft")


def test_administrators_alone_move_cases(runner: Runner) -> None:
    old = version(runner, "two_steps")
    new = deploy(runner, user_task("write"), flows="begin>write;write>finish")
    with pytest.raises(NotAuthorized):
        runner.run(MigrateProcess(from_id=old, to_id=new, actor=OWNER))
    assert runner.run(MigrateProcess(from_id=old, to_id=new, actor=None)).moved == 0


def seen(runner: Runner, new: UUID, *, person_id: int | None = ADMIN, **mapping: str) -> Preview:
    with runner.read() as (session, clock):
        old = definition_by_id(session, version(runner, "two_steps", 1))
        return preview(session, clock, old, definition_by_id(session, new), mapping, person_id=person_id)


def test_what_would_become_of_each_case_is_told_and_nothing_changes(runner: Runner) -> None:
    stays, moves = start(runner), start(runner)
    complete(runner, moves, "write", ANNA, word="hej")
    new = deploy(runner, user_task("read", "person(1)", None), flows="begin>read;read>finish")
    found = seen(runner, new)
    assert (found.total, found.ready) == (2, 1)
    assert [(case.id, [each.element for each in case.problems]) for case in found.cases] == [
        (stays, ["write"]), (moves, []),
    ]  # fmt: skip
    assert found.cases[1].places == (("read", "read"),)
    assert [str(note) for note in found.cases[1].notes] == ["read waits for those whom the new version names"]
    assert seen(runner, new, write="read").ready == 2
    with runner.read() as (session, _):
        assert set(session.scalars(select(ProcessInstance.definition_id))) == {version(runner, "two_steps", 1)}
    with pytest.raises(Refused, match="has no element"):
        seen(runner, new, write="gone")


def test_what_nobody_can_do_is_told_before(runner: Runner) -> None:
    case = start(runner)
    new = deploy(runner, user_task("write", '"somebody"', None), flows="begin>write;write>finish")
    [found] = seen(runner, new).cases
    assert found.problems[0].obstacle == Obstacle.NOT_ASKED
    assert "names nobody" in found.problems[0].reason
    assert migrate(runner).refused[0].problems == found.problems
    assert open_tasks(runner, case) == ["write"]


def test_what_has_been_answered_in_confidence_stays_so(runner: Runner) -> None:
    """Moving to a version whose forms ask for less opens nothing to administrators."""
    sealed = {"id": "c", "type": "textfield", "key": "word", "label": "Ord",
              "properties": {"yearwheel:visibility": "PAIR"}}  # fmt: skip
    form = {**FORM, "id": "other", "components": [sealed]}
    deploy(runner, user_task("write", form="other"), user_task("read", form=None), key="talk", form=form,
           flows='begin>write;write>read[word != ""];read>finish')  # fmt: skip
    case = start(runner, "talk")
    complete(runner, case, "write", ANNA, word="hemligt")
    deploy(runner, user_task("read", form=None), key="talk", flows='begin>read;read>finish[word != ""]')
    assert migrate(runner, "talk").moved == 1
    with runner.read() as (session, clock):
        [variable] = case_variables(session, clock, case, ADMIN)
        assert (variable.name, variable.readable, variable.value) == ("word", False, None)


def test_the_past_is_told_under_the_names_of_today(runner: Runner) -> None:
    def drawn(name: str) -> UUID:
        return deploy(runner, user_task(name), user_task("read", "person(2)", None), key="known", visibility="ORG",
                      flows=f"begin>{name};{name}>read;read>finish")  # fmt: skip

    from_id = drawn("write")
    case = start(runner, "known")
    complete(runner, case, "write", ANNA, word="hej")
    for old, new in (("write", "draft"), ("draft", "sketch")):
        to_id = drawn(new)
        runner.run(MigrateProcess(from_id=from_id, to_id=to_id, actor=ADMIN, mapping={old: new}))
        from_id = to_id
    with runner.read() as (session, clock):
        page = case_page(session, clock, ANNA, case)
    assert "sketch" in page.passed
    assert [row.element_id for row in page.history if row.action == "task-completed"] == ["sketch"]
    assert [task.element_id for task in page.tasks] == ["sketch", "read"]
