"""What the nodes of random graphs may be, each as a piece of BPMN."""

from __future__ import annotations

from dataclasses import dataclass

TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
CYCLE = "<timerEventDefinition><timeCycle>R2/PT1H</timeCycle></timerEventDefinition>"
MESSAGE = '<messageEventDefinition messageRef="m"/>'
SIGNAL = '<signalEventDefinition signalRef="s"/>'
ERROR = '<errorEventDefinition errorRef="e1"/>'
ESCALATION = '<escalationEventDefinition escalationRef="x"/>'
UNDO = "<compensateEventDefinition/>"
CONDITION = "<conditionalEventDefinition><condition>=x = 2</condition></conditionalEventDefinition>"
ITEMS = (
    '<extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="item"'
    ' outputCollection="all" outputElement="=x"/></extensionElements>'
)
SCRIPT = '<zeebe:script expression="=if x = null then 0 else modulo(x + 1, 3)" resultVariable="x"/>'
# A task, after which the sub-process fails when x is 2 and escalates when x is 1.
INSIDE = f"""
<startEvent id="#_in"/><userTask id="#_task"/><exclusiveGateway id="#_which" default="#_d"/><endEvent id="#_out"/>
<endEvent id="#_fails">{ERROR}</endEvent><endEvent id="#_calls">{ESCALATION}</endEvent>
<sequenceFlow id="#_0" sourceRef="#_in" targetRef="#_task"/>
<sequenceFlow id="#_1" sourceRef="#_task" targetRef="#_which"/>
<sequenceFlow id="#_d" sourceRef="#_which" targetRef="#_out"/>
<sequenceFlow id="#_2" sourceRef="#_which" targetRef="#_fails">
<conditionExpression>=x = 2</conditionExpression></sequenceFlow>
<sequenceFlow id="#_3" sourceRef="#_which" targetRef="#_calls">
<conditionExpression>=x = 1</conditionExpression></sequenceFlow>
"""


@dataclass(frozen=True)
class Kind:
    """xml: how it is drawn, # for its id; exits: where flows leave it; waits: whether its tokens wait for something
    outside, so that flows may lead back to it; chooses: whether flows that leave it have conditions, one of them by
    default; joins: whether several flows may enter it."""

    xml: str
    exits: tuple[str, ...] = ("#",)
    waits: bool = False
    chooses: bool = False
    joins: bool = True


def _boundary(definition: str, *, interrupting: bool = True, name: str = "#_b") -> str:
    cancels = str(interrupting).lower()
    return f'<boundaryEvent id="{name}" attachedToRef="#" cancelActivity="{cancels}">{definition}</boundaryEvent>'


def _guarded(xml: str, definition: str, *, interrupting: bool = True, waits: bool = True) -> Kind:
    return Kind(xml + _boundary(definition, interrupting=interrupting), exits=("#", "#_b"), waits=waits)


USER = '<userTask id="#"/>'
PLAIN = {
    "user": Kind(USER, waits=True),
    "task": Kind('<task id="#"/>'),
    "parallel": Kind('<parallelGateway id="#"/>'),
    "exclusive": Kind('<exclusiveGateway id="#"/>', chooses=True),
    "choice": Kind('<inclusiveGateway id="#"/>', chooses=True, joins=False),
    "end": Kind('<endEvent id="#"/>', exits=()),
    "terminate": Kind('<endEvent id="#"><terminateEventDefinition/></endEvent>', exits=()),
}
LIVELY = PLAIN | {
    "inclusive": Kind('<inclusiveGateway id="#"/>', chooses=True),
    "complex": Kind(
        '<complexGateway id="#"><activationCondition>=activationCount &gt;= 1</activationCondition></complexGateway>'
    ),
    "script": Kind(f'<scriptTask id="#"><extensionElements>{SCRIPT}</extensionElements></scriptTask>'),
    "service": Kind(
        '<serviceTask id="#"><extensionElements><zeebe:taskDefinition type="do"/></extensionElements></serviceTask>',
        waits=True,
    ),
    "call": _guarded(
        '<callActivity id="#"><extensionElements><zeebe:calledElement processId="child"/></extensionElements>'
        "</callActivity>",
        ERROR,
    ),
    "receive": Kind('<receiveTask id="#" messageRef="m"/>', waits=True),
    "timer": Kind(f'<intermediateCatchEvent id="#">{TIMER}</intermediateCatchEvent>', waits=True),
    "message": Kind(f'<intermediateCatchEvent id="#">{MESSAGE}</intermediateCatchEvent>', waits=True),
    "signal": Kind(f'<intermediateCatchEvent id="#">{SIGNAL}</intermediateCatchEvent>'),
    "condition": Kind(f'<intermediateCatchEvent id="#">{CONDITION}</intermediateCatchEvent>'),
    "throws": Kind(f'<intermediateThrowEvent id="#">{SIGNAL}</intermediateThrowEvent>'),
    "sends": Kind(f'<intermediateThrowEvent id="#">{MESSAGE}</intermediateThrowEvent>'),
    "undo": Kind(f'<intermediateThrowEvent id="#">{UNDO}</intermediateThrowEvent>'),
    "cut_short": _guarded(USER, TIMER),
    "reminded": _guarded(USER, CYCLE, interrupting=False),
    "called_off": _guarded(USER, SIGNAL, waits=False),
    "told": _guarded(USER, MESSAGE, interrupting=False),
    "watched": _guarded(USER, CONDITION, interrupting=False, waits=False),
    "each": Kind(
        f'<userTask id="#"><multiInstanceLoopCharacteristics>{ITEMS}</multiInstanceLoopCharacteristics></userTask>',
        waits=True,
    ),
    "again": Kind(
        '<userTask id="#"><standardLoopCharacteristics><loopCondition>=x = 1</loopCondition>'
        "</standardLoopCharacteristics></userTask>",
        waits=True,
    ),
    "inner": _guarded(f'<subProcess id="#">{INSIDE}</subProcess>', ERROR),
    "loud": _guarded(f'<subProcess id="#">{INSIDE}</subProcess>', ESCALATION, interrupting=False),
    "inner_each": Kind(
        '<subProcess id="#"><multiInstanceLoopCharacteristics isSequential="true">'
        f"{ITEMS}</multiInstanceLoopCharacteristics>{INSIDE}</subProcess>",
        waits=True,
    ),
    "listening": Kind(
        f'<subProcess id="#">{INSIDE}<subProcess id="#_v" triggeredByEvent="true"><startEvent id="#_l"'
        f' isInterrupting="false">{MESSAGE}</startEvent><userTask id="#_heard"/>'
        '<sequenceFlow id="#_5" sourceRef="#_l" targetRef="#_heard"/></subProcess></subProcess>',
        waits=True,
    ),
    "undoable": Kind(
        f'{USER}{_boundary(UNDO)}<userTask id="#_undo" isForCompensation="true"/>'
        '<association id="#_a" sourceRef="#_b" targetRef="#_undo"/>',
        waits=True,
    ),
    "race": Kind(
        f'<eventBasedGateway id="#"/><intermediateCatchEvent id="#_a">{TIMER}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="#_b">{SIGNAL}</intermediateCatchEvent>'
        '<sequenceFlow id="#_1" sourceRef="#" targetRef="#_a"/><sequenceFlow id="#_2" sourceRef="#" targetRef="#_b"/>',
        exits=("#_a", "#_b"),
    ),
    "chosen": Kind('<adHocSubProcess id="#"><userTask id="#_a"/><userTask id="#_b"/></adHocSubProcess>', waits=True),
    "fails": Kind(f'<endEvent id="#">{ERROR}</endEvent>', exits=()),
}
