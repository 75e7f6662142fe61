"""What is drawn can be run, and can be looked at."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from processes.catalogue import LibraryServiceTasks
from tests.processes.packages import BPMN, DIAGRAMS, PACKAGES, ZEEBE, fields, nodes, program, tree

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
Box = tuple[float, float, float, float]


@pytest.mark.parametrize(("key", "name"), DIAGRAMS)
def test_a_diagram_is_accepted_without_a_warning(key: str, name: str) -> None:
    found = program(key, name)
    assert found.processes
    for process in found.processes.values():
        assert list(process.warnings) == []
        assert "yearwheel:inputs" in process.properties


@pytest.mark.parametrize(("key", "name"), DIAGRAMS)
def test_everything_that_is_drawn_has_a_name(key: str, name: str) -> None:
    root = tree(key, name)
    assert [node.get("id") for node in [*root.iter(BPMN + "process"), *nodes(root)] if not node.get("name")] == []


@pytest.mark.parametrize(("key", "name"), DIAGRAMS)
def test_every_user_task_says_who_when_what_and_what_comes_next(key: str, name: str) -> None:
    for task in tree(key, name).iter(BPMN + "userTask"):
        properties = {p.get("name"): p.get("value") for p in task.iter(ZEEBE + "property")}
        assert task.findtext(BPMN + "documentation"), task.get("id")
        assert task.find(f".//{ZEEBE}taskSchedule").get("dueDate"), task.get("id")
        assert task.find(f".//{ZEEBE}assignmentDefinition").attrib, task.get("id")
        assert properties["yearwheel:visibility"], task.get("id")
        assert properties["yearwheel:next-hint"], task.get("id")


@pytest.mark.parametrize("key", PACKAGES)
def test_forms_and_diagrams_name_each_other(key: str) -> None:
    package = PACKAGES[key]
    roots = [tree(key, name) for name in package.files if name.endswith(".bpmn")]
    named = {form.get("formId") for root in roots for form in root.iter(ZEEBE + "formDefinition")}
    assert named == fields(package).keys()


def test_service_tasks_and_diagrams_name_each_other() -> None:
    roots = [tree(key, name) for key, name in DIAGRAMS]
    named = {task.get("type") for root in roots for task in root.iter(ZEEBE + "taskDefinition")}
    assert named == set(LibraryServiceTasks().known())


@pytest.mark.parametrize(("key", "name"), DIAGRAMS)
def test_every_element_is_drawn(key: str, name: str) -> None:
    root = tree(key, name)
    shapes = {shape.get("bpmnElement") for shape in root.iter(DI + "BPMNShape")}
    edges = {edge.get("bpmnElement") for edge in root.iter(DI + "BPMNEdge")}
    assert shapes == {node.get("id") for node in nodes(root)}
    assert edges == {flow.get("id") for flow in root.iter(BPMN + "sequenceFlow")}


@pytest.mark.parametrize(("key", "name"), DIAGRAMS)
def test_shapes_and_labels_do_not_overlap(key: str, name: str) -> None:
    root = tree(key, name)
    boxes = dict(_boxes(root))
    parents = {node.get("id"): node.getparent().get("id") for node in nodes(root)}
    hosts = {node.get("id"): node.get("attachedToRef") for node in root.iter(BPMN + "boundaryEvent")}
    overlapping = [
        (one, other)
        for one, other in combinations(boxes, 2)
        if _overlap(boxes[one], boxes[other]) and not _belong(one, other, parents, hosts)
    ]
    assert overlapping == []


@pytest.mark.parametrize(("key", "name"), DIAGRAMS)
def test_flows_do_not_cross(key: str, name: str) -> None:
    lines = [
        (edge.get("bpmnElement"), (points[i], points[i + 1]))
        for edge in tree(key, name).iter(DI + "BPMNEdge")
        for points in [[(float(p.get("x")), float(p.get("y"))) for p in edge.iter(WAYPOINT)]]
        for i in range(len(points) - 1)
    ]
    crossing = [(a, b) for (a, one), (b, other) in combinations(lines, 2) if a != b and _cross(one, other)]
    assert crossing == []


def _boxes(root: Any) -> Any:
    for shape in [*root.iter(DI + "BPMNShape"), *root.iter(DI + "BPMNEdge")]:
        bounds = shape.find(DC + "Bounds")
        if bounds is not None:
            yield shape.get("bpmnElement"), _box(bounds)
        label = shape.find(f"{DI}BPMNLabel/{DC}Bounds")
        if label is not None:
            yield f"label of {shape.get('bpmnElement')}", _box(label)


def _box(bounds: Any) -> Box:
    x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _belong(one: str, other: str, parents: dict[str, str], hosts: dict[str, str]) -> bool:
    """A sub-process lies around what it holds, and a boundary event on its host."""
    return (
        _holds(one, other, parents) or _holds(other, one, parents) or hosts.get(one) == other or hosts.get(other) == one
    )


def _holds(outer: str, inner: str, parents: dict[str, str]) -> bool:
    element = inner.removeprefix("label of ").split("_to_")[0]
    return parents.get(element) == outer


def _cross(one: Any, other: Any) -> bool:
    """Whether a horizontal and a vertical line cross inside both."""
    for (a, b), (c, d) in ((one, other), (other, one)):
        if a[1] == b[1] and c[0] == d[0]:
            inside_x = min(a[0], b[0]) < c[0] < max(a[0], b[0])
            inside_y = min(c[1], d[1]) < a[1] < max(c[1], d[1])
            if inside_x and inside_y:
                return True
    return False
