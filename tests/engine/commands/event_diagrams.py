"""Pieces of diagrams with messages, signals and escalations."""

from __future__ import annotations

import json
from collections.abc import Sequence

from engine.commands.deploy import Deploy
from engine.run import Runner
from tests.engine.commands.diagrams import FORM, diagram, event, user_task

NAMES = (
    '<bpmn:message id="news" name="news"/>'
    '<bpmn:message id="reply" name="reply"><bpmn:extensionElements><zeebe:subscription correlationKey="=word"/>'
    "</bpmn:extensionElements></bpmn:message>"
    '<bpmn:signal id="alarm" name="alarm"/>'
    '<bpmn:escalation id="late" name="late" escalationCode="late"/>'
)


def message_event(kind: str, key: str, message: str, extra: str = "") -> str:
    """An event of a message in NAMES. extra: what stands before its definition."""
    return event(kind, key, f'{extra}<bpmn:messageEventDefinition id="{key}_m" messageRef="{message}"/>')


def signal_event(kind: str, key: str, extra: str = "") -> str:
    return event(kind, key, f'{extra}<bpmn:signalEventDefinition id="{key}_s" signalRef="alarm"/>')


def escalation_event(kind: str, key: str, extra: str = "") -> str:
    return event(kind, key, f'{extra}<bpmn:escalationEventDefinition id="{key}_e" escalationRef="late"/>')


def boundary(definition: str, key: str, host: str, interrupting: bool = True) -> str:
    """definition: `message:news`, `signal:alarm` or `escalation:late`."""
    kind, reference = definition.split(":")
    return (
        f'<bpmn:boundaryEvent id="{key}" attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}">'
        f'<bpmn:{kind}EventDefinition id="{key}_d" {kind}Ref="{reference}"/></bpmn:boundaryEvent>'
    )


def carries(**values: str) -> str:
    """What a throwing event sends: FEEL by variable."""
    inputs = "".join(
        f'<zeebe:input source="={value.replace(chr(34), "&quot;")}" target="{name}"/>' for name, value in values.items()
    )
    return f"<bpmn:extensionElements><zeebe:ioMapping>{inputs}</zeebe:ioMapping></bpmn:extensionElements>"


def timer_event(kind: str, key: str, duration: str) -> str:
    definition = f'<bpmn:timerEventDefinition id="{key}_t"><bpmn:timeDuration>{duration}</bpmn:timeDuration>'
    return event(kind, key, f"{definition}</bpmn:timerEventDefinition>")


def event_sub_process(key: str, start: str, task: str) -> str:
    """One that does not interrupt: start, a start event without its id and attributes, then a task for Anna."""
    begin, finish = f"{key}_begin", f"{key}_finish"
    flows = "".join(
        f'<bpmn:sequenceFlow id="{key}_{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate([(begin, task), (task, finish)])
    )
    return (
        f'<bpmn:subProcess id="{key}" triggeredByEvent="true"><bpmn:startEvent id="{begin}" isInterrupting="false">'
        f'{start}</bpmn:startEvent>{user_task(task, form=None)}<bpmn:endEvent id="{finish}"/>{flows}</bpmn:subProcess>'
    )


def script_task(key: str, result: str, expression: str) -> str:
    script = f'<zeebe:script expression="={expression}" resultVariable="{result}"/>'
    return f'<bpmn:scriptTask id="{key}"><bpmn:extensionElements>{script}</bpmn:extensionElements></bpmn:scriptTask>'


def deploy_all(runner: Runner, processes: Sequence[str]) -> None:
    """One deployment with each process in a file of its own."""
    files = {f"{number}.bpmn": diagram(NAMES, each) for number, each in enumerate(processes)}
    runner.run(Deploy(name="events", files={**files, "words.form.json": json.dumps(FORM).encode()}))
