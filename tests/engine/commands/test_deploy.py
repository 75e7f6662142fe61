from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.commands.deploy import Deploy
from engine.errors import InvalidDiagram
from engine.models import Deployment, FormDefinition, ProcessDefinition
from engine.run import Runner
from tests.engine.commands.conftest import OWNER
from tests.engine.commands.diagrams import END, FORM, START, diagram, event, process, user_task

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">&c;</definitions>'
)
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE definitions SYSTEM "http://127.0.0.1/x.dtd"><definitions/>'
HUGE = diagram("<!--" + "x" * 3_000_000 + "-->")
EMPTY = diagram('<bpmn:process id="p" isExecutable="true"/>')
UNKNOWN_FORM = diagram(process("p", START, user_task("a", form="missing"), END, flows="begin>a;a>finish"))
BAD_FEEL = diagram(process("p", START, user_task("a", "person(1", form=None), END, flows="begin>a;a>finish"))
UNKNOWN_FUNCTION = diagram(process("p", START, user_task("a", "boss(1)", form=None), END, flows="begin>a;a>finish"))
UNKNOWN_ELEMENT = diagram(process("p", START, event("teaTask", "tea"), END, flows="begin>tea;tea>finish"))
UNKNOWN_CODE = diagram(process("p", START, END, flows="begin>finish", visibility="SECRET"))


def deploy(runner: Runner, **files: bytes) -> Any:
    named = {name.replace("__", "."): content for name, content in files.items()}
    return runner.run(Deploy(name="one", files=named, actor=OWNER))


@pytest.mark.parametrize(
    ("content", "element", "reason"),
    [
        (b"not xml at all", None, "XML"),
        (b"", None, ""),
        (DOCTYPE, None, "DOCTYPE"),
        (BOMB, None, "DOCTYPE"),
        (HUGE, None, "MB"),
        (EMPTY, "p", "begins"),
        (UNKNOWN_FORM, "a", "missing"),
        (BAD_FEEL, "a", "FEEL"),
        (UNKNOWN_FUNCTION, "a", "boss"),
        (UNKNOWN_ELEMENT, "tea", "teaTask"),
        (UNKNOWN_CODE, "p", "SECRET"),
    ],
)
def test_a_bad_diagram_is_refused_by_name_and_nothing_is_stored(
    runner: Runner, content: bytes, element: str | None, reason: str
) -> None:
    with runner.read() as (session, _):
        before = session.scalar(select(func.count()).select_from(Deployment))
    with pytest.raises(InvalidDiagram) as caught:
        deploy(runner, p__bpmn=content, words__form__json=json.dumps(FORM).encode())
    problem = next((p for p in caught.value.problems if reason in p.reason), None)
    assert problem is not None, caught.value.problems
    assert problem.remedy
    assert problem.element == (f"p.bpmn: {element}" if element else "p.bpmn")
    with runner.read() as (session, _):
        assert session.scalar(select(func.count()).select_from(Deployment)) == before
        assert session.scalar(select(func.count()).where(ProcessDefinition.key == "p")) == 0


def test_every_problem_of_every_file_is_told_at_once(runner: Runner) -> None:
    broken_form = {"id": "odd", "type": "default", "components": [{"type": "teapot", "id": "t", "key": "t"}]}
    with pytest.raises(InvalidDiagram) as caught:
        deploy(runner, a__bpmn=EMPTY, b__bpmn=BAD_FEEL, odd__form__json=json.dumps(broken_form).encode(), c__exe=b"")
    files = {str(problem.element).split(":")[0] for problem in caught.value.problems}
    assert files == {"a.bpmn", "b.bpmn", "odd.form.json", "c.exe"}


def test_the_same_files_again_are_the_same_deployment(runner: Runner) -> None:
    good = diagram(process("p", START, user_task("a"), END, flows="begin>a;a>finish"))
    form = json.dumps(FORM).encode()
    first = deploy(runner, p__bpmn=good, words__form__json=form)
    assert deploy(runner, p__bpmn=good, words__form__json=form) == first
    second = deploy(runner, p__bpmn=good.replace(b'name="p"', b'name="q"'), words__form__json=form)
    assert second != first
    with runner.read() as (session, _):
        versions = session.execute(
            select(ProcessDefinition.version, ProcessDefinition.bpmn)
            .where(ProcessDefinition.key == "p")
            .order_by(ProcessDefinition.version)
        ).all()
        assert [version for version, _ in versions] == [1, 2]
        assert versions[0].bpmn == good, "a version keeps its bytes"
        forms = select(func.count()).where(FormDefinition.deployment_id == second)
        assert session.scalar(forms) == 1


def test_two_processes_with_one_id_are_refused(runner: Runner) -> None:
    drawn = diagram(process("p", START, END, flows="begin>finish"))
    with pytest.raises(InvalidDiagram, match="id too"):
        deploy(runner, a__bpmn=drawn, b__bpmn=drawn)


def test_older_files_again_are_a_new_version(runner: Runner) -> None:
    old = diagram(process("p", START, END, flows="begin>finish"))
    new = old.replace(b'name="p"', b'name="q"')
    first = deploy(runner, p__bpmn=old)
    deploy(runner, p__bpmn=new)
    assert deploy(runner, p__bpmn=old) != first
    with runner.read() as (session, _):
        newest = select(ProcessDefinition.version, ProcessDefinition.bpmn).where(ProcessDefinition.key == "p")
        assert session.execute(newest.order_by(ProcessDefinition.version.desc())).first() == (3, old)
