"""The data of a multi-instance marker: BPMN's own references become what `zeebe:loopCharacteristics` says.

BPMN names data by id, through data inputs and associations; here the variable of that name is meant.
"""

from __future__ import annotations

from lxml import etree

from engine.bpmn.reading import VARIABLE_PATH
from engine.bpmn.vocabulary import Node, bpmn, child, extension, kind, text, zeebe
from engine.errors import Problem

DATA = frozenset({"property", "dataInput", "dataOutput", "dataObject", "dataObjectReference"})


def name_loop_data(root: Node) -> list[Problem]:
    """Write what `loopDataInputRef`, `inputDataItem`, `loopDataOutputRef` and `outputDataItem` say where the diagram
    does not say it in the extension already."""
    named = {each.get("id"): each for each in root.iter(etree.Element) if kind(each) in DATA}
    for marker in list(root.iter(bpmn("multiInstanceLoopCharacteristics"))):
        said = {
            "inputCollection": _collection(marker, "loopDataInputRef", "dataInputAssociation", named),
            "inputElement": _name(child(marker, "inputDataItem")),
            "outputCollection": _collection(marker, "loopDataOutputRef", "dataOutputAssociation", named),
            "outputElement": _name(child(marker, "outputDataItem")),
        }
        for attribute, name in said.items():
            is_feel = attribute in ("inputCollection", "outputElement")
            if name and not _extension(marker).get(attribute):
                _extension(marker).set(attribute, f"={name}" if is_feel else name)
    return []


def _extension(marker: Node) -> Node:
    found = extension(marker, "loopCharacteristics")
    if found is not None:
        return found
    parent = child(marker, "extensionElements")
    if parent is None:
        parent = etree.SubElement(marker, bpmn("extensionElements"))
    return etree.SubElement(parent, zeebe("loopCharacteristics"))


def _collection(marker: Node, reference: str, association: str, named: dict[str | None, Node]) -> str:
    """The variable behind a data input or output of the activity: the other end of its association."""
    identifier, activity = text(child(marker, reference)), marker.getparent()
    if not identifier or activity is None:
        return ""
    near, far = ("targetRef", "sourceRef") if association == "dataInputAssociation" else ("sourceRef", "targetRef")
    for each in activity.iterfind(bpmn(association)):
        if text(child(each, near)) == identifier and (other := text(child(each, far))):
            identifier = other
            break
    found = named.get(identifier)
    return _name(found) if found is not None else identifier


def _name(node: Node | None) -> str:
    if node is None:
        return ""
    name = (node.get("name") or "").strip()
    return name if VARIABLE_PATH.fullmatch(name) else node.get("id", "")
