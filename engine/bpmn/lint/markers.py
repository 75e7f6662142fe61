"""Markers and attributes that change how an element runs: those that would be passed over are refused."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.rule import Checked
from engine.bpmn.vocabulary import Node, bpmn, child, kind
from engine.errors import Problem

ALWAYS_INTERRUPTING = {
    "errorEventDefinition": "An error",
    "cancelEventDefinition": "Cancelling",
    "compensateEventDefinition": "Compensation",
}
LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
RESOURCES = ("resourceRole", "performer", "humanPerformer", "potentialOwner")


def markers(checked: Checked) -> Iterator[Problem]:
    """What an activity's or event's markers and attributes say that does not run."""
    for node in checked.nodes():
        for reason, remedy in (*_loops(node), *_attributes(node), *_triggers(node)):
            yield Problem(node.get("id"), reason, remedy)
        if _cycle_for_once(node):
            yield Problem(
                node.get("id"),
                "Here the timer fires once, at the first time of its cycle.",
                "Set a date or a duration.",
                warning=True,
            )
        if any(child(node, name) is not None for name in RESOURCES):
            yield Problem(
                node.get("id"),
                "BPMN's own resource roles are ignored.",
                "Set the assignment in the modeler's panel.",
                warning=True,
            )


def _cycle_for_once(node: Node) -> bool:
    once = kind(node) == "intermediateCatchEvent" or (
        kind(node) == "boundaryEvent" and node.get("cancelActivity", "true") != "false"
    )
    return once and node.find(f"{bpmn('timerEventDefinition')}/{bpmn('timeCycle')}") is not None


def _loops(node: Node) -> Iterator[tuple[str, str]]:
    looping = any(child(node, name) is not None for name in LOOPS)
    if looping and node.get("triggeredByEvent") == "true":
        yield "An event sub-process begins when its event happens, and cannot have a marker.", "Remove the marker."
    marker = child(node, "multiInstanceLoopCharacteristics")
    if marker is None:
        return
    if child(node, "standardLoopCharacteristics") is not None:
        yield "The activity has a loop marker and a multi-instance marker.", "Keep one of them."
    if marker.get("behavior", "All") != "All" or child(marker, "complexBehaviorDefinition") is not None:
        yield "A multi-instance marker cannot throw events.", "Remove the behavior, and throw the event after it."


def _attributes(node: Node) -> Iterator[tuple[str, str]]:
    if node.get("startQuantity", "1") != "1" or node.get("completionQuantity", "1") != "1":
        yield "Start and completion quantities do not run.", "Draw gateways that join and fork."


def _triggers(node: Node) -> Iterator[tuple[str, str]]:
    if child(node, "eventDefinitionRef") is not None:
        yield "The trigger is defined outside the event.", "Choose the trigger in the event itself."
    if kind(node) in ("intermediateThrowEvent", "endEvent") and node.get("parallelMultiple") == "true":
        yield "Only an event that is caught can need all its triggers.", "Remove the attribute parallelMultiple."
    attribute = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(kind(node), "id")
    for name, what in ALWAYS_INTERRUPTING.items():
        if node.get(attribute) == "false" and child(node, name) is not None:
            yield f"{what} cannot leave its activity running.", "Make the event interrupting."
