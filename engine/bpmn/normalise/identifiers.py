"""Every process, flow node and sequence flow has an id of its own."""

from __future__ import annotations

from itertools import count

from lxml import etree

from engine.bpmn.vocabulary import FLOW_NODES, Node, kind
from engine.errors import Problem

IDENTIFIED = FLOW_NODES | {"process", "sequenceFlow"}
GIVEN = "#"  # no id in a file can begin so


def give_ids(root: Node) -> list[Problem]:
    """Give an id to what has none (BPMN makes ids of flow elements optional); two elements must not share one.

    A flow node that no flow can name is reached by nothing, yet boundary events and starts need no reference.
    """
    problems: list[Problem] = []
    seen: set[str] = set()
    numbers = count(1)
    for node in root.iter(etree.Element):
        if kind(node) not in IDENTIFIED:
            continue
        identifier = node.get("id")
        if not identifier and kind(node) == "process":
            problems.append(Problem(None, "A process has no id.", "Give the process an id; cases are started by it."))
        if not identifier:
            node.set("id", f"{GIVEN}{kind(node)}{next(numbers)}")
        elif identifier in seen:
            problems.append(
                Problem(identifier, "Several elements have this id.", "Give each element an id of its own.")
            )
        else:
            seen.add(identifier)
    return problems
