"""An administrator puts values right, and sees only what is the administrator's to see."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.casework.visible_variables import case_variables
from engine.commands.deploy import Deploy
from engine.commands.refresh_principals import RefreshPrincipals
from engine.commands.set_variables import SetVariables
from engine.commands.start_process import StartProcess
from engine.commands.suspend import SuspendCase
from engine.errors import NotAuthorized, ProcessSuspended, Refused, ValueRefused
from engine.models import RoleAssignment, Timer
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, OWNER
from tests.engine.commands.diagrams import END, START, diagram, event, process, user_task
from tests.engine.commands.steps import complete, open_tasks, travel, work

WAIT = event(
    "intermediateCatchEvent",
    "until",
    '<bpmn:timerEventDefinition id="t"><bpmn:timeDate>=date and time(day + "T10:00:00Z")</bpmn:timeDate>'
    "</bpmn:timerEventDefinition>",
)
DATED = process(
    "dated", START, user_task("write"), WAIT, user_task("after", form=None), END,
    flows="begin>write;write>until;until>after;after>finish", title="=day",
)  # fmt: skip
TALK = process(
    "talk", START, user_task("write"), event("exclusiveGateway", "which"), user_task("yes", form=None), END,
    flows='begin>write;write>which;which>yes[word = "yes" and note != "x"];yes>finish', visibility="PAIR", person="=1",
)  # fmt: skip
PLAIN = TALK.replace("talk", "plain").replace('value="PAIR"', 'value="ORG"')
FORM = {
    "id": "words", "type": "default", "schemaVersion": 19,
    "components": [
        {"id": "c1", "type": "textfield", "key": "word", "label": "Ord"},
        {"id": "c2", "type": "textfield", "key": "note", "label": "För sig själv",
         "properties": {"yearwheel:visibility": "AUTHOR"}},
        {"id": "c3", "type": "textfield", "key": "day", "label": "Dag"},
    ],
}  # fmt: skip


@pytest.fixture
def runner(runner: Runner) -> Runner:
    """With the diagrams of these tests."""
    drawn = {f"{n}.bpmn": diagram(each) for n, each in enumerate((DATED, TALK, PLAIN))}
    runner.run(Deploy(name="values", files={**drawn, "a.form.json": json.dumps(FORM).encode()}))
    return runner


def started(runner: Runner, key: str, **answers: str) -> UUID:
    case = runner.run(StartProcess(key=key, actor=OWNER))
    complete(runner, case, "write", ANNA, **answers)
    return case


def mend(runner: Runner, case: UUID, actor: int | None = ADMIN, **values: object) -> None:
    runner.run(SetVariables(instance_id=case, variables=values, actor=actor, reason="Rättat"))


def seen(runner: Runner, case: UUID, person: int | None) -> dict[str, tuple[str, bool, object]]:
    with runner.read() as (session, clock):
        return {row.name: (row.kind, row.readable, row.value) for row in case_variables(session, clock, case, person)}


def test_a_waiting_timer_moves_with_the_date_it_depends_on(runner: Runner) -> None:
    with runner.read() as (_, clock):
        today = clock.today()
    case = started(runner, "dated", day=(today + timedelta(days=30)).isoformat())
    soon = (today + timedelta(days=2)).isoformat()
    mend(runner, case, day=soon)
    with runner.read() as (session, _):
        assert session.scalars(select(Timer.due_at)).one().date().isoformat() == soon
    work(runner)
    assert open_tasks(runner, case) == []
    travel(runner, timedelta(days=3))
    assert open_tasks(runner, case) == ["after"]


def test_a_value_that_a_timer_cannot_have_is_refused_and_nothing_has_changed(runner: Runner) -> None:
    far = date(2040, 1, 1).isoformat()
    case = started(runner, "dated", day=far)
    with pytest.raises(ValueRefused):
        mend(runner, case, day="next week")
    assert seen(runner, case, ADMIN)["day"] == ("text", True, far)


def test_a_case_that_has_ended_keeps_its_values(runner: Runner) -> None:
    case = started(runner, "plain", word="yes")
    complete(runner, case, "yes", ANNA)
    with pytest.raises(Refused):
        mend(runner, case, word="no")
    assert seen(runner, case, ADMIN) == {}


def test_between_employee_and_manager_administrators_see_names_and_kinds(runner: Runner) -> None:
    case = started(runner, "talk", word="no")
    assert seen(runner, case, ADMIN)["word"] == ("text", False, None)
    assert seen(runner, case, None)["word"] == ("text", False, None)
    for actor in (ADMIN, None):
        with pytest.raises(NotAuthorized):
            mend(runner, case, actor, word="yes")


def test_who_may_read_the_case_and_administers_may_mend_it(runner: Runner) -> None:
    with runner.database.write() as session:
        session.add(RoleAssignment(person_id=ANNA, role="administrator", unit_id="ALV", valid_from=date(2020, 1, 1)))
    runner.run(RefreshPrincipals())
    case = started(runner, "talk", word="no")
    assert seen(runner, case, ANNA)["word"] == ("text", True, "no")
    mend(runner, case, ANNA, word="yes")
    assert seen(runner, case, ANNA)["word"] == ("text", True, "yes")


def test_a_field_that_its_author_keeps_is_sealed_in_an_open_case_too(runner: Runner) -> None:
    case = started(runner, "plain", word="no", note="min egen")
    found = seen(runner, case, ADMIN)
    assert found["word"] == ("text", True, "no")
    assert found["note"] == ("text", False, None)
    with pytest.raises(NotAuthorized):
        mend(runner, case, note="x")


def test_a_suspended_case_is_not_changed(runner: Runner) -> None:
    """A value may let a conditional event happen, and nothing moves in a suspended case."""
    case = started(runner, "plain", word="hej")
    runner.run(SuspendCase(instance_id=case, actor=ADMIN, reason="Väntar"))
    with pytest.raises(ProcessSuspended):
        mend(runner, case, word="hallå")
