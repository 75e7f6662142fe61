"""Whether tokens can start, and get from one element to the next."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.rule import Checked
from engine.bpmn.vocabulary import ACTIVITIES, LINK, Node, bpmn, child, event_definitions, flow_nodes, kind
from engine.errors import Problem


def starts(checked: Checked) -> Iterator[Problem]:
    """Something begins in every scope, and nothing begins without a reason (BPMN 2.0 §10.3.5, §10.5.2)."""
    for scope in checked.scopes():
        element = scope.get("id")
        events = [node for node in flow_nodes(scope) if kind(node) == "startEvent"]
        none = [node for node in events if not event_definitions(node)]
        if scope.get("triggeredByEvent") == "true":
            if not events:
                yield Problem(element, "Nothing starts the event sub-process.", "Draw its start event.")
        elif kind(scope) != "process" and len(events) > len(none):
            yield Problem(
                element, "Nothing outside can trigger a start event in a sub-process.", "Draw a plain start event."
            )
        elif len(none) > 1 and kind(scope) == "process":
            yield Problem(
                none[1].get("id"),
                "There are several plain start events: the first begins a case that is started by hand or called.",
                "Keep one start event, followed by a gateway.",
                warning=True,
            )
        if events:
            yield from _unreached(scope)
        elif not _begins(scope):
            # What only reacts to events has nothing to do, and a case of it ends at once.
            reacts = _only_reacts(scope)
            yield Problem(
                element, "Nothing in it begins: it is empty, or in a circle.", "Draw a start event.", warning=reacts
            )


def flows(checked: Checked) -> Iterator[Problem]:
    """Both ends of a sequence flow lie in its own scope, and are elements that flows may join."""
    for scope in checked.scopes():
        nodes = {node.get("id"): node for node in flow_nodes(scope)}
        leaving: set[tuple[str | None, str | None]] = set()
        for flow in scope.iterfind(bpmn("sequenceFlow")):
            leaving.add((flow.get("sourceRef"), flow.get("id")))
            yield from _ends(flow, nodes)
        for node in nodes.values():
            default = node.get("default")
            if default and (node.get("id"), default) not in leaving:
                yield Problem(
                    node.get("id"), f"The default flow {default!r} does not leave it.", "Choose one of its own flows."
                )


def boundaries(checked: Checked) -> Iterator[Problem]:
    """A boundary event is attached to an activity beside it, and no flow enters it."""
    for scope in checked.scopes():
        activities = {node.get("id"): node for node in flow_nodes(scope) if kind(node) in ACTIVITIES}
        for node in flow_nodes(scope):
            if kind(node) == "boundaryEvent" and node.get("attachedToRef") not in activities:
                yield Problem(
                    node.get("id"),
                    f"The boundary event is attached to {node.get('attachedToRef')!r}, which is no activity beside it.",
                    "Attach it to a task or sub-process.",
                )


def conditions(checked: Checked) -> Iterator[Problem]:
    """Flow conditions are FEEL, and stand where somebody evaluates them."""
    for scope in checked.scopes():
        nodes = {node.get("id"): node for node in flow_nodes(scope)}
        for flow in scope.iterfind(bpmn("sequenceFlow")):
            condition, source = flow.find(bpmn("conditionExpression")), nodes.get(flow.get("sourceRef"))
            if condition is None or source is None:
                continue
            language = condition.get("language", "")
            if language and "feel" not in language.lower():
                yield Problem(
                    flow.get("id"), f"The condition is written in {language!r}.", "Write it as a FEEL expression."
                )
            if kind(source) in ("parallelGateway", "startEvent"):
                yield Problem(
                    flow.get("id"),
                    "A condition here is never asked: the element before it always leaves by all its flows.",
                    "Remove the condition, or draw an exclusive or inclusive gateway.",
                    warning=True,
                )


def choices(checked: Checked) -> Iterator[Problem]:
    """At an exclusive gateway, a flow without condition that is not the default shuts off the flows after it."""
    for scope in checked.scopes():
        gateways = {node.get("id"): node for node in flow_nodes(scope) if kind(node) == "exclusiveGateway"}
        shut: set[str | None] = set()
        for flow in scope.iterfind(bpmn("sequenceFlow")):
            source = flow.get("sourceRef")
            gateway = gateways.get(source)
            if gateway is None or gateway.get("default") == flow.get("id"):
                continue
            if source in shut:
                yield Problem(
                    flow.get("id"),
                    "This flow is never taken: one before it always is.",
                    "Give the other flow a condition, or make it the default flow.",
                    warning=True,
                )
            elif child(flow, "conditionExpression") is None:
                shut.add(source)


def _only_reacts(scope: Node) -> bool:
    nodes = list(flow_nodes(scope))
    return kind(scope) == "process" and bool(nodes) and all(map(stands_apart, nodes))


def _begins(scope: Node) -> bool:
    """Whether something begins in a scope without start events. A sub-process may be empty: it is passed."""
    nodes = [node for node in flow_nodes(scope) if not stands_apart(node)]
    if kind(scope) == "adHocSubProcess" or (kind(scope) != "process" and not nodes):
        return True
    targets = {flow.get("targetRef") for flow in scope.iterfind(bpmn("sequenceFlow"))}
    waits = ("boundaryEvent", "startEvent")
    return any(kind(node) not in waits and not node.get(LINK) and node.get("id") not in targets for node in nodes)


def _unreached(scope: Node) -> Iterator[Problem]:
    targets = {flow.get("targetRef") for flow in scope.iterfind(bpmn("sequenceFlow"))}
    for node in flow_nodes(scope):
        exempt = kind(node) in ("startEvent", "boundaryEvent") or stands_apart(node)
        if not exempt and node.get("id") not in targets:
            begins = "it is never reached" if node.get(LINK) else "it begins with the case"
            yield Problem(
                node.get("id"),
                f"No flow leads here: {begins}.",
                "Draw a sequence flow to it, or remove it.",
                warning=True,
            )


def stands_apart(node: Node) -> bool:
    """Whether an activity is started by an event or a compensation, not by a flow."""
    return node.get("triggeredByEvent") == "true" or node.get("isForCompensation") == "true"


def _ends(flow: Node, nodes: dict[str | None, Node]) -> Iterator[Problem]:
    element = flow.get("id")
    for end, reference in (("start", "sourceRef"), ("end", "targetRef")):
        if flow.get(reference) not in nodes:
            yield Problem(
                element,
                f"The flow's {end} {flow.get(reference)!r} is no element of the same process or sub-process.",
                "Draw the flow again; a flow cannot cross the border of a sub-process.",
            )
    source, target = nodes.get(flow.get("sourceRef")), nodes.get(flow.get("targetRef"))
    if source is not None and kind(source) == "endEvent":
        yield Problem(element, "A flow leaves an end event.", "Remove it, or replace the end event.")
    if target is not None and kind(target) in ("startEvent", "boundaryEvent"):
        yield Problem(element, "A flow enters an event that no flow may enter.", "Draw it to the element after it.")
    for node in (source, target):
        if node is not None and stands_apart(node):
            yield Problem(
                element,
                "No flow leads to or from what an event or a compensation starts.",
                "Remove the flow.",
            )
