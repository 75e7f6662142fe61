"""What BPMN can say and this engine does not run: refused by name, with what to draw instead."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.elements import element_class
from engine.bpmn.lint.rule import Checked
from engine.bpmn.vocabulary import EVENTS, FLOW_NODES, Node, event_definitions, kind
from engine.errors import Problem

EVENT_DEFINITIONS: dict[str, tuple[str, str]] = {
    "message": ("A message cannot be thrown or caught here.", "Draw an intermediate event."),
    "signal": ("A signal cannot be thrown or caught here.", "Draw an intermediate event."),
    "conditional": (
        "Nothing looks at a condition here.",
        "Draw the condition between other elements, on a boundary, or as the start of an event sub-process.",
    ),
    "escalation": (
        "An escalation is thrown by throw and end events, and caught on a boundary or by an event sub-process.",
        "Draw one of these.",
    ),
    "error": (
        "An error is thrown by end events, and caught on a boundary or by an event sub-process.",
        "Draw one of these.",
    ),
    "compensate": (
        "Compensation is thrown by throw and end events; a boundary event or event sub-process says what undoes.",
        "Draw one of these.",
    ),
    "cancel": ("Only a transaction can be cancelled.", "Draw the event in a transaction, or on its boundary."),
    "link": ("A link event can only be thrown or caught between other elements.", "Draw a sequence flow."),
    "terminate": ("Only an end event can terminate.", "Draw a terminate end event."),
    "timer": (
        "A timer can start a process or an event sub-process, be waited for, or lie on a boundary.",
        "Draw one of these.",
    ),
}
NO_TRIGGER: dict[str, tuple[str, str]] = {
    "intermediateCatchEvent": ("The event waits for nothing.", "Choose what it waits for, or draw a sequence flow."),
    "boundaryEvent": ("The boundary event has no trigger.", "Choose what it waits for."),
    "startEvent": ("Nothing starts the event sub-process.", "Choose what its start event waits for."),
}
SILENT = frozenset(
    {
        "extensionElements",
        "documentation",
        "incoming",
        "outgoing",
        "sequenceFlow",
        "association",
        "auditing",
        "monitoring",
        "supportedInterfaceRef",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "completionCondition",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
    }
)


def refused_constructs(checked: Checked) -> Iterator[Problem]:
    """Every element that has no way to run."""
    for node in checked.nodes():
        if element_class(node) is None:
            yield Problem(node.get("id"), *_why(node))


def unknown_elements(checked: Checked) -> Iterator[Problem]:
    """Whatever else lies directly in a process: the engine would pass over it without a word."""
    for scope in checked.scopes():
        for node in scope:
            name = kind(node)
            if name in FLOW_NODES or name in SILENT or not isinstance(node.tag, str):
                continue
            yield Problem(
                node.get("id"),
                f"The engine does not know the element <{name or node.tag}>.",
                "Remove it, or draw it with elements of BPMN 2.0.",
            )


def _why(node: Node) -> tuple[str, str]:
    name, triggers = kind(node), event_definitions(node)
    if name in EVENTS and len(triggers) > 1:
        return "An event that needs several triggers at once does not run here.", "Draw one event per trigger."
    if name in EVENTS and not triggers:
        return NO_TRIGGER[name]
    if name in EVENTS:
        trigger = kind(triggers[0]).removesuffix("EventDefinition")
        return EVENT_DEFINITIONS.get(trigger, (f"The event <{trigger}> does not run.", "Draw a timer or an error."))
    return "A trigger lies in an element that is no event.", "Draw the event on its boundary."
