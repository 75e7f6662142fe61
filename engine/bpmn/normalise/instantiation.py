"""Receive tasks and event-based gateways that start a case (`instantiate`, BPMN 2.0 §10.3.3, §10.6.6) are start events
drawn differently: what they wait for starts the case, and what follows goes on from there."""

from __future__ import annotations

from engine.bpmn.vocabulary import Node, bpmn, event_definitions, flow_nodes, kind
from engine.errors import Problem


def draw_starts(root: Node) -> list[Problem]:
    """Put a start event before what starts the case, which is then passed."""
    problems: list[Problem] = []
    for process in root.iterfind(bpmn("process")):
        nodes = {node.get("id"): node for node in flow_nodes(process)}
        entered = {flow.get("targetRef") for flow in process.iterfind(bpmn("sequenceFlow"))}
        for node in nodes.values():
            if node.get("instantiate") != "true" or node.get("id") in entered:
                continue
            if kind(node) == "receiveTask":
                _start_at(process, node)
            elif kind(node) == "eventBasedGateway" and node.get("eventGatewayType") == "Parallel":
                reason = "A case that starts only when several events have come does not run."
                problems.append(Problem(node.get("id"), reason, "Start with one of them, and wait for the others."))
            elif kind(node) == "eventBasedGateway":
                _start_at_each(process, node, nodes)
    return problems


def _start_at_each(process: Node, gateway: Node, nodes: dict[str | None, Node]) -> None:
    for flow in process.findall(bpmn("sequenceFlow")):
        target = nodes.get(flow.get("targetRef"))
        if flow.get("sourceRef") == gateway.get("id") and target is not None:
            process.remove(flow)
            _start_at(process, target)
    process.remove(gateway)


def _start_at(process: Node, node: Node) -> None:
    start = process.makeelement(bpmn("startEvent"))
    start.set("id", f"#start.{node.get('id')}")
    start.set("name", node.get("name", ""))
    if kind(node) == "receiveTask":
        definition = start.makeelement(bpmn("messageEventDefinition"))
        definition.set("messageRef", node.get("messageRef", ""))
        start.append(definition)
        node.tag = bpmn("task")
    else:
        start.extend(event_definitions(node))
        node.tag = bpmn("intermediateThrowEvent")
    flow = process.makeelement(bpmn("sequenceFlow"))
    flow.set("id", f"{start.get('id')}.out")
    flow.set("sourceRef", start.get("id", ""))
    flow.set("targetRef", node.get("id", ""))
    process.insert(0, start)
    process.append(flow)
