"""What makes a model invalid, found without the engine: models that are invalid must be refused.

Only what BPMN 2.0's schema and its own "must not" forbid: references to nothing, one id for two elements, flows that
begin or end where none may, cancel events outside transactions, event-based gateways that wait for no event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.vocabulary import FLOW_NODES, SCOPES, Node, bpmn, kind

ENTERED_BY_NONE = ("startEvent", "boundaryEvent")
AWAITED = ("messageEventDefinition", "signalEventDefinition", "timerEventDefinition", "conditionalEventDefinition")
REFERRED = {"messageRef": "message", "operationRef": "operation"}


def faults(original: bytes) -> Iterator[str]:
    """What is wrong with the executable processes of a file, however an engine sees it."""
    try:
        root = etree.fromstring(original, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield f"it is not XML: {error.msg}"
        return
    if root.tag != bpmn("definitions"):
        yield "its root is not <definitions> of BPMN 2.0"
        return
    yield from _ids(root)
    for process in root.iter(bpmn("process")):
        if process.get("isExecutable") != "false":
            yield from _flows(process)
            yield from _boundaries(process)
            yield from _messages(root, process)
            yield from _cancels(process)
            yield from _event_gateways(process)


def _ids(root: Node) -> Iterator[str]:
    counted = Counter(
        identifier
        for process in root.iter(bpmn("process"))
        for node in process.iter(etree.Element)
        if kind(node) in FLOW_NODES | {"sequenceFlow"} and (identifier := node.get("id"))
    )
    for identifier, number in counted.items():
        if number > 1:
            yield f"{number} elements have the id {identifier!r}"


def _flows(process: Node) -> Iterator[str]:
    for scope in process.iter(etree.Element):
        if kind(scope) not in SCOPES:
            continue
        nodes = {node.get("id") for node in scope if kind(node) in FLOW_NODES}
        for flow in scope.iterfind(bpmn("sequenceFlow")):
            for end in ("sourceRef", "targetRef"):
                reference = flow.get(end)
                if reference is None:
                    yield f"the flow {flow.get('id')} has no {end}"
                elif reference not in nodes and reference.rpartition(":")[2] not in nodes:
                    yield f"the {end} {reference!r} of the flow {flow.get('id')} is not beside it"
    for flow in process.iter(bpmn("sequenceFlow")):
        source, target = _end(process, flow, "sourceRef"), _end(process, flow, "targetRef")
        if source is not None and kind(source) == "endEvent":
            yield f"a flow leaves the end event {source.get('id')}"
        if target is not None and kind(target) in ENTERED_BY_NONE:
            yield f"a flow enters the event {target.get('id')}"
        for node in (source, target):
            if node is not None and node.get("triggeredByEvent") in ("true", "1"):
                yield f"a flow joins the event sub-process {node.get('id')}"


def _boundaries(process: Node) -> Iterator[str]:
    for event in process.iter(bpmn("boundaryEvent")):
        scope, host = event.getparent(), (event.get("attachedToRef") or "").rpartition(":")[2]
        if scope is None or not any(node.get("id") == host for node in scope):
            yield f"the boundary event {event.get('id')} is attached to nothing beside it"


def _messages(root: Node, process: Node) -> Iterator[str]:
    known = {(kind(node), node.get("id")) for node in root.iter(bpmn("message"), bpmn("operation"))}
    for node in process.iter(etree.Element):
        for attribute, name in REFERRED.items():
            reference = node.get(attribute) if kind(node) else None
            if reference and (name, reference) not in known and (name, reference.rpartition(":")[2]) not in known:
                yield f"{node.get('id') or kind(node)} refers to the {name} {reference!r}, which is not there"


def _cancels(process: Node) -> Iterator[str]:
    transactions = {node.get("id") for node in process.iter(bpmn("transaction"))}
    for definition in process.iter(bpmn("cancelEventDefinition")):
        event = definition.getparent()
        scope = event.getparent() if event is not None else None
        if event is None or scope is None:
            continue
        attached = (event.get("attachedToRef") or "").rpartition(":")[2]
        if kind(event) == "boundaryEvent" and attached not in transactions:
            yield f"the cancel event {event.get('id')} lies on no transaction"
        if kind(event) == "endEvent" and not any(kind(each) == "transaction" for each in event.iterancestors()):
            yield f"the cancel event {event.get('id')} ends no transaction"


def _event_gateways(process: Node) -> Iterator[str]:
    flows = list(process.iter(bpmn("sequenceFlow")))
    for gateway in process.iter(bpmn("eventBasedGateway")):
        for flow in flows:
            target = _end(process, flow, "targetRef")
            if flow.get("sourceRef") != gateway.get("id") or target is None:
                continue
            waits = kind(target) == "intermediateCatchEvent" and any(kind(each) in AWAITED for each in target)
            if not waits and kind(target) != "receiveTask":
                yield f"the event-based gateway {gateway.get('id')} leads to {target.get('id')}, which is no event"
            elif sum(_end(process, each, "targetRef") is target for each in flows) > 1:
                yield f"more than the event-based gateway {gateway.get('id')} leads to {target.get('id')}"


def _end(process: Node, flow: Node, end: str) -> Node | None:
    reference = flow.get(end) or ""
    wanted = (reference, reference.rpartition(":")[2])
    return next((each for each in process.iter(etree.Element) if kind(each) and each.get("id") in wanted), None)
