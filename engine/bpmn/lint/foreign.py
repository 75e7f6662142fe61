"""What other engines would do and this one does not: said aloud, so that nobody relies on it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.lint.rule import Checked
from engine.bpmn.vocabulary import ZEEBE, Node, child, kind, zeebe
from engine.errors import Problem

VENDORS = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
}
IGNORED = {
    "executionListeners": "Execution listeners do not run.",
    "taskListeners": "Task listeners do not run.",
    "userTaskForm": "Embedded forms are not shown; deploy the form as a file of its own.",
}
READ = frozenset(
    {
        "formDefinition",
        "userTask",
        "assignmentDefinition",
        "taskSchedule",
        "priorityDefinition",
        "calledElement",
        "calledDecision",
        "loopCharacteristics",
        "adHoc",
        "ioMapping",
        "input",
        "output",
        "taskDefinition",
        "taskHeaders",
        "header",
        "script",
        "properties",
        "property",
        "subscription",
        "versionTag",
        "modelerTemplate",
    }
)


def ignored_extensions(checked: Checked) -> Iterator[Problem]:
    """zeebe extensions that would change what happens are refused; other engines' ones are warned of."""
    for node in checked.root.iter(etree.Element):
        if not kind(node):
            continue
        yield from _zeebe(node)
        vendor = _vendor(node)
        if vendor:
            yield Problem(
                node.get("id"),
                f"It has settings for {vendor}, which are ignored.",
                "Set forms, assignment and mappings in the panel of a Camunda 8 modeler.",
                warning=True,
            )


def _zeebe(node: Node) -> Iterator[Problem]:
    extensions = child(node, "extensionElements")
    for each in extensions.iterchildren(etree.Element) if extensions is not None else ():
        if not each.tag.startswith(f"{{{ZEEBE}}}") or each.tag in map(zeebe, READ):
            continue
        name = each.tag.removeprefix(zeebe(""))
        reason = IGNORED.get(name, f"The extension zeebe:{name} is not read.")
        yield Problem(node.get("id"), reason, "Remove it.")


def _vendor(node: Node) -> str | None:
    extensions = child(node, "extensionElements")
    names = [
        *node.attrib,
        *(each.tag for each in (() if extensions is None else extensions) if isinstance(each.tag, str)),
    ]
    for name in names:
        for namespace, vendor in VENDORS.items():
            if str(name).startswith(f"{{{namespace}}}"):
                return vendor
    return None
