"""Bytes from outside → a safe tree, or InvalidDiagram. Diagrams are hostile until parsed."""

from __future__ import annotations

import re

from lxml import etree

from engine.bpmn.vocabulary import BPMN, SCOPES, Node, bpmn, kind
from engine.errors import InvalidDiagram, Problem

MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100
INNER_REMEDY = "Let a call activity call the inner part."
MAX_NESTED = 50  # sub-processes in each other; every level takes frames of Python's stack at run time
MAX_ID = 200  # characters; ids are stored beside every task
# XML Namespaces 1.0 §3 [4] NCName, limited to what modelers write; ids travel into paths, logs and style sheets.
NC_NAME = re.compile(r"[^\W\d][\w.\-·]*")


def parse(data: bytes) -> Node:
    """The root of a diagram, without comments and processing instructions.
    Raises InvalidDiagram when it is not the XML of a BPMN diagram, or more of it than one diagram needs."""
    if len(data) > MAX_BYTES:
        raise _refused(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.",
            "Split the diagram: let call activities call processes of their own.",
        )
    # An own parser each time: lxml's parsers must not be shared between threads that parse at once.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(f"The file is not XML: {error}.", "Save the diagram again in the modeler.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("The file has a DOCTYPE.", "Remove the DOCTYPE; BPMN needs none.")
    if root.tag != bpmn("definitions"):
        raise _refused("The file is XML but not a BPMN 2.0 diagram.", f"Its root must be <definitions> of {BPMN}.")
    _check_size(root)
    _check_ids(root)
    return root


def _check_size(root: Node) -> None:
    for count, (event, _) in enumerate(etree.iterwalk(root, events=("start",)), start=1):
        if count > MAX_ELEMENTS and event:
            raise _refused(
                f"The file has more than {MAX_ELEMENTS} XML elements.",
                "Split the diagram: let call activities call processes of their own.",
            )
    depth = nested = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        depth += step
        nested += step * (kind(node) in SCOPES)
        if nested > MAX_NESTED + 1:  # the process and what it holds
            raise _refused(f"Sub-processes are nested more than {MAX_NESTED} deep.", INNER_REMEDY, node.get("id"))
        if depth > MAX_DEPTH:
            raise _refused(f"Elements are nested more than {MAX_DEPTH} deep.", INNER_REMEDY)


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


def _refused(reason: str, remedy: str, element: str | None = None) -> InvalidDiagram:
    return InvalidDiagram([Problem(element, reason, remedy)])
