"""Broken diagrams end in a refusal, or run; never in an accident."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from lxml import etree

from engine.bpmn import Program, compile_diagram
from engine.errors import InvalidDiagram, Problem
from tests.engine.bpmn.driving import KNOWN
from tests.engine.bpmn.test_state import EVERYTHING
from tests.engine.bpmn.undo_blocks import UndoBlocks
from tests.engine.bpmn.walking import Walk

SUITES = Path(__file__).parents[4] / "shared" / "suites"


def mutated(seed: int) -> bytes:
    """A diagram with some nodes, attributes or texts lost, doubled or exchanged."""
    chance = random.Random(seed)
    root = etree.fromstring(EVERYTHING if seed % 3 == 0 else UndoBlocks(seed).whole(3)[0])
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


@pytest.mark.parametrize("seed", range(300))
def test_mutated_diagrams_are_refused_or_run(seed: int) -> None:
    program = compiled_or_refused(mutated(seed))
    if isinstance(program, tuple):
        assert program
        assert all(problem.reason and problem.remedy for problem in program)
        return
    chance = random.Random(seed)
    for process_id in program.processes:
        found = Walk(program, process_id=process_id).start({"x": 1})
        for _ in range(8):
            if found.execution.status == "running":
                found.happen(chance.randrange(50), chance.randrange(3))


@pytest.mark.skipif(not SUITES.is_dir(), reason="the diagrams of other engines are not here")
def test_diagrams_of_others_are_refused_or_compiled() -> None:
    found = [compiled_or_refused(file.read_bytes()) for file in SUITES.rglob("*.bpmn*") if file.is_file()]
    assert all(found)
    assert any(isinstance(each, Program) for each in found)
