"""What ad-hoc sub-processes offer: to whom, what starting it does, and when the offer is gone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.commands.cancel_process import CancelProcess
from engine.commands.deploy import Deploy
from engine.commands.start_activity import StartActivity
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase
from engine.errors import InvalidDiagram, NotAuthorized, ProcessSuspended, Refused, TaskNotFound
from engine.ids import new_id
from engine.models import ActivityOffer, ActivityStarter, HistoryEvent, Incident
from engine.queries.offered_activities import OfferedActivity, offered_activities
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, BO, CILLA, OWNER
from tests.engine.commands.diagrams import END, START, boundary_timer, diagram, process, properties, user_task
from tests.engine.commands.steps import complete, open_tasks, travel

TASKS = user_task("a", "person(2)", None) + user_task("b", "person(3)", None)
ENOUGH = "<bpmn:completionCondition>=enough</bpmn:completionCondition>"


def ad_hoc(key: str, *inside: str, starters: str = "", **attributes: str) -> bytes:
    extended = f"<bpmn:extensionElements>{properties({'yearwheel:starters': starters})}</bpmn:extensionElements>"
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    box = f'<bpmn:adHocSubProcess id="choose"{written}>{extended if starters else ""}{"".join(inside)}'
    return diagram(
        process(
            key, START, f"{box}</bpmn:adHocSubProcess>", boundary_timer("late", "choose", "P3D"),
            user_task("after", form=None), END, flows="begin>choose;choose>after;late>after;after>finish",
        )
    )  # fmt: skip


def started(runner: Runner, drawn: bytes) -> UUID:
    """A case of the process `chosen`, started by its owner."""
    runner.run(Deploy(name="chosen", files={"chosen.bpmn": drawn}, actor=OWNER))
    return runner.run(StartProcess(key="chosen", actor=OWNER))


def offers(runner: Runner, case: UUID, person: int) -> list[OfferedActivity]:
    with runner.read() as (session, _):
        return list(offered_activities(session, person, case))


def start(runner: Runner, case: UUID, element: str, actor: int = OWNER) -> None:
    with runner.read() as (session, _):
        token = session.scalars(select(ActivityOffer.token).where(ActivityOffer.instance_id == case)).one()
    runner.run(StartActivity(instance_id=case, token=token, element_id=element, actor=actor))


def rows(runner: Runner) -> int:
    with runner.read() as (session, _):
        tables = (ActivityOffer, ActivityStarter)
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_whoever_started_the_case_chooses(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS))
    assert [offer.element_id for offer in offers(runner, case, OWNER)] == ["a", "b"]
    assert {offer.sub_process for offer in offers(runner, case, OWNER)} == {"choose"}
    start(runner, case, "a")
    start(runner, case, "b")
    assert open_tasks(runner, case) == ["a", "b"]
    complete(runner, case, "a", BO)
    complete(runner, case, "b", CILLA)
    assert (open_tasks(runner, case), rows(runner)) == (["after"], 0)
    with runner.read() as (session, _):
        told = session.execute(
            select(HistoryEvent.action, HistoryEvent.actor_id, HistoryEvent.element_id)
            .where(HistoryEvent.instance_id == case)
            .order_by(HistoryEvent.seq)
        ).all()
    assert [tuple(row) for row in told][1:3] == [("activity-started", OWNER, "a"), ("activity-started", OWNER, "b")]


def test_the_sub_process_may_say_who_chooses(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS, starters='=[person(1), manager("FGN-001")]'))
    assert [len(offers(runner, case, person)) for person in (OWNER, ANNA, BO)] == [0, 2, 0]
    with pytest.raises(NotAuthorized):
        start(runner, case, "a")
    start(runner, case, "a", ANNA)
    assert open_tasks(runner, case) == ["a"]


def test_one_at_a_time(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS, ENOUGH, ordering="Sequential"))
    start(runner, case, "a")
    assert offers(runner, case, OWNER) == []
    with pytest.raises(Refused, match="cannot be started"):
        start(runner, case, "b")
    complete(runner, case, "a", BO)
    assert [offer.element_id for offer in offers(runner, case, OWNER)] == ["a", "b"]


def test_what_starts_and_ends_at_once_changes_the_offer_once(runner: Runner) -> None:
    script = (
        '<bpmn:scriptTask id="s"><bpmn:extensionElements><zeebe:script expression="=1" resultVariable="n"/>'
        "</bpmn:extensionElements></bpmn:scriptTask>"
    )
    case = started(runner, ad_hoc("chosen", TASKS, script, ENOUGH, ordering="Sequential"))
    start(runner, case, "s")
    assert [offer.element_id for offer in offers(runner, case, OWNER)] == ["a", "b", "s"]


def test_only_what_is_offered_can_be_started(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS))
    with pytest.raises(Refused):
        start(runner, case, "after")
    with pytest.raises(TaskNotFound):
        runner.run(StartActivity(instance_id=case, token=new_id(), element_id="a", actor=OWNER))
    other = runner.run(StartProcess(key="chosen", actor=OWNER))
    (token, *_) = (offer.token for offer in offers(runner, other, OWNER))
    with pytest.raises(TaskNotFound):
        runner.run(StartActivity(instance_id=case, token=token, element_id="a", actor=OWNER))


def test_the_offer_ends_with_its_sub_process(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS))
    start(runner, case, "a")
    travel(runner, timedelta(days=4))
    assert (open_tasks(runner, case), rows(runner)) == (["after"], 0)


def test_the_offer_ends_with_its_case(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS))
    runner.run(CancelProcess(instance_id=case, actor=OWNER, reason="no need"))
    assert rows(runner) == 0


def test_nothing_starts_while_the_case_is_suspended(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS))
    runner.run(SuspendCase(instance_id=case, actor=ADMIN, reason="wait"))
    assert offers(runner, case, OWNER) == []
    with pytest.raises(ProcessSuspended):
        start(runner, case, "a")


def test_a_choice_that_is_nobodys_is_an_incident(runner: Runner) -> None:
    case = started(runner, ad_hoc("chosen", TASKS, starters='="nobody"'))
    with runner.read() as (session, _):
        incident = session.scalars(select(Incident).where(Incident.instance_id == case)).one()
    assert "yearwheel:starters of choose gives 'nobody', which names nobody" in incident.message
    assert (open_tasks(runner, case), rows(runner)) == ([], 0)


def test_a_property_that_nobody_reads_is_refused(runner: Runner) -> None:
    drawn = ad_hoc("chosen", TASKS, starters="=person(1)").replace(b"yearwheel:starters", b"yearwheel:title")
    with pytest.raises(InvalidDiagram, match="Nobody reads the property 'yearwheel:title'"):
        started(runner, drawn)
