"""Bytes from outside → a safe tree, or InvalidDiagram. Files are hostile until parsed."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import InvalidDiagram, Problem

MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 50_000  # a table of 2,000 rules with ten columns
MAX_DEPTH = 100
NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}

Node = etree._Element


def parse(data: bytes) -> Node:
    """The root of a DMN file, without comments and processing instructions. Raises InvalidDiagram when it is none, or
    more than one file of decisions needs."""
    if len(data) > MAX_BYTES:
        raise _refused(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.", "Split it.")
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
        raise _refused(f"The file is not XML: {error}.", "Save it again in the modeler.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused("The file has a DOCTYPE.", "Remove the DOCTYPE; DMN needs none.")
    if kind(root) != "definitions":
        raise _refused("The file is XML but not DMN 1.1 to 1.5.", "Its root must be <definitions> of one of these.")
    _check_size(root)
    return root


def _check_size(root: Node) -> None:
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH:
            raise _refused(f"Elements are nested more than {MAX_DEPTH} deep.", "Make inner parts decisions.")
        if count > MAX_ELEMENTS:
            raise _refused(f"The file has more than {MAX_ELEMENTS} XML elements.", "Split it.")


def _refused(reason: str, remedy: str) -> InvalidDiagram:
    return InvalidDiagram([Problem(None, reason, remedy)])


def kind(node: Node) -> str:
    """The local name of a DMN element; empty for elements of any other namespace."""
    namespace, _, name = str(node.tag).removeprefix("{").partition("}")
    return name if namespace in NAMESPACES else ""


def children(node: Node, *names: str) -> Iterator[Node]:
    """The child elements with one of these names, in document order."""
    return (each for each in node.iterchildren(etree.Element) if kind(each) in names)


def child(node: Node | None, *names: str) -> Node | None:
    """The first child element with one of these names."""
    return next(children(node, *names), None) if node is not None else None


def text(node: Node | None) -> str:
    """The stripped text of an element; empty if there is none."""
    return "".join(map(str, node.itertext())).strip() if node is not None else ""


def source(node: Node | None) -> str:
    """What stands in the element's `<text>`, where DMN writes its FEEL."""
    return text(child(node, "text"))


def attribute(node: Node | None, name: str) -> str:
    """The stripped value of an attribute; empty if there is none."""
    return (node.get(name) or "").strip() if node is not None else ""
