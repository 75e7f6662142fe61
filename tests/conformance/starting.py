"""The variables that a model's own FEEL needs: collections to walk through, times to wait for, one flow to leave by."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.bpmn.vocabulary import Node, bpmn, child, kind, text, zeebe
from engine.errors import ExpressionError
from tests.conformance.given import NOW, TIMES, compiled, is_time, is_true, variables_for
from tests.conformance.stand_ins import UNTOLD
from tests.conformance.turns import NAME


def starting_variables(root: Node, *, prefer_default: bool) -> dict[str, Any]:
    """What cases of the processes in a normalised diagram start with. prefer_default: default flows are taken where
    there are some, so no condition has to hold there."""
    known: dict[str, Any] = {UNTOLD: False}
    for marker in root.iter(zeebe("loopCharacteristics")):
        known |= variables_for(marker.get("inputCollection") or "", _is_list, known) or {}
    for marker in root.iter(bpmn("loopCardinality")):
        known |= variables_for(text(marker), _is_small_number, known) or {}
    for time in root.iter(*map(bpmn, TIMES)):
        if text(time).startswith("="):
            known |= variables_for(text(time), is_time(kind(time)), known) or {}
    for subscription in root.iter(zeebe("subscription")):
        known |= variables_for(subscription.get("correlationKey") or "", _is_text, known) or {}
    for node in root.iter(etree.Element):
        known |= _one_way(root, node, known, prefer_default) if kind(node) and node.get("id") else {}
    return known


def _one_way(root: Node, node: Node, known: dict[str, Any], prefer_default: bool) -> dict[str, Any]:
    """What lets a token leave an element by a flow with a condition; nothing where another flow is left."""
    leaving = [flow for flow in root.iter(bpmn("sequenceFlow")) if flow.get("sourceRef") == node.get("id")]
    if prefer_default and any(flow.get("id") == node.get("default") for flow in leaving):
        return {}
    found = (child(flow, "conditionExpression") for flow in leaving if flow.get("id") != node.get("default"))
    conditions = ["true" if each is None or NAME in text(each) else text(each) for each in found]
    if any(_holds(condition, known) for condition in conditions):
        return {}
    solved = (variables_for(condition, is_true, known) for condition in conditions)
    return next((variables for variables in solved if variables is not None), {})


def _holds(condition: str, known: dict[str, Any]) -> bool:
    expression = compiled(condition)
    try:
        return expression is not None and expression.evaluate(known, now=NOW) is True
    except ExpressionError:
        return False


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1


def _is_small_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
