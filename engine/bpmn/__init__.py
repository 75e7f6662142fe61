"""Runs BPMN 2.0 diagrams with zeebe extensions, as token semantics of our own on SpiffWorkflow's task specs.

This package is the only one that imports SpiffWorkflow. It touches no table and sends nothing: a step returns effects,
and the engine's commands carry them out in their transaction.
"""

from __future__ import annotations

from engine.bpmn.compile import Program, compile_diagram, load_program
from engine.bpmn.diagram import Diagram, read_diagram
from engine.bpmn.due import Due
from engine.bpmn.effects import (
    ActivitiesOffered,
    CallStarted,
    Effect,
    EscalationThrown,
    MergeConflict,
    MessageAwaited,
    MessageThrown,
    ServiceTaskReady,
    SignalAwaited,
    SignalThrown,
    TimerArmed,
    TimerMoved,
    TokenFailed,
    TokenStuck,
    UserTaskOpened,
    Withdrawn,
)
from engine.bpmn.evaluation import Environment
from engine.bpmn.info import ElementInfo, ProcessInfo, StartEvent
from engine.bpmn.instance import Failure
from engine.bpmn.lint import Known
from engine.bpmn.names import names_at
from engine.bpmn.runtime import Execution, Status
from engine.bpmn.screening import screen

__all__ = [
    "ActivitiesOffered",
    "CallStarted",
    "Diagram",
    "Due",
    "Effect",
    "ElementInfo",
    "Environment",
    "EscalationThrown",
    "Execution",
    "Failure",
    "Known",
    "MergeConflict",
    "MessageAwaited",
    "MessageThrown",
    "ProcessInfo",
    "Program",
    "ServiceTaskReady",
    "SignalAwaited",
    "SignalThrown",
    "StartEvent",
    "Status",
    "TimerArmed",
    "TimerMoved",
    "TokenFailed",
    "TokenStuck",
    "UserTaskOpened",
    "Withdrawn",
    "compile_diagram",
    "load_program",
    "names_at",
    "read_diagram",
    "screen",
]
