"""Diagrams as short Python, for tests: every function returns a piece of BPMN XML."""

from __future__ import annotations

from itertools import count, pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' targetNamespace="t">'
    '<error id="e1" errorCode="E1"/><error id="e2" errorCode="E2"/><message id="m" name="m"/>'
    '<signal id="s" name="s"/><escalation id="x" escalationCode="X"/>'
)
_numbers = count(1)


def element(tag: str, id: str, *inside: str, **attributes: str) -> str:
    """Any element. Attributes named with a trailing underscore lose it."""
    written = "".join(f" {name.rstrip('_')}={quoteattr(value)}" for name, value in attributes.items())
    return f'<{tag} id="{id}"{written}>{"".join(inside)}</{tag}>'


def diagram(*parts: str) -> bytes:
    """A file of processes."""
    return f"{HEAD}{''.join(parts)}</definitions>".encode()


def process(*inside: str, id: str = "p", **attributes: str) -> str:
    return element("process", id, *inside, **{"isExecutable": "true", **attributes})


def zeebe(*inside: str) -> str:
    return f"<extensionElements>{''.join(inside)}</extensionElements>"


def start(id: str = "start", *inside: str) -> str:
    return element("startEvent", id, *inside)


def end(id: str = "end", *inside: str) -> str:
    return element("endEvent", id, *inside)


def user(id: str, *inside: str, **attributes: str) -> str:
    return element("userTask", id, *inside, **attributes)


def script(id: str, result: str, expression: str, *inside: str) -> str:
    return element(
        "scriptTask",
        id,
        zeebe(f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)}/>"),
        *inside,
    )


def service(id: str, type: str = "do", *inside: str) -> str:
    return element("serviceTask", id, zeebe(f'<zeebe:taskDefinition type="{type}"/>', *inside))


def gateway(kind: str, id: str, **attributes: str) -> str:
    return element(f"{kind}Gateway", id, **attributes)


def sub(id: str, *inside: str, **attributes: str) -> str:
    return element("subProcess", id, *inside, **attributes)


def call(id: str, called: str, *inside: str, loop: str = "", **attributes: str) -> str:
    """A call activity; attributes go to zeebe:calledElement."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return element("callActivity", id, zeebe(f'<zeebe:calledElement processId="{called}"{written}/>', *inside), loop)


def boundary(id: str, host: str, *inside: str, interrupting: bool = True) -> str:
    return element("boundaryEvent", id, *inside, attachedToRef=host, cancelActivity=str(interrupting).lower())


def catch(id: str, *inside: str) -> str:
    return element("intermediateCatchEvent", id, *inside)


def throw(id: str, *inside: str) -> str:
    return element("intermediateThrowEvent", id, *inside)


def duration(text: str) -> str:
    return f"<timerEventDefinition><timeDuration>{escape(text)}</timeDuration></timerEventDefinition>"


def date(text: str) -> str:
    return f"<timerEventDefinition><timeDate>{escape(text)}</timeDate></timerEventDefinition>"


def cycle(text: str) -> str:
    return f"<timerEventDefinition><timeCycle>{escape(text)}</timeCycle></timerEventDefinition>"


def error(reference: str = "") -> str:
    return f'<errorEventDefinition errorRef="{reference}"/>' if reference else "<errorEventDefinition/>"


def link(name: str) -> str:
    return f'<linkEventDefinition name="{name}"/>'


def condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>{escape(text)}</condition></conditionalEventDefinition>"


def compensate(activity: str = "") -> str:
    return f'<compensateEventDefinition activityRef="{activity}"/>' if activity else "<compensateEventDefinition/>"


MESSAGE = '<messageEventDefinition messageRef="m"/>'
SIGNAL = '<signalEventDefinition signalRef="s"/>'
ESCALATION = '<escalationEventDefinition escalationRef="x"/>'
CANCEL = "<cancelEventDefinition/>"
TERMINATE = "<terminateEventDefinition/>"


def on(id: str, trigger: str, *inside: str, interrupting: bool = True) -> str:
    """An event sub-process; its start event is called `<id>.start`."""
    first = element("startEvent", f"{id}.start", trigger, isInterrupting=str(interrupting).lower())
    return sub(id, first, *inside, triggeredByEvent="true")


def undone(activity: str, *handler: str) -> str:
    """The handler `undo-<activity>` that undoes an activity: a user task, or what is given."""
    event, by = f"undone-{activity}", f"undo-{activity}"
    made = "".join(handler) or user(by, isForCompensation="true")
    link_ = element("association", f"to-{by}", sourceRef=event, targetRef=by)
    return boundary(event, activity, compensate()) + made + link_


def io(*mappings: tuple[str, str, str]) -> str:
    """An io mapping: (input or output, target, source)."""
    inside = "".join(
        f"<zeebe:{way} target={quoteattr(target)} source={quoteattr(source)}/>" for way, target, source in mappings
    )
    return f"<zeebe:ioMapping>{inside}</zeebe:ioMapping>"


def each(
    collection: str, element: str = "", into: str = "", result: str = "", *, sequential: bool = False, until: str = ""
) -> str:
    """A multi-instance marker."""
    names = {"inputCollection": collection, "inputElement": element, "outputCollection": into, "outputElement": result}
    written = "".join(f" {name}={quoteattr(value)}" for name, value in names.items() if value)
    condition = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"{zeebe(f'<zeebe:loopCharacteristics{written}/>')}{condition}</multiInstanceLoopCharacteristics>"
    )


def flow(source: str, target: str, condition: str = "", id: str = "") -> str:
    inside = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
    return element("sequenceFlow", id or f"flow{next(_numbers)}", inside, sourceRef=source, targetRef=target)


def chain(*ids: str) -> str:
    """Flows from each element to the next."""
    return "".join(flow(a, b) for a, b in pairwise(ids))
