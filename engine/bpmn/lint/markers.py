"""Markers and attributes that change how an element runs: those that would be passed over are refused."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.rule import Checked
from engine.bpmn.vocabulary import Node, bpmn, child, kind
from engine.errors import Problem

RESOURCES = ("resourceRole", "performer", "humanPerformer", "potentialOwner")


def markers(checked: Checked) -> Iterator[Problem]:
    """What an activity's or event's markers and attributes say that does not run."""
    for node in checked.nodes():
        for reason, remedy in (*_loops(node), *_attributes(node), *_triggers(node)):
            yield Problem(node.get("id"), reason, remedy)
        if any(child(node, name) is not None for name in RESOURCES):
            yield Problem(
                node.get("id"),
                "BPMN's own resource roles are ignored.",
                "Set the assignment in the modeler's panel.",
                warning=True,
            )


def _loops(node: Node) -> Iterator[tuple[str, str]]:
    if child(node, "standardLoopCharacteristics") is not None:
        yield "The loop marker does not run.", "Draw a gateway after it with a flow back."
    marker = child(node, "multiInstanceLoopCharacteristics")
    if marker is None:
        return
    if child(marker, "loopCardinality") is not None:
        yield "A loop cardinality does not run.", "Set an input collection such as =for i in 1..3 return i."
    if marker.get("behavior", "All") != "All":
        yield "A multi-instance marker cannot throw events.", "Remove the behaviour, and draw a gateway after it."
    parallel_call = kind(node) == "callActivity" and marker.get("isSequential") != "true"
    if parallel_call and child(marker, "completionCondition") is not None:
        yield (
            "A parallel multi-instance call activity waits for all it has called.",
            "Remove the completion condition, or call one after another.",
        )


def _attributes(node: Node) -> Iterator[tuple[str, str]]:
    if node.get("triggeredByEvent") == "true":
        yield "Event sub-processes do not run.", "Draw a boundary event on a sub-process around the steps."
    if node.get("isForCompensation") == "true":
        yield "Compensation does not run.", "Draw the steps that undo the work after an error event or gateway."
    if node.get("startQuantity", "1") != "1" or node.get("completionQuantity", "1") != "1":
        yield "Start and completion quantities do not run.", "Draw gateways that join and fork."


def _triggers(node: Node) -> Iterator[tuple[str, str]]:
    if child(node, "eventDefinitionRef") is not None:
        yield "The trigger is defined outside the event.", "Choose the trigger in the event itself."
    interrupting = kind(node) == "boundaryEvent" and node.get("cancelActivity", "true") != "false"
    if child(node, "errorEventDefinition") is not None and kind(node) == "boundaryEvent" and not interrupting:
        yield "An error always interrupts its activity.", "Make the boundary event interrupting."
    cycle = node.find(f"{bpmn('timerEventDefinition')}/{bpmn('timeCycle')}")
    if cycle is not None and (interrupting or kind(node) == "intermediateCatchEvent"):
        yield "Here a timer fires once, and cannot have a cycle.", "Set a date or a duration."
