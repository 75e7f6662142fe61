"""From a file to a program: the stand-ins put in, and everything that the diagram names known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lxml import etree

from engine.bpmn import Known, Program, compile_diagram
from engine.bpmn.vocabulary import Node, kind, zeebe
from tests.conformance.stand_ins import executable, stand_in
from tests.conformance.turns import NAME

FUNCTIONS = {NAME: (5, 5)}


def compiled(root: Node, functions: Mapping[str, tuple[int, int]] = FUNCTIONS) -> Program:
    """The program of a diagram that has its stand-ins. functions: that its expressions call, and how many arguments
    each takes. Raises InvalidDiagram."""
    written = etree.tostring(root)
    return compile_diagram(written, known_to(written, functions))


def prepare(original: bytes, unasked: bool) -> tuple[bytes, Counter[str]]:
    """The diagram with its stand-ins; as it is when it needs none, or is not XML at all."""
    root = parsed(original)
    if root is None:
        return original, Counter()
    stood_in = stand_in(root)
    if unasked and (places := executable(root)):
        stood_in[executable.__name__] = places
    return (
        (etree.tostring(root, encoding="UTF-8", xml_declaration=True), stood_in) if stood_in else (original, stood_in)
    )


def parsed(original: bytes) -> Node | None:
    try:
        return etree.fromstring(original, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def known_to(prepared: bytes, functions: Mapping[str, tuple[int, int]] = FUNCTIONS) -> Known:
    """Everything that the diagram names is there."""
    root = parsed(prepared)
    named: dict[str, set[str]] = {"form": set(), "process": set(), "task": set(), "decision": set()}
    for node in root.iter(etree.Element) if root is not None else ():
        if node.tag == zeebe("formDefinition"):
            named["form"] |= {str(value) for value in node.attrib.values()}
        elif node.tag == zeebe("taskDefinition"):
            named["task"].add(node.get("type", ""))
        elif node.tag == zeebe("calledDecision"):
            named["decision"].add(node.get("decisionId", ""))
        elif node.tag == zeebe("calledElement"):
            named["process"].add(node.get("processId", ""))
        elif kind(node) == "callActivity":
            called = node.get("calledElement", "")
            named["process"] |= {called, called.rpartition(":")[2]}
    return Known(
        form_keys=frozenset(map(str, named["form"])),
        process_ids=frozenset(named["process"]),
        task_types=frozenset(named["task"]),
        functions=functions,
        decision_ids=frozenset(named["decision"]),
    )
