"""Whether what belongs together around events is there: ways of event gateways, what undoes, what is cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.bpmn.lint.rule import Checked
from engine.bpmn.vocabulary import Node, bpmn, child, compensation_handler, event_definitions, flow_nodes, kind
from engine.errors import Problem

RACING = ("timer", "message", "signal", "conditional")


def event_gateways(checked: Checked) -> Iterator[Problem]:
    """Each way out of an event-based gateway begins with an event that it alone leads to (BPMN 2.0 §10.6.6)."""
    for scope in checked.scopes():
        nodes = {node.get("id"): node for node in flow_nodes(scope)}
        entered: dict[str | None, int] = {}
        for flow in scope.iterfind(bpmn("sequenceFlow")):
            entered[flow.get("targetRef")] = entered.get(flow.get("targetRef"), 0) + 1
        for flow in scope.iterfind(bpmn("sequenceFlow")):
            source, target = nodes.get(flow.get("sourceRef")), nodes.get(flow.get("targetRef"))
            if source is None or target is None or kind(source) != "eventBasedGateway":
                continue
            if child(flow, "conditionExpression") is not None:
                yield Problem(
                    flow.get("id"),
                    "A flow out of an event-based gateway has a condition; the event behind it decides.",
                    "Remove the condition.",
                )
            if not _can_race(target):
                yield Problem(
                    flow.get("id"),
                    "An event-based gateway leads to something that does not wait for an event.",
                    "Draw a timer, message, signal or conditional event, or a receive task, after the gateway.",
                )
            elif kind(target) == "receiveTask" and _is_marked_or_guarded(target, nodes.values()):
                yield Problem(
                    target.get("id"),
                    "A receive task after an event-based gateway has a marker, or an event on its boundary.",
                    "Remove it, or draw a message event after the gateway.",
                )
            elif entered[target.get("id")] > 1:
                yield Problem(
                    target.get("id"),
                    "An event after an event-based gateway is entered by another flow too.",
                    "Draw an event of its own for the other flow.",
                )
        for node in nodes.values():
            if kind(node) == "eventBasedGateway" and not any(
                flow.get("sourceRef") == node.get("id") for flow in scope.iterfind(bpmn("sequenceFlow"))
            ):
                yield Problem(node.get("id"), "No event follows the event-based gateway.", "Draw the events after it.")


def compensations(checked: Checked) -> Iterator[Problem]:
    """A compensation event on a boundary leads to the activity that undoes, and only such events do (§10.7.1)."""
    for scope in checked.scopes():
        nodes = {node.get("id"): node for node in flow_nodes(scope)}
        handlers: set[str | None] = set()
        for node in nodes.values():
            if kind(node) != "boundaryEvent" or child(node, "compensateEventDefinition") is None:
                continue
            handler = nodes.get(compensation_handler(node))
            if handler is None or handler.get("isForCompensation") != "true":
                yield Problem(
                    node.get("id"),
                    "The compensation event leads to no activity that undoes.",
                    "Connect it to an activity that is marked for compensation.",
                )
            else:
                handlers.add(handler.get("id"))
        for node in nodes.values():
            host = nodes.get(node.get("attachedToRef"))
            if host is not None and host.get("isForCompensation") == "true":
                yield Problem(
                    node.get("id"),
                    "What undoes has no way out of its own, so no event can lie on its boundary.",
                    "Draw the activity and its event inside a sub-process that is marked for compensation.",
                )
            if node.get("isForCompensation") == "true" and node.get("id") not in handlers:
                yield Problem(
                    node.get("id"),
                    "Nothing leads to this activity, which is marked for compensation.",
                    "Connect a compensation event on a boundary to it, or remove the mark.",
                    warning=True,
                )
            yield from _undone(node, nodes)


def start_events(checked: Checked) -> Iterator[Problem]:
    """What starts can start, and nothing starts two ways at once (§10.5.2)."""
    for process in checked.root.iterfind(bpmn("process")):
        heard: set[str] = set()
        for node in flow_nodes(process):
            if node.get("triggeredByEvent") == "true":
                yield from _undoes_a_process(node)
            for definition in event_definitions(node) if kind(node) == "startEvent" else ():
                named = definition.get("messageRef")
                if named and named in heard:
                    yield Problem(
                        node.get("id"),
                        "Two start events of the process wait for the same message, and nothing says which begins.",
                        "Keep one of them.",
                    )
                heard.add(named or "")


def cancellations(checked: Checked) -> Iterator[Problem]:
    """Cancel events belong to transactions, one on each (§10.5.5)."""
    hosts: set[Node | None] = set()
    for node in checked.nodes():
        if child(node, "cancelEventDefinition") is None:
            continue
        parent = node.getparent()
        around = parent if kind(node) == "endEvent" else _host(node)
        while kind(node) == "endEvent" and around is not None and kind(around) in ("subProcess", "adHocSubProcess"):
            around = around.getparent()
        if kind(node) == "boundaryEvent" and around in hosts:
            yield Problem(node.get("id"), "The transaction has two cancel events on its boundary.", "Keep one of them.")
        hosts |= {around} if kind(node) == "boundaryEvent" else set()
        if around is None or kind(around) != "transaction":
            yield Problem(node.get("id"), "Only a transaction can be cancelled.", "Make the sub-process a transaction.")


def _undoes_a_process(handler: Node) -> Iterator[Problem]:
    for start in flow_nodes(handler):
        if kind(start) == "startEvent" and child(start, "compensateEventDefinition") is not None:
            yield Problem(
                start.get("id"),
                "A process is not undone as a whole: nothing ever starts this.",
                "Draw the event sub-process in the sub-process that it undoes.",
            )


def _undone(node: Node, nodes: dict[str | None, Node]) -> Iterator[Problem]:
    definition = child(node, "compensateEventDefinition")
    activity = definition.get("activityRef") if definition is not None else None
    scope = node.getparent()
    while scope is not None and scope.get("triggeredByEvent") == "true":
        scope = scope.getparent()
        nodes = nodes | {each.get("id"): each for each in (flow_nodes(scope) if scope is not None else ())}
    if activity and activity not in nodes:
        yield Problem(
            node.get("id"),
            f"The activity {activity!r}, which is to be undone, is not in the same scope.",
            "Choose an activity beside the event, or none to undo everything in the scope.",
        )


def _is_marked_or_guarded(task: Node, nodes: Iterable[Node]) -> bool:
    markers = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
    guarded = any(kind(node) == "boundaryEvent" and node.get("attachedToRef") == task.get("id") for node in nodes)
    return guarded or any(child(task, name) is not None for name in markers)


def _can_race(node: Node) -> bool:
    if kind(node) == "receiveTask":
        return True
    triggers = event_definitions(node)
    return kind(node) == "intermediateCatchEvent" and all(
        kind(each).removesuffix("EventDefinition") in RACING for each in triggers
    )


def _host(boundary: Node) -> Node | None:
    scope = boundary.getparent()
    nodes = flow_nodes(scope) if scope is not None else ()
    return next((node for node in nodes if node.get("id") == boundary.get("attachedToRef")), None)
