from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree

from engine.bpmn.vocabulary import Node, bpmn, text, zeebe
from tests.conformance.faulty import faults
from tests.conformance.stand_ins import executable, stand_in
from tests.conformance.turns import Turns
from tests.engine.bpmn.drawing import boundary, chain, diagram, duration, element, end, flow, gateway, process, start

CAMUNDA = 'xmlns:c="http://camunda.org/schema/1.0/bpmn"'


def changed(*inside: str) -> Node:
    root = etree.fromstring(diagram(process(*inside)))
    stand_in(root)
    return root


def texts(root: Node, name: str) -> Iterator[str]:
    return (text(node) for node in root.iter(bpmn(name)))


def test_conditions_of_other_engines() -> None:
    root = changed(
        gateway("exclusive", "which", default="rest"),
        flow("which", "a", "${1 == 1}"),
        flow("which", "b", "${bean.ok()}"),
        flow("which", "c", "=feel = true"),
        flow("which", "d", "${input == 2}"),
        flow("which", "e", id="rest"),
    )
    asked = '=its turn("which", {}, 3, true, "one")'
    assert list(texts(root, "conditionExpression")) == [
        asked.format(1),
        asked.format(2),
        "=feel = true",
        asked.format(3),
    ]


def test_flows_take_turns() -> None:
    turns = Turns()

    def visit(takes: str, rest: bool) -> list[bool]:
        return [turns.its_turn(takes, number, 2, rest, takes) for number in (1, 2)]

    assert [visit("one", False) for _ in range(3)] == [[True, False], [False, True], [True, False]]
    assert [visit("any", True) for _ in range(3)] == [[True, True], [False, True], [False, False]]


@pytest.mark.parametrize(
    ("written", "stood_in"),
    [("${'PT5M'}", "PT5M"), ("${wait}", "PT1H"), ("500ms", "PT1H"), ("PT3S", "PT3S"), ("never", "never")],
)
def test_times(written: str, stood_in: str) -> None:
    root = changed(element("intermediateCatchEvent", "wait", duration(written)))
    assert list(texts(root, "timeDuration")) == [stood_in]


def test_loops() -> None:
    marker = f'<multiInstanceLoopCharacteristics {CAMUNDA} c:collection="#{{list}}" c:elementVariable="one">'
    condition = "<completionCondition>${nrOfCompletedInstances == 5}</completionCondition>"
    root = changed(element("task", "each", marker + condition + "</multiInstanceLoopCharacteristics>"))
    (found,) = root.iter(zeebe("loopCharacteristics"))
    assert dict(found.items()) == {"inputCollection": "=[1, 2, 3]", "inputElement": "one"}
    assert list(texts(root, "completionCondition")) == ["=numberOfCompletedInstances = 5"]


def test_work_of_other_engines_succeeds() -> None:
    root = changed(
        f'<serviceTask id="java" {CAMUNDA} c:class="x.Y"/>',
        f'<sendTask id="mail" {CAMUNDA} c:type="mail"/>',
        '<scriptTask id="js"><script>1</script></scriptTask>',
        '<sendTask id="plain"/>',
    )
    assert [node.get("type") for node in root.iter(zeebe("taskDefinition"))] == ["stand-in", "stand-in"]
    assert [node.get("expression") for node in root.iter(zeebe("script"))] == ["=null"]
    (plain,) = (node for node in root.iter(bpmn("sendTask")) if node.get("id") == "plain")
    assert plain.get("messageRef") == "message-stand-in-message-plain"


def test_what_is_named_and_not_declared() -> None:
    root = changed(
        element("endEvent", "failed", '<errorEventDefinition errorRef="code 1"/>'),
        element("endEvent", "told", '<signalEventDefinition signalRef="done"/>'),
        element("endEvent", "nameless", "<escalationEventDefinition/>"),
    )
    assert {"code 1", "stand-in escalation"} <= {
        node.get("errorCode") or node.get("escalationCode") for node in root.iter(bpmn("error"), bpmn("escalation"))
    }
    assert "done" in {node.get("name") for node in root.iter(bpmn("signal"))}


def test_a_process_that_does_not_say_whether_it_is_executable() -> None:
    root = etree.fromstring(
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/></definitions>'
    )
    assert executable(root) == 1
    assert [node.get("isExecutable") for node in root.iter(bpmn("process"))] == ["true"]


@pytest.mark.parametrize(
    ("drawn", "fault"),
    [
        ((start(), flow("start", "nowhere", id="f")), "the targetRef 'nowhere' of the flow f is not beside it"),
        ((start(), end(), end()), "2 elements have the id 'end'"),
        ((start(), boundary("late", "nothing", duration("P1D"))), "the boundary event late is attached to nothing"),
        ((element("receiveTask", "r", messageRef="gone"),), "r refers to the message 'gone'"),
    ],
)
def test_faults_are_found_without_the_engine(drawn: tuple[str, ...], fault: str) -> None:
    (found,) = faults(diagram(process(*drawn)))
    assert found.startswith(fault)


def test_a_sound_model_has_no_faults() -> None:
    assert list(faults(diagram(process(start(), end(), chain("start", "end"))))) == []
