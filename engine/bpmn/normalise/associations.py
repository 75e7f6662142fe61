"""Associations lead from a compensation event on a boundary to the activity that undoes (BPMN 2.0 §10.7.1)."""

from __future__ import annotations

from engine.bpmn.vocabulary import HANDLER, Node, bpmn, flow_nodes, scopes
from engine.errors import Problem


def lead_to_handlers(root: Node) -> list[Problem]:
    """Note on every boundary event the element beside it that its first association leads to, whichever way that was
    drawn. An association may stand in any scope of the file, and lead from the event to a note as well."""
    scope_of = {node.get("id"): number for number, scope in enumerate(scopes(root)) for node in flow_nodes(scope)}
    events = {event.get("id"): event for event in root.iter(bpmn("boundaryEvent"))}
    for association in root.iter(bpmn("association")):
        ends = association.get("sourceRef"), association.get("targetRef")
        for one, other in (ends, ends[::-1]):
            event = events.get(one)
            if event is not None and HANDLER not in event.attrib and other and scope_of.get(other) == scope_of.get(one):
                event.set(HANDLER, other)
    return []
