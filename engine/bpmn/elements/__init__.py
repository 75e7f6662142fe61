"""The constructs that run, one file each. A construct that is not in this table is refused by name when it is deployed
(engine.bpmn.lint.refused): adding one means a file here, a line in the table, and a line less there."""

from __future__ import annotations

from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.ad_hoc_sub_process import AdHocSubProcess
from engine.bpmn.elements.base import Definition, Element, Flow
from engine.bpmn.elements.boundary import BoundaryEvent
from engine.bpmn.elements.business_rule_task import BusinessRuleTask
from engine.bpmn.elements.call_activity import CallActivity
from engine.bpmn.elements.catch_event import CatchEvent
from engine.bpmn.elements.compensation import (
    CompensationBoundaryEvent,
    CompensationStartEvent,
    CompensationThrowEvent,
)
from engine.bpmn.elements.complex_gateway import ComplexGateway
from engine.bpmn.elements.end_event import EndEvent, TerminateEndEvent
from engine.bpmn.elements.error import ErrorEndEvent
from engine.bpmn.elements.escalation import EscalationThrowEvent
from engine.bpmn.elements.event_gateway import EventGateway
from engine.bpmn.elements.event_sub_process import EventSubProcess, EventSubProcessStart
from engine.bpmn.elements.exclusive_gateway import ExclusiveGateway
from engine.bpmn.elements.inclusive_gateway import InclusiveGateway
from engine.bpmn.elements.loop import LoopMarker
from engine.bpmn.elements.message import MessageThrowEvent
from engine.bpmn.elements.multi_instance import Container, MultiInstance
from engine.bpmn.elements.parallel_gateway import ParallelGateway
from engine.bpmn.elements.passing_event import PassingEvent
from engine.bpmn.elements.plain_task import PlainTask
from engine.bpmn.elements.receive_task import ReceiveTask
from engine.bpmn.elements.script_task import ScriptTask
from engine.bpmn.elements.service_task import ServiceTask
from engine.bpmn.elements.signal import SignalThrowEvent
from engine.bpmn.elements.standard_loop import StandardLoop
from engine.bpmn.elements.start_event import StartEvent
from engine.bpmn.elements.sub_process import SubProcess
from engine.bpmn.elements.transaction import CancelEndEvent, Transaction
from engine.bpmn.elements.user_task import UserTask
from engine.bpmn.vocabulary import Node, event_definitions, extension, kind

ELEMENTS: dict[tuple[str, str], type[Element]] = {
    ("task", ""): PlainTask,
    ("manualTask", ""): PlainTask,
    ("userTask", ""): UserTask,
    ("serviceTask", ""): ServiceTask,
    ("scriptTask", ""): ScriptTask,
    ("sendTask", ""): MessageThrowEvent,
    ("receiveTask", ""): ReceiveTask,
    ("businessRuleTask", ""): BusinessRuleTask,
    ("callActivity", ""): CallActivity,
    ("subProcess", ""): SubProcess,
    ("transaction", ""): Transaction,
    ("adHocSubProcess", ""): AdHocSubProcess,
    ("exclusiveGateway", ""): ExclusiveGateway,
    ("parallelGateway", ""): ParallelGateway,
    ("inclusiveGateway", ""): InclusiveGateway,
    ("complexGateway", ""): ComplexGateway,
    ("eventBasedGateway", ""): EventGateway,
    ("startEvent", ""): StartEvent,
    ("startEvent", "timer"): StartEvent,
    ("startEvent", "message"): StartEvent,
    ("startEvent", "signal"): StartEvent,
    ("intermediateThrowEvent", ""): PassingEvent,
    ("intermediateThrowEvent", "message"): MessageThrowEvent,
    ("intermediateThrowEvent", "signal"): SignalThrowEvent,
    ("intermediateThrowEvent", "escalation"): EscalationThrowEvent,
    ("intermediateThrowEvent", "compensate"): CompensationThrowEvent,
    ("intermediateCatchEvent", "timer"): CatchEvent,
    ("intermediateCatchEvent", "message"): CatchEvent,
    ("intermediateCatchEvent", "signal"): CatchEvent,
    ("intermediateCatchEvent", "conditional"): CatchEvent,
    ("boundaryEvent", "timer"): BoundaryEvent,
    ("boundaryEvent", "message"): BoundaryEvent,
    ("boundaryEvent", "signal"): BoundaryEvent,
    ("boundaryEvent", "conditional"): BoundaryEvent,
    ("boundaryEvent", "error"): BoundaryEvent,
    ("boundaryEvent", "escalation"): BoundaryEvent,
    ("boundaryEvent", "cancel"): BoundaryEvent,
    ("boundaryEvent", "compensate"): CompensationBoundaryEvent,
    ("endEvent", ""): EndEvent,
    ("endEvent", "message"): MessageThrowEvent,
    ("endEvent", "signal"): SignalThrowEvent,
    ("endEvent", "escalation"): EscalationThrowEvent,
    ("endEvent", "compensate"): CompensationThrowEvent,
    ("endEvent", "cancel"): CancelEndEvent,
    ("endEvent", "error"): ErrorEndEvent,
    ("endEvent", "terminate"): TerminateEndEvent,
}
# In an event sub-process: the sub-process itself, and what its start event may wait for.
IN_EVENT_SUB_PROCESS: dict[tuple[str, str], type[Element]] = {
    ("subProcess", ""): EventSubProcess,
    ("startEvent", "timer"): EventSubProcessStart,
    ("startEvent", "message"): EventSubProcessStart,
    ("startEvent", "signal"): EventSubProcessStart,
    ("startEvent", "conditional"): EventSubProcessStart,
    ("startEvent", "error"): EventSubProcessStart,
    ("startEvent", "escalation"): EventSubProcessStart,
    ("startEvent", "compensate"): CompensationStartEvent,
}
SENDING = {("sendTask", ""), ("intermediateThrowEvent", "message"), ("endEvent", "message")}


def element_class(node: Node) -> type[Element] | None:
    """How an element runs; None when it does not."""
    triggers = event_definitions(node)
    if len(triggers) > 1:
        return None
    key = kind(node), kind(triggers[0]).removesuffix("EventDefinition") if triggers else ""
    if key in SENDING and extension(node, "taskDefinition") is not None:
        return ServiceTask  # as in Zeebe: Python sends the message
    around = node.getparent() if key[0] == "startEvent" else node
    if around is not None and around.get("triggeredByEvent") == "true":
        return IN_EVENT_SUB_PROCESS.get(key)
    return ELEMENTS.get(key)


def container_class(spec_class: type[Element], definition: Definition) -> type[Container] | None:
    """What stands around an activity with a marker; None when the activity stands for itself."""
    if not isinstance(definition, ActivityDefinition) or definition.loop is None:
        return None
    if isinstance(definition.loop, LoopMarker):
        return StandardLoop
    return None if issubclass(spec_class, CallActivity) and CallActivity.is_one_token(definition) else MultiInstance


__all__ = ["Definition", "Element", "Flow", "container_class", "element_class"]
