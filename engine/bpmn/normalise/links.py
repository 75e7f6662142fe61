"""Link events are sequence flows drawn with a gap (BPMN 2.0 §10.5.1): from each throwing link to the catching one."""

from __future__ import annotations

from engine.bpmn.vocabulary import LINK as CATCHING
from engine.bpmn.vocabulary import Node, bpmn, child, flow_nodes, kind, scopes
from engine.errors import Problem

LINK = "linkEventDefinition"


def join_links(root: Node) -> list[Problem]:
    """Draw the missing flows, and make both ends events that a token passes."""
    return [problem for scope in scopes(root) for problem in _join(scope)]


def _join(scope: Node) -> list[Problem]:
    problems: list[Problem] = []
    sources: list[tuple[Node, str]] = []
    targets: dict[str, Node] = {}
    for node in flow_nodes(scope):
        definition = child(node, LINK)
        if definition is None:
            continue
        name = (definition.get("name") or node.get("name") or "").strip()
        if kind(node) == "intermediateThrowEvent":
            sources.append((node, name))
        elif kind(node) != "intermediateCatchEvent":
            continue
        elif name in targets:
            problems.append(_problem(node, f"Two links are called {name!r} here.", "Keep one target per link name."))
        else:
            targets[name] = node
        node.remove(definition)
    for number, (source, name) in enumerate(sources, start=1):
        target = targets.get(name)
        if target is None:
            problems.append(
                _problem(source, f"The link {name!r} leads nowhere.", "Draw a link catch event with the same name.")
            )
            continue
        flow = scope.makeelement(bpmn("sequenceFlow"))
        flow.set("id", f"#link{number}.{source.get('id')}")
        flow.set("sourceRef", source.get("id", ""))
        flow.set("targetRef", target.get("id", ""))
        scope.append(flow)
    for node in targets.values():
        node.tag = bpmn("intermediateThrowEvent")
        node.set(CATCHING, "true")
    return problems


def _problem(node: Node, reason: str, remedy: str) -> Problem:
    return Problem(node.get("id"), reason, remedy)
