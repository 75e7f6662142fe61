"""Runs BPMN 2.0 diagrams with zeebe extensions, as token semantics of our own on SpiffWorkflow's task specs.

This package is the only one that imports SpiffWorkflow. It touches no table and sends nothing: a step returns effects,
and the engine's commands carry them out in their transaction.
"""

from __future__ import annotations

from engine.bpmn.compile import Program, compile_diagram, load_program
from engine.bpmn.diagram import Diagram, read_diagram
from engine.bpmn.effects import (
    CallStarted,
    Effect,
    MergeConflict,
    ServiceTaskReady,
    TimerArmed,
    TokenStuck,
    UserTaskOpened,
    Withdrawn,
)
from engine.bpmn.evaluation import Environment
from engine.bpmn.info import ElementInfo, ProcessInfo
from engine.bpmn.instance import Failure
from engine.bpmn.lint import Known
from engine.bpmn.runtime import Execution, Status
from engine.bpmn.screening import screen

__all__ = [
    "CallStarted",
    "Diagram",
    "Effect",
    "ElementInfo",
    "Environment",
    "Execution",
    "Failure",
    "Known",
    "MergeConflict",
    "ProcessInfo",
    "Program",
    "ServiceTaskReady",
    "Status",
    "TimerArmed",
    "TokenStuck",
    "UserTaskOpened",
    "Withdrawn",
    "compile_diagram",
    "load_program",
    "read_diagram",
    "screen",
]
