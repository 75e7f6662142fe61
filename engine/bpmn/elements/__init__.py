"""The constructs that run, one file each. A construct that is not in this table is refused by name when it is deployed
(engine.bpmn.lint.refused): adding one means a file here, a line in the table, and a line less there."""

from __future__ import annotations

from engine.bpmn.elements.activity import ActivityDefinition
from engine.bpmn.elements.base import Definition, Element, Flow
from engine.bpmn.elements.boundary import ErrorBoundaryEvent, TimerBoundaryEvent
from engine.bpmn.elements.business_rule_task import BusinessRuleTask
from engine.bpmn.elements.call_activity import CallActivity
from engine.bpmn.elements.complex_gateway import ComplexGateway
from engine.bpmn.elements.end_event import EndEvent, ErrorEndEvent, TerminateEndEvent
from engine.bpmn.elements.exclusive_gateway import ExclusiveGateway
from engine.bpmn.elements.inclusive_gateway import InclusiveGateway
from engine.bpmn.elements.loop import LoopMarker
from engine.bpmn.elements.multi_instance import Container, MultiInstance
from engine.bpmn.elements.parallel_gateway import ParallelGateway
from engine.bpmn.elements.passing_event import PassingEvent, TimerStartEvent
from engine.bpmn.elements.plain_task import PlainTask
from engine.bpmn.elements.script_task import ScriptTask
from engine.bpmn.elements.service_task import ServiceTask
from engine.bpmn.elements.standard_loop import StandardLoop
from engine.bpmn.elements.sub_process import SubProcess
from engine.bpmn.elements.timer_catch import TimerCatchEvent
from engine.bpmn.elements.user_task import UserTask
from engine.bpmn.vocabulary import Node, event_definitions, kind

ELEMENTS: dict[tuple[str, str], type[Element]] = {
    ("task", ""): PlainTask,
    ("manualTask", ""): PlainTask,
    ("userTask", ""): UserTask,
    ("serviceTask", ""): ServiceTask,
    ("scriptTask", ""): ScriptTask,
    ("businessRuleTask", ""): BusinessRuleTask,
    ("callActivity", ""): CallActivity,
    ("subProcess", ""): SubProcess,
    ("exclusiveGateway", ""): ExclusiveGateway,
    ("parallelGateway", ""): ParallelGateway,
    ("inclusiveGateway", ""): InclusiveGateway,
    ("complexGateway", ""): ComplexGateway,
    ("startEvent", ""): PassingEvent,
    ("startEvent", "timer"): TimerStartEvent,
    ("intermediateThrowEvent", ""): PassingEvent,
    ("intermediateCatchEvent", "timer"): TimerCatchEvent,
    ("boundaryEvent", "timer"): TimerBoundaryEvent,
    ("boundaryEvent", "error"): ErrorBoundaryEvent,
    ("endEvent", ""): EndEvent,
    ("endEvent", "terminate"): TerminateEndEvent,
    ("endEvent", "error"): ErrorEndEvent,
}


def element_class(node: Node) -> type[Element] | None:
    """How an element runs; None when it does not."""
    triggers = event_definitions(node)
    if len(triggers) > 1:
        return None
    return ELEMENTS.get((kind(node), kind(triggers[0]).removesuffix("EventDefinition") if triggers else ""))


def container_class(spec_class: type[Element], definition: Definition) -> type[Container] | None:
    """What stands around an activity with a marker; None when the activity stands for itself."""
    if not isinstance(definition, ActivityDefinition) or definition.loop is None:
        return None
    if isinstance(definition.loop, LoopMarker):
        return StandardLoop
    return None if issubclass(spec_class, CallActivity) and CallActivity.is_one_token(definition) else MultiInstance


__all__ = ["Definition", "Element", "Flow", "container_class", "element_class"]
