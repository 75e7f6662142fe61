"""What a diagram says about its processes and elements, for those who list, show and assign them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.vocabulary import Node, child, event_definitions, extension, kind, text, zeebe
from engine.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementInfo:
    """One activity, gateway or event. kind: its BPMN name (``userTask``); event: its trigger (``timer``), if any;
    parent_scope: the sub-process it lies in, None directly in the process; order: along the flow, from 0."""

    id: str
    kind: str
    event: str | None
    name: str
    documentation: str
    form_key: str | None
    task_type: str | None
    headers: Mapping[str, str]
    properties: Mapping[str, str]
    called_process: str | None
    called_decision: str | None
    attached_to: str | None
    parent_scope: str | None
    order: int


@dataclass(frozen=True, slots=True)
class StartEvent:
    """A start event that a time, a message or a signal triggers. trigger: ``timer``, ``message`` or ``signal``;
    name: the message's or signal's, empty for a timer."""

    element_id: str
    trigger: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInfo:
    """One process of a diagram. properties: its `zeebe:properties`; start_form: the form that starts it by hand;
    event_starts: its start events that something triggers; warnings: what the check at deploy let pass."""

    id: str
    name: str
    executable: bool
    documentation: str
    properties: Mapping[str, str]
    start_form: str | None
    event_starts: tuple[StartEvent, ...]
    warnings: tuple[Problem, ...] = field(default=())


def element_info(node: Node, parent_scope: str | None, order: int) -> ElementInfo:
    """The public side of one flow node."""
    definition = extension(node, "taskDefinition")
    called = extension(node, "calledElement")
    decision = extension(node, "calledDecision")
    triggers = event_definitions(node)
    return ElementInfo(
        id=node.get("id", ""),
        kind=kind(node),
        event=kind(triggers[0]).removesuffix("EventDefinition") if triggers else None,
        name=(node.get("name") or "").strip(),
        documentation=text(child(node, "documentation")),
        form_key=form_key(node),
        task_type=definition.get("type") if definition is not None else None,
        headers=task_headers(node),
        properties=properties(node),
        called_process=(called.get("processId") if called is not None else None) or node.get("calledElement"),
        called_decision=decision.get("decisionId", "") if decision is not None else None,
        attached_to=node.get("attachedToRef"),
        parent_scope=parent_scope,
        order=order,
    )


def form_key(node: Node) -> str | None:
    """The form that `zeebe:formDefinition` names."""
    definition = extension(node, "formDefinition")
    if definition is None:
        return None
    return definition.get("formId") or definition.get("formKey") or definition.get("externalReference")


def properties(node: Node) -> dict[str, str]:
    """`zeebe:properties` by name."""
    return _pairs(extension(node, "properties"), "property", "name")


def task_headers(node: Node) -> dict[str, str]:
    """`zeebe:taskHeaders` by key."""
    return _pairs(extension(node, "taskHeaders"), "header", "key")


def _pairs(parent: Node | None, name: str, key: str) -> dict[str, str]:
    if parent is None:
        return {}
    return {each.get(key, ""): each.get("value", "") for each in parent.iterfind(zeebe(name))}
