"""Bytes from outside → a safe tree, or InvalidDiagram. Files are hostile until parsed."""

from __future__ import annotations

from lxml import etree

from engine.errors import InvalidDiagram, Problem

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100

Node = etree._Element


def parse(data: bytes, standard: str, max_elements: int, split: str, inner: str) -> Node:
    """The root of an XML file, without comments and processing instructions. standard: whose file it is to be; split
    and inner: what to do about a file that is too large, or nested too deep. Raises InvalidDiagram."""
    if len(data) > MAX_BYTES:
        raise refused(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.", split)
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
        raise refused(f"The file is not XML: {error}.", "Save the diagram again in the modeler.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused("The file has a DOCTYPE.", f"Remove the DOCTYPE; {standard} needs none.")
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if count > max_elements:
            raise refused(f"The file has more than {max_elements} XML elements.", split)
        if depth > MAX_DEPTH:
            raise refused(f"Elements are nested more than {MAX_DEPTH} deep.", inner)
    return root


def refused(reason: str, remedy: str, element: str | None = None) -> InvalidDiagram:
    """What is wrong with a file as a whole, or with one element of it."""
    return InvalidDiagram([Problem(element, reason, remedy)])
