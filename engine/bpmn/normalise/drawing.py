"""The drawing: shapes, edges, lanes, groups and text annotations say nothing about what runs.

SpiffWorkflow orders flows by the height at which they are drawn; document order must decide instead.
"""

from __future__ import annotations

from lxml import etree

from engine.bpmn.vocabulary import DIAGRAM, Node, bpmn
from engine.errors import Problem

DRAWN = ("laneSet", "textAnnotation", "group", "category")


def drop_drawing(root: Node) -> list[Problem]:
    """Remove the diagram interchange part and what only people read."""
    for diagram in root.findall(f"{{{DIAGRAM}}}BPMNDiagram"):
        root.remove(diagram)
    for name in DRAWN:
        for node in list(root.iter(bpmn(name))):
            _remove(node)
    return []


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
