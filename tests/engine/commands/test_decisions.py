"""Decision tables that are deployed decide in running cases."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.casework.asking import case_of
from engine.commands.deploy import Deploy
from engine.commands.start_process import StartProcess
from engine.errors import InvalidDiagram
from engine.models import DecisionDefinition
from engine.run import Runner
from tests.engine.commands.conftest import ANNA, OWNER
from tests.engine.commands.diagrams import END, FORM, START, diagram, event, process, user_task
from tests.engine.commands.steps import complete, open_tasks
from tests.engine.dmn.drawing import decision, definitions, requires, rule, table

WHO = definitions(
    decision(
        "who",
        table(
            "FIRST",
            ["word"],
            ["answer"],
            rule('"yes"', '"agreed"'),
            rule("-", 'if is election year(2026) then "asked the voters" else "refused"'),
        ),
    )
)


def rule_task(key: str, decision_id: str, result: str) -> str:
    called = f'<zeebe:calledDecision decisionId="{decision_id}" resultVariable="{result}"/>'
    inner = f"<bpmn:extensionElements>{called}</bpmn:extensionElements>"
    return event("businessRuleTask", key, inner)


def deciding(decision_id: str = "who", result: str = "verdict") -> bytes:
    return diagram(
        process(
            "deciding", START, user_task("write"), rule_task("decide", decision_id, result),
            event("exclusiveGateway", "which"), user_task("yes", form=None), user_task("no", form=None), END,
            flows=f'begin>write;write>decide;decide>which;which>yes[{result} = "agreed"];'
            f'which>no[{result} != "agreed"];yes>finish;no>finish',
        )
    )  # fmt: skip


def deploy(runner: Runner, **files: bytes) -> UUID:
    named = {name.replace("__", "."): content for name, content in files.items()}
    return runner.run(
        Deploy(name="deciding", files={**named, "words.form.json": json.dumps(FORM).encode()}, actor=OWNER)
    )


def start(runner: Runner) -> UUID:
    return runner.run(StartProcess(key="deciding", actor=OWNER))


def variables(runner: Runner, case: UUID) -> dict[str, Any]:
    with runner.read() as (session, clock):
        return dict(case_of(session, clock, case).variables)


def test_a_deployed_table_decides_in_a_running_case(runner: Runner) -> None:
    deploy(runner, deciding__bpmn=deciding(), who__dmn=WHO)
    agreed, asked = start(runner), start(runner)
    complete(runner, agreed, "write", ANNA, word="yes")
    complete(runner, asked, "write", ANNA, word="perhaps")
    assert open_tasks(runner, agreed) == ["yes"]
    assert open_tasks(runner, asked) == ["no"]
    assert variables(runner, agreed)["verdict"] == "agreed"
    assert variables(runner, asked)["verdict"] == "asked the voters"


def test_what_a_decision_reads_enters_the_case_although_the_diagram_never_names_it(runner: Runner) -> None:
    reads_note = definitions(
        decision("who", requires("shout"), '<literalExpression><text>shout + "!"</text></literalExpression>'),
        decision("shout", "<literalExpression><text>upper case(note)</text></literalExpression>"),
    )
    deploy(runner, deciding__bpmn=deciding(), who__dmn=reads_note)
    case = start(runner)
    complete(runner, case, "write", ANNA, word="yes", note="quiet")
    assert variables(runner, case)["verdict"] == "QUIET!"


def test_a_case_keeps_the_decision_it_was_deployed_with(runner: Runner) -> None:
    deploy(runner, deciding__bpmn=deciding(), who__dmn=WHO)
    old = start(runner)
    deploy(runner, deciding__bpmn=deciding(), who__dmn=WHO.replace(b'"agreed"', b'"sealed"'))
    new = start(runner)
    for case in (old, new):
        complete(runner, case, "write", ANNA, word="yes")
    assert [variables(runner, case)["verdict"] for case in (old, new)] == ["agreed", "sealed"]


def test_a_process_without_the_decision_in_its_own_deployment_asks_the_newest(runner: Runner) -> None:
    runner.run(Deploy(name="tables", files={"who.dmn": WHO}, actor=OWNER))
    deploy(runner, deciding__bpmn=deciding())
    runner.run(Deploy(name="tables", files={"who.dmn": WHO.replace(b'"agreed"', b'"sealed"')}, actor=OWNER))
    case = start(runner)
    complete(runner, case, "write", ANNA, word="yes")
    assert variables(runner, case)["verdict"] == "sealed"


def test_each_decision_of_a_file_is_a_version_with_its_bytes(runner: Runner) -> None:
    two = definitions(decision("one", table("FIRST", ["a"], ["b"])), decision("two", table("FIRST", ["a"], ["b"])))
    first = runner.run(Deploy(name="tables", files={"two.dmn": two}, actor=OWNER))
    assert runner.run(Deploy(name="tables", files={"two.dmn": two}, actor=OWNER)) == first
    runner.run(Deploy(name="tables", files={"two.dmn": two + b"\n"}, actor=OWNER))
    columns = (DecisionDefinition.key, DecisionDefinition.version, DecisionDefinition.dmn, DecisionDefinition.inputs)
    with runner.read() as (session, _):
        rows = session.execute(select(*columns).order_by(DecisionDefinition.key, DecisionDefinition.version)).all()
    assert [tuple(row) for row in rows] == [
        ("one", 1, two, ["a"]), ("one", 2, two + b"\n", ["a"]), ("two", 1, two, ["a"]), ("two", 2, two + b"\n", ["a"]),
    ]  # fmt: skip


def test_a_file_of_the_same_deployment_may_be_imported(runner: Runner) -> None:
    library = definitions(
        decision("words", table("FIRST", ["word"], ["long"], rule("string length(?) > 3", "true"), rule("-", "false"))),
        namespace="urn:library",
    )
    using = definitions(
        '<import name="library" namespace="urn:library" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        decision(
            "who",
            '<informationRequirement><requiredDecision href="urn:library#words"/></informationRequirement>',
            '<literalExpression><text>if library.words then "agreed" else "short"</text></literalExpression>',
        ),
    )
    deploy(runner, deciding__bpmn=deciding(), who__dmn=using, library__dmn=library)
    case = start(runner)
    complete(runner, case, "write", ANNA, word="certainly")
    assert open_tasks(runner, case) == ["yes"]


@pytest.mark.parametrize(
    ("files", "element", "reason"),
    [
        ({"deciding__bpmn": deciding("whom"), "who__dmn": WHO}, "deciding.bpmn: decide", "'whom'"),
        ({"deciding__bpmn": deciding()}, "deciding.bpmn: decide", "'who'"),
        ({"who__dmn": b"<definitions/>"}, "who.dmn", "DMN"),
        ({"who__dmn": WHO.replace(b'"agreed"', b'"agreed')}, "who.dmn: who", "Rule 1, output 1"),
        ({"who__dmn": WHO.replace(b"is election year(2026)", b"boss(2026)")}, "who.dmn: who", "boss"),
        ({"who__dmn": WHO, "again__dmn": WHO}, "who.dmn: who", "Another file has a decision"),
        ({"empty__dmn": definitions()}, "empty.dmn", "decides nothing"),
    ],
)
def test_what_cannot_decide_is_refused_and_nothing_is_stored(
    runner: Runner, files: dict[str, bytes], element: str, reason: str
) -> None:
    with pytest.raises(InvalidDiagram) as caught:
        deploy(runner, **files)
    found = [problem for problem in caught.value.problems if problem.element == element and reason in problem.reason]
    assert found, caught.value.problems
    assert found[0].remedy
    with runner.read() as (session, _):
        assert session.scalars(select(DecisionDefinition.key)).all() == []
