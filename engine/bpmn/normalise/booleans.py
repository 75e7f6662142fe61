"""Booleans: XML Schema allows `1` and `0` for `true` and `false`."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.vocabulary import Node
from engine.errors import Problem

BOOLEANS = (
    "isExecutable",
    "isSequential",
    "cancelActivity",
    "cancelRemainingInstances",
    "instantiate",
    "isInterrupting",
    "parallelMultiple",
    "testBefore",
    "triggeredByEvent",
    "isForCompensation",
    "propagateAllParentVariables",
    "propagateAllChildVariables",
)
WORDS = {"1": "true", "0": "false"}


def spell_out_booleans(root: Node) -> list[Problem]:
    """Write every boolean as a word, without white space."""
    for node in root.iter(etree.Element):
        for name in BOOLEANS:
            value = node.get(name)
            if value is not None:
                node.set(name, WORDS.get(value.strip(), value.strip()))
    return []
