"""Data objects, data stores and data associations document a process; variables and mappings are what runs.

A data object two sub-process levels down also hangs SpiffWorkflow's parser.
"""

from __future__ import annotations

from engine.bpmn.vocabulary import Node, bpmn, kind
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


COMPUTING = ("assignment", "transformation")


def drop_data(root: Node) -> list[Problem]:
    """Remove everything about data; warn of what would have changed values."""
    computing = {
        _owner(node)
        for name in ("dataInputAssociation", "dataOutputAssociation")
        for node in root.iter(bpmn(name))
        if any(kind(each) in COMPUTING for each in node)
    }
    problems = [
        Problem(
            element,
            "Assignments and transformations of data associations do not run.",
            "Set input and output mappings in the modeler's panel.",
            warning=True,
        )
        for element in sorted(computing)
    ]
    for name in DATA:
        for node in list(root.iter(bpmn(name))):
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
    return problems


def _owner(association: Node) -> str:
    activity = association.getparent()
    return activity.get("id", "") if activity is not None else ""
