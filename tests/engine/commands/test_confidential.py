"""What is written in confidence does not reach an administrator by another name, in a message, or from another case."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.casework.migration_preview import preview
from engine.casework.visible_variables import case_variables
from engine.commands.deploy import Deploy
from engine.commands.migrate_process import MigrateProcess
from engine.commands.set_variables import SetVariables
from engine.commands.start_process import StartProcess
from engine.definitions import definition_by_id
from engine.errors import NotAuthorized
from engine.models import ProcessDefinition, ProcessInstance
from engine.queries.incidents import incidents
from engine.run import Runner
from tests.engine.commands.conftest import ADMIN, ANNA, OWNER
from tests.engine.commands.diagrams import END, FORM, START, call, diagram, process, properties, user_task
from tests.engine.commands.steps import complete

SECRET = "trivs inte"
OPEN = {**FORM, "id": "open", "components": [
    {"id": "c2", "type": "textfield", "key": "topic", "label": "Ämne"},
    {"id": "c3", "type": "textfield", "key": "summary", "label": "Sammanfattning"},
]}  # fmt: skip
SEALED = {**FORM, "components": [{"id": "c1", "type": "textfield", "key": "word", "label": "Ord"}]}


def sealed(task: str, code: str = "PAIR") -> str:
    found = properties({"yearwheel:visibility": code})
    return task.replace("<bpmn:extensionElements>", f"<bpmn:extensionElements>{found}")


def script(key: str, result: str, expression: str) -> str:
    said = f'<zeebe:script expression="={expression}" resultVariable="{result}"/>'
    return f'<bpmn:scriptTask id="{key}"><bpmn:extensionElements>{said}</bpmn:extensionElements></bpmn:scriptTask>'


FLOWING = process(
    "flowing", START, user_task("ask", form="open"), sealed(user_task("write")), script("copy", "copied", "word"),
    script("sum_up", "summary", "word"), user_task("after", form=None), END, person="=1", visibility="ORG",
    flows="begin>ask;ask>write;write>copy;copy>sum_up;sum_up>after;after>finish[topic != copied and summary != null]",
)  # fmt: skip
PRIVATE = process("private", START, user_task("answer"), END, flows="begin>answer;answer>finish", person="=1",
                  visibility="PAIR")  # fmt: skip
CALLING = process(
    "calling", START, user_task("ask", form="open"), call("hear", "private", "[1]"), user_task("after", form=None), END,
    flows="begin>ask;ask>hear;hear>after;after>finish[topic != summary]", person="=1", visibility="ORG",
)  # fmt: skip
TELLING = process(
    "telling", START, sealed(user_task("write")), user_task("read", "word", None), END,
    flows="begin>write;write>read;read>finish", person="=1", visibility="ORG",
)  # fmt: skip
PLAIN = TELLING.replace('"telling', '"plain').replace('value="PAIR"', 'value="ORG"')
NOTING = process(
    "noting", START, sealed(user_task("write"), "AUTHOR"), script("copy", "copied", "word"),
    user_task("after", form=None), END, flows="begin>write;write>copy;copy>after;after>finish", visibility="ORG",
)  # fmt: skip


@pytest.fixture
def runner(runner: Runner) -> Runner:
    """With the diagrams of these tests."""
    deploy(runner, FLOWING, PRIVATE, CALLING, TELLING, PLAIN, NOTING)
    return runner


def deploy(runner: Runner, *drawn: str) -> None:
    forms = {f"{form['id']}.form.json": json.dumps(form).encode() for form in (SEALED, OPEN)}
    runner.run(Deploy(name="c", files={f"{n}.bpmn": diagram(each) for n, each in enumerate(drawn)} | forms))


def start(runner: Runner, key: str) -> UUID:
    return runner.run(StartProcess(key=key, actor=OWNER))


def seen(runner: Runner, case: UUID, person: int | None = ADMIN) -> dict[str, object]:
    """The values that may be read, by name."""
    with runner.read() as (session, clock):
        return {v.name: v.value for v in case_variables(session, clock, case, person) if v.readable and v.value}


def test_a_copy_of_what_was_written_in_confidence_is_kept_too(runner: Runner) -> None:
    case = start(runner, "flowing")
    complete(runner, case, "ask", ANNA, topic="Arbetsmiljö", summary="Kort")
    assert seen(runner, case) == {"topic": "Arbetsmiljö", "summary": "Kort"}, "nothing has been said in confidence yet"
    complete(runner, case, "write", ANNA, word=SECRET)
    for person in (ADMIN, None):
        assert seen(runner, case, person) == {"topic": "Arbetsmiljö"}
    for name in ("copied", "summary", "word"):
        with pytest.raises(NotAuthorized):
            runner.run(SetVariables(instance_id=case, variables={name: "x"}, actor=ADMIN, reason="x"))
    assert seen(runner, case, ANNA)["word"] == SECRET
    assert seen(runner, case, ANNA)["copied"] == SECRET


def test_an_authors_own_note_is_kept_from_everybody_who_administers(runner: Runner) -> None:
    case = start(runner, "noting")
    complete(runner, case, "write", ANNA, word=SECRET)
    assert seen(runner, case) == {}


def test_what_a_called_case_gives_back_is_kept_too(runner: Runner) -> None:
    case = start(runner, "calling")
    complete(runner, case, "ask", ANNA, topic="Arbetsmiljö")
    with runner.read() as (session, _):
        called = session.scalars(select(ProcessInstance.id).where(ProcessInstance.parent_id == case)).one()
    complete(runner, called, "answer", ANNA, word=SECRET)
    assert SECRET not in str(seen(runner, case))
    assert SECRET not in str(seen(runner, case, None))


@pytest.mark.parametrize("key", ["telling", "plain"])
def test_an_incident_repeats_only_what_may_be_read(runner: Runner, key: str) -> None:
    case = start(runner, key)
    complete(runner, case, "write", ANNA, word=SECRET)
    for person in (ADMIN, None):
        with runner.read() as (session, _):
            [row] = incidents(session, person).rows
        assert (row.instance_id, row.element_id, row.code) == (case, "read", "expression-error")
        assert (row.message is None) == (key == "telling")
        assert row.message is None or SECRET in row.message


@pytest.mark.parametrize("key", ["telling", "plain"])
def test_what_stands_in_the_way_of_a_move_repeats_only_what_may_be_read(runner: Runner, key: str) -> None:
    case = start(runner, key)
    complete(runner, case, "write", ANNA, word=SECRET)
    drawn = TELLING if key == "telling" else PLAIN
    deploy(runner, drawn.replace('id="read" name="read"', 'id="read" name="Läs"'))
    with runner.read() as (session, clock):
        wanted = select(ProcessDefinition.id).where(ProcessDefinition.key == key).order_by(ProcessDefinition.version)
        old, new = (definition_by_id(session, each) for each in session.scalars(wanted).all())
        told = preview(session, clock, old, new, {}, person_id=ADMIN).cases[0].problems
    moved = runner.run(MigrateProcess(from_id=old.id, to_id=new.id, actor=ADMIN))
    said = str(told) + str(moved.refused)
    assert moved.refused or moved.moved
    assert (SECRET in said) == (key == "plain")
