"""References are QNames: `tns:Error_1` and `Error_1` mean the same element."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.vocabulary import BPMN, Node
from engine.errors import Problem

REFERENCES = (
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "default",
    "errorRef",
    "messageRef",
    "signalRef",
    "escalationRef",
    "activityRef",
    "calledElement",
)


def strip_prefixes(root: Node) -> list[Problem]:
    """Write every reference without a namespace prefix."""
    for node in root.iter(etree.Element):
        if not str(node.tag).startswith(f"{{{BPMN}}}"):
            continue
        for name in REFERENCES:
            prefix, colon, local = (node.get(name) or "").partition(":")
            if colon and prefix in node.nsmap:
                node.set(name, local)
    return []
