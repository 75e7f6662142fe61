"""Bytes from outside → a safe tree, or InvalidDiagram. Diagrams are hostile until parsed."""

from __future__ import annotations

import re

from lxml import etree

from engine import foreign_xml
from engine.bpmn.vocabulary import BPMN, SCOPES, Node, bpmn, kind
from engine.errors import InvalidDiagram, Problem
from engine.foreign_xml import refused

MAX_ELEMENTS = 20_000
SPLIT_REMEDY = "Split the diagram: let call activities call processes of their own."
INNER_REMEDY = "Let a call activity call the inner part."
MAX_NESTED = 50  # sub-processes in each other; every level takes frames of Python's stack at run time
MAX_ID = 200  # characters; ids are stored beside every task
# XML Namespaces 1.0 §3 [4] NCName, limited to what modelers write; ids travel into paths, logs and style sheets.
NC_NAME = re.compile(r"[^\W\d][\w.\-·]*")


def parse(data: bytes) -> Node:
    """The root of a diagram, without comments and processing instructions.
    Raises InvalidDiagram when it is not the XML of a BPMN diagram, or more of it than one diagram needs."""
    root = foreign_xml.parse(data, "BPMN", MAX_ELEMENTS, SPLIT_REMEDY, INNER_REMEDY)
    if root.tag != bpmn("definitions"):
        raise refused("The file is XML but not a BPMN 2.0 diagram.", f"Its root must be <definitions> of {BPMN}.")
    _check_nesting(root)
    _check_ids(root)
    return root


def _check_nesting(root: Node) -> None:
    nested = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        nested += (1 if event == "start" else -1) * (kind(node) in SCOPES)
        if nested > MAX_NESTED + 1:  # the process and what it holds
            raise refused(f"Sub-processes are nested more than {MAX_NESTED} deep.", INNER_REMEDY, node.get("id"))


def _check_ids(root: Node) -> None:
    problems = [
        Problem(
            identifier,
            "The id is not a name as XML allows it: a letter or underscore, then letters, digits, '.', '-' or '_', "
            f"{MAX_ID} characters at most.",
            "Give the element another id in the modeler's panel.",
        )
        for node in root.iter(etree.Element)
        if (identifier := node.get("id")) is not None
        and str(node.tag).startswith(f"{{{BPMN}}}")
        and not (NC_NAME.fullmatch(identifier) and len(identifier) <= MAX_ID)
    ]
    if problems:
        raise InvalidDiagram(problems)
