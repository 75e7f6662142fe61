"""Events with several triggers, and triggers that stand outside their event (BPMN 2.0 §10.5.1, table 10.93).

Of several triggers that are caught any one is enough: that is a choice between as many events. Where all are needed
(`parallelMultiple`), it is a fork and a join. Several that are thrown are thrown one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from engine.bpmn.vocabulary import EVENTS, Node, bpmn, child, event_definitions, flow_nodes, kind, scopes, text
from engine.errors import Problem

LAST = ("terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition")  # nothing is thrown after these
COPIED = ("boundaryEvent", "startEvent")


def take_in_triggers(root: Node) -> list[Problem]:
    """Copy the triggers that an event refers to into it."""
    shared = {node.get("id"): node for node in root if kind(node).endswith("EventDefinition")}
    for event in [node for name in EVENTS for node in root.iter(bpmn(name))]:
        for reference in event.findall(bpmn("eventDefinitionRef")):
            named = shared.get(text(reference).rpartition(":")[2])
            if named is not None:
                event.replace(reference, deepcopy(named))
    return []


def split_triggers(root: Node) -> list[Problem]:
    """Make one event per trigger."""
    for scope in scopes(root):
        for event in [node for node in flow_nodes(scope) if kind(node) in EVENTS]:
            if len(event_definitions(event)) < 2:
                continue
            parallel = event.get("parallelMultiple") == "true"
            if kind(event) in COPIED and not parallel:
                _copy(scope, event)
            elif kind(event) == "intermediateCatchEvent":
                _join_all(scope, event) if parallel else _race(scope, event)
            elif kind(event) in ("intermediateThrowEvent", "endEvent"):
                _one_by_one(scope, event)
    return []


def _copy(scope: Node, event: Node) -> None:
    """As many start or boundary events, with the same flows."""
    leaving = _flows(scope, "sourceRef", event)
    for number, copied in enumerate(_singles(scope, event, kind(event)), start=2):
        if kind(event) == "boundaryEvent":
            copied.set("attachedToRef", event.get("attachedToRef", ""))
        for attribute in ("cancelActivity", "isInterrupting"):
            if event.get(attribute) is not None:
                copied.set(attribute, event.get(attribute, ""))
        for flow in leaving:
            _flow(scope, f"#{number}.{flow.get('id')}", copied, flow.get("targetRef", ""))


def _race(scope: Node, event: Node) -> None:
    """An event-based gateway before as many events, and after them the event itself, which is passed."""
    catching = [*_singles(scope, event, "intermediateCatchEvent"), _first(scope, event)]
    gateways = {node.get("id") for node in flow_nodes(scope) if kind(node) == "eventBasedGateway"}
    entering = _flows(scope, "targetRef", event)
    plain = [flow for flow in entering if flow.get("sourceRef") not in gateways]
    if plain:
        gateway = _add(scope, "eventBasedGateway", f"#race.{event.get('id')}")
        _lead(plain, gateway)
        for each in catching:
            _flow(scope, f"#race.{each.get('id')}.in", gateway, each.get("id", ""))
    for flow in (flow for flow in entering if flow not in plain):
        _lead([flow], catching[0])
        for each in catching[1:]:
            _flow(scope, f"{flow.get('id')}.{each.get('id')}", flow.get("sourceRef", ""), each.get("id", ""))
    for each in catching:
        _flow(scope, f"#race.{each.get('id')}.out", each, event.get("id", ""))
    event.tag = bpmn("intermediateThrowEvent")


def _join_all(scope: Node, event: Node) -> None:
    """A fork, as many events, a join, and after it the event itself, which is passed."""
    catching = [*_singles(scope, event, "intermediateCatchEvent"), _first(scope, event)]
    fork = _add(scope, "parallelGateway", f"#fork.{event.get('id')}")
    join = _add(scope, "parallelGateway", f"#join.{event.get('id')}")
    _lead(_flows(scope, "targetRef", event), fork)
    for each in catching:
        _flow(scope, f"#fork.{each.get('id')}", fork, each.get("id", ""))
        _flow(scope, f"#join.{each.get('id')}", each, join.get("id", ""))
    _flow(scope, f"#all.{event.get('id')}", join, event.get("id", ""))
    del event.attrib["parallelMultiple"]
    event.tag = bpmn("intermediateThrowEvent")


def _one_by_one(scope: Node, event: Node) -> None:
    """As many throw events in a row; the event itself comes last."""
    final = [each for each in event_definitions(event) if kind(each) in LAST] or event_definitions(event)
    event.insert(0, final[0])
    entering = _flows(scope, "targetRef", event)
    for throwing in _singles(scope, event, "intermediateThrowEvent"):
        _lead(entering, throwing)
        entering = [_flow(scope, f"{throwing.get('id')}.out", throwing, event.get("id", ""))]


def _singles(scope: Node, event: Node, name: str) -> list[Node]:
    """An event for every trigger but the first, which stays; they have the event's name and settings."""
    made = []
    for number, definition in enumerate(event_definitions(event)[1:], start=2):
        made.append(_event(scope, event, name, number, definition))
    return made


def _first(scope: Node, event: Node) -> Node:
    """An event for the trigger that stayed."""
    return _event(scope, event, "intermediateCatchEvent", 1, event_definitions(event)[0])


def _event(scope: Node, event: Node, name: str, number: int, definition: Node) -> Node:
    single = _add(scope, name, f"#{number}.{event.get('id')}")
    single.set("name", event.get("name", ""))
    settings = child(event, "extensionElements")
    if settings is not None:
        single.append(deepcopy(settings))
    single.append(definition)
    return single


def _add(scope: Node, name: str, identifier: str) -> Node:
    node = scope.makeelement(bpmn(name))
    node.set("id", identifier)
    scope.append(node)
    return node


def _flow(scope: Node, identifier: str, source: Node | str, target: str) -> Node:
    flow = _add(scope, "sequenceFlow", identifier)
    flow.set("sourceRef", source if isinstance(source, str) else source.get("id", ""))
    flow.set("targetRef", target)
    return flow


def _flows(scope: Node, end: str, event: Node) -> list[Node]:
    return [flow for flow in scope.iterfind(bpmn("sequenceFlow")) if flow.get(end) == event.get("id")]


def _lead(flows: Iterable[Node], target: Node) -> None:
    for flow in flows:
        flow.set("targetRef", target.get("id", ""))
