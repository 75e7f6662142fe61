"""Data objects, data stores and data associations document a process; variables and mappings are what runs.

A data object two sub-process levels down also hangs SpiffWorkflow's parser.
"""

from __future__ import annotations

from engine.bpmn.vocabulary import Node, bpmn
from engine.errors import Problem

DATA = (
    "dataObject",
    "dataObjectReference",
    "dataStore",
    "dataStoreReference",
    "dataInputAssociation",
    "dataOutputAssociation",
    "ioSpecification",
    "property",
)


def drop_data(root: Node) -> list[Problem]:
    """Remove everything about data."""
    for name in DATA:
        for node in list(root.iter(bpmn(name))):
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
    return []
