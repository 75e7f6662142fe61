"""What may be written in many ways runs the same way."""

from __future__ import annotations

from engine.bpmn import read_diagram
from tests.engine.bpmn.drawing import (
    HEAD,
    boundary,
    chain,
    diagram,
    duration,
    each,
    element,
    end,
    flow,
    gateway,
    process,
    service,
    start,
    sub,
    user,
)
from tests.engine.bpmn.driving import case, compiled


def problems(bpmn: bytes) -> list[tuple[str | None, str]]:
    return [(problem.element, problem.reason) for problem in read_diagram(bpmn).problems]


def test_flows_without_ids() -> None:
    bare = '<sequenceFlow sourceRef="start" targetRef="a"/><sequenceFlow sourceRef="a" targetRef="end"/>'
    assert case(diagram(process(start(), user("a"), end(), bare))).complete("a").status == "completed"


def test_a_boundary_event_without_id() -> None:
    unnamed = boundary("x", "a", "<errorEventDefinition/>").replace(' id="x"', "")
    program = compiled(diagram(process(start(), service("a"), unnamed, end(), chain("start", "a", "end"))))
    assert "#boundaryEvent1" in program.elements("p")


def test_references_with_a_prefix() -> None:
    text = diagram(
        process(start(), service("a"), boundary("b", "a", '<errorEventDefinition errorRef="t:e1"/>'), user("h"), end(),
                flow("t:start", "t:a"), chain("a", "end"), chain("b", "h"))
    ).decode()  # fmt: skip
    prefixed = text.replace("<definitions ", '<definitions xmlns:t="t" ', 1).encode()
    assert case(prefixed).fail("a", "E1").open == ["h"]


def test_a_prefix_that_is_none_stays() -> None:
    text = (
        diagram(process(start(), end(), chain("start", "end")))
        .decode()
        .replace('sourceRef="start"', 'sourceRef="q:start"')
    )
    flows = [
        node.get("sourceRef") for node in read_diagram(text.encode()).root.iter() if "sequenceFlow" in str(node.tag)
    ]
    assert flows == ["q:start"]


def test_the_drawing_does_not_decide_the_order() -> None:
    shapes = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{id}"><dc:Bounds x="0" y="{y}"/></bpmndi:BPMNShape>'
        for id, y in (("a", 900), ("b", 100))
    )
    drawn = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        f' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane>{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    body = process(
        start(), gateway("exclusive", "g"), user("a"), user("b"), end(), chain("start", "g"), flow("g", "a", "=true"),
        flow("g", "b", "=true"), chain("a", "end"), chain("b", "end"),
    )  # fmt: skip
    assert case(diagram(body, drawn)).open == ["a"]


def test_lanes_pools_and_documents_say_nothing() -> None:
    lanes = '<laneSet id="l"><lane id="l1" name="Nämnd"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    notes = '<textAnnotation id="n"><text>Obs</text></textAnnotation><association id="as" sourceRef="a" targetRef="n"/>'
    pool = '<participant id="pp" processRef="p"/><messageFlow id="mf" sourceRef="a" targetRef="p2"/>'
    pools = f'<collaboration id="c">{pool}</collaboration>'
    found = case(diagram(pools, process(lanes, notes, start(), user("a"), end(), chain("start", "a", "end"))))
    assert found.complete("a").status == "completed"


def test_data_objects_two_levels_down_do_not_hang() -> None:
    written = '<dataOutputAssociation id="doa"><targetRef>ref</targetRef></dataOutputAssociation>'
    inner = sub("s2", start("i2"), user("a", written), end("o2"), chain("i2", "a", "o2"))
    outer = sub("s1", start("i1"), inner, end("o1"), chain("i1", "s2", "o1"))
    data = '<dataObject id="d"/><dataObjectReference id="ref" dataObjectRef="d"/>'
    assert case(diagram(process(data, start(), outer, end(), chain("start", "s1", "end")))).open == ["a"]


def test_booleans_as_numbers() -> None:
    loop = each("=[1, 2]", "item", sequential=True).replace('"true"', '" 1 "')
    beside = boundary("b", "a", duration("PT1H")).replace('"true"', '"0"')
    body = process(start(), user("a", loop), beside, user("h"), end(), chain("start", "a", "end"), chain("b", "h"))
    found = case(diagram(body.replace('isExecutable="true"', 'isExecutable="1"')))
    assert found.open == ["a"]
    assert found.advance(hours=1).open == ["a", "h"]


def test_a_process_is_no_event_sub_process() -> None:
    begin = element("startEvent", "start", duration("PT1H"))
    found = problems(diagram(process(begin, end(), chain("start", "end"), triggeredByEvent="true")))
    assert found == [("p", "A process is no event sub-process.")]


def test_only_executable_processes_run() -> None:
    other = '<process id="q"><userTask id="x"/></process>'
    body = process(start(), end(), chain("start", "end"))
    assert list(read_diagram(diagram(other, body)).processes) == ["p"]
    assert problems(diagram(other)) == [(None, "The file has no executable process.")]
    assert problems(diagram()) == [(None, "The file has no executable process.")]


def test_ids_belong_to_one_element() -> None:
    assert problems(diagram(process(start("a"), user("a")))) == [("a", "Several elements have this id.")]
    assert problems(diagram(process(start(), sub("s", user("p"))))) == [("p", "Several elements have this id.")]
    unnamed = (HEAD + '<process isExecutable="true"/></definitions>').encode()
    assert problems(unnamed) == [(None, "A process has no id.")]


def test_links_need_one_target() -> None:
    throw = element("intermediateThrowEvent", "t", '<linkEventDefinition name="L"/>')
    catches = [element("intermediateCatchEvent", f"c{i}", '<linkEventDefinition name="L"/>') for i in (1, 2)]
    assert problems(diagram(process(throw))) == [("t", "The link 'L' leads nowhere.")]
    assert problems(diagram(process(throw, *catches))) == [("c2", "Two links are called 'L' here.")]


def test_elements_are_listed_along_the_flow() -> None:
    inner = sub("s", user("c"), start("b"), chain("b", "c"))
    bpmn = diagram(process(end(), user("d"), inner, boundary("t", "s", "<errorEventDefinition/>"), start(),
                           chain("start", "s", "d", "end")))  # fmt: skip
    elements = compiled(bpmn).elements("p")
    assert list(elements) == ["start", "s", "d", "t", "end", "b", "c"]
    assert [info.order for info in elements.values()] == list(range(7))
    assert (elements["c"].parent_scope, elements["s"].parent_scope, elements["t"].attached_to) == ("s", None, "s")
