"""Names of BPMN 2.0 and of the zeebe extensions, as lxml writes them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"

# Set by normalising: on the catching end of a link; on a boundary event, the activity an association leads to.
LINK = "{urn:yearwheel}link"
HANDLER = "{urn:yearwheel}handler"

Node = etree._Element

ACTIVITIES = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
    }
)
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})


def bpmn(name: str) -> str:
    """The qualified name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def zeebe(name: str) -> str:
    """The qualified name of a zeebe extension element."""
    return f"{{{ZEEBE}}}{name}"


def kind(node: Node) -> str:
    """The local name of a BPMN element; empty for elements of any other namespace."""
    tag = node.tag
    return tag[len(BPMN) + 2 :] if isinstance(tag, str) and tag.startswith(f"{{{BPMN}}}") else ""


def child(node: Node, name: str) -> Node | None:
    """The first BPMN child element with this local name."""
    return node.find(bpmn(name))


def text(node: Node | None) -> str:
    """The stripped text of an element; empty if there is none."""
    return (node.text or "").strip() if node is not None else ""


def flow_nodes(scope: Node) -> Iterator[Node]:
    """Activities, gateways and events directly in a scope, in document order."""
    return (node for node in scope if kind(node) in FLOW_NODES)


def scopes(root: Node) -> list[Node]:
    """All processes and sub-processes, outer before inner."""
    return [node for node in root.iter(etree.Element) if kind(node) in SCOPES]


def event_definitions(node: Node) -> list[Node]:
    """The triggers of an event."""
    return [each for each in node if kind(each).endswith("EventDefinition")]


def referenced(node: Node, kind_: str) -> Node | None:
    """The message, signal, error or escalation that an event definition or task refers to."""
    reference = node.get(f"{kind_}Ref")
    root = node.getroottree().getroot()
    return next((each for each in root.iterfind(bpmn(kind_)) if reference and each.get("id") == reference), None)


def referenced_name(node: Node, kind_: str) -> str:
    """The name of what an event definition refers to; empty when it refers to nothing."""
    found = referenced(node, kind_)
    return (found.get("name") or found.get("id") or "").strip() if found is not None else ""


def compensation_handler(boundary: Node) -> str | None:
    """The activity that an association leads to from a compensation boundary event of a normalised diagram."""
    return boundary.get(HANDLER)


def extension(node: Node, name: str) -> Node | None:
    """A zeebe extension element of a node."""
    elements = child(node, "extensionElements")
    return elements.find(zeebe(name)) if elements is not None else None
