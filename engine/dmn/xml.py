"""Bytes from outside → a safe tree, or InvalidDiagram. Files are hostile until parsed."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine import foreign_xml
from engine.foreign_xml import Node as Node
from engine.foreign_xml import refused

MAX_ELEMENTS = 50_000  # a table of 2,000 rules with ten columns
NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}


def parse(data: bytes) -> Node:
    """The root of a DMN file, without comments and processing instructions. Raises InvalidDiagram when it is none, or
    more than one file of decisions needs."""
    root = foreign_xml.parse(data, "DMN", MAX_ELEMENTS, "Split it.", "Make inner parts decisions.")
    if kind(root) != "definitions":
        raise refused("The file is XML but not DMN 1.1 to 1.5.", "Its root must be <definitions> of one of these.")
    return root


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
