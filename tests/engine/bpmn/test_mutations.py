"""Broken diagrams end in a refusal, or run; never in an accident."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from lxml import etree

from engine.bpmn import Execution, Program, compile_diagram, read_diagram
from engine.errors import ExpressionError, InvalidDiagram, Problem
from tests.engine.bpmn.driving import KNOWN, Case
from tests.engine.bpmn.test_state import EVERYTHING

SUITES = Path(__file__).parents[4] / "shared" / "suites"


def mutated(seed: int) -> bytes:
    """The diagram with some nodes, attributes or texts lost, doubled or exchanged."""
    chance = random.Random(seed)
    root = etree.fromstring(EVERYTHING)
    for _ in range(chance.randint(1, 3)):
        nodes = [node for node in root.iter() if node is not root]
        node, other = chance.choice(nodes), chance.choice(nodes)
        parent = node.getparent()
        assert parent is not None
        match chance.randrange(6):
            case 0:
                parent.remove(node)
            case 1:
                parent.append(etree.fromstring(etree.tostring(node)))
            case 2 if node.attrib:
                del node.attrib[chance.choice(list(node.attrib))]
            case 3 if node.attrib and other.attrib:
                node.attrib[chance.choice(list(node.attrib))] = str(chance.choice(list(other.attrib.values())))
            case 4:
                node.tag = other.tag
            case _:
                node.text = chance.choice(["", "=", "=null", "=[]", "x", "R/PT1H", "P1D", "=1 +"])
    return etree.tostring(root)


def compiled_or_refused(bpmn: bytes) -> Program | tuple[Problem, ...]:
    try:
        return compile_diagram(bpmn, KNOWN)
    except InvalidDiagram as refusal:
        return refusal.problems


def fault_at_start(program: Program, process_id: str) -> str | None:
    """The element that an expression failed at, None when the case could start."""
    try:
        Execution.start(program, process_id, {"x": 1}, Case(program).environment).dump()
    except ExpressionError as error:
        return str(error).partition(":")[0]
    return None


@pytest.mark.parametrize("seed", range(150))
def test_mutated_diagrams_are_refused_or_run(seed: int) -> None:
    bpmn = mutated(seed)
    program = compiled_or_refused(bpmn)
    if isinstance(program, tuple):
        assert program
        assert all(problem.reason and problem.remedy for problem in program)
        return
    flows = {node.get("id") for node in read_diagram(bpmn).root.iter("{*}sequenceFlow")}
    for process_id in program.processes:
        assert fault_at_start(program, process_id) in {None, *program.elements(process_id), *flows}


@pytest.mark.skipif(not SUITES.is_dir(), reason="the diagrams of other engines are not here")
def test_diagrams_of_others_are_refused_or_compiled() -> None:
    found = [compiled_or_refused(file.read_bytes()) for file in SUITES.rglob("*.bpmn*") if file.is_file()]
    assert all(found)
    assert any(isinstance(each, Program) for each in found)
