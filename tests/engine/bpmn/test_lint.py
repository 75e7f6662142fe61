"""What cannot run is refused when it is deployed: by element, with the reason and what to draw instead."""

from __future__ import annotations

import pytest

from engine.bpmn import compile_diagram
from engine.errors import InvalidDiagram, Problem
from tests.engine.bpmn.drawing import (
    CANCEL,
    ESCALATION,
    MESSAGE,
    SIGNAL,
    boundary,
    call,
    catch,
    chain,
    compensate,
    cycle,
    date,
    diagram,
    duration,
    each,
    element,
    end,
    error,
    flow,
    gateway,
    io,
    link,
    process,
    script,
    service,
    start,
    sub,
    throw,
    undone,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import KNOWN, compiled

CONDITION = "<conditionalEventDefinition><condition>=a</condition></conditionalEventDefinition>"
COMPENSATE = compensate()


def found(bpmn: bytes) -> list[Problem]:
    with pytest.raises(InvalidDiagram) as raised:
        compile_diagram(bpmn, KNOWN)
    problems = list(raised.value.problems)
    assert all(problem.reason.endswith(".") and problem.remedy.endswith(".") for problem in problems)
    return problems


def between(part: str, id: str = "x", *more: str) -> bytes:
    """One element between start and end."""
    return diagram(process(start(), part, end(), *more, chain("start", id, "end")))


def extended(*inside: str, tag: str = "userTask") -> bytes:
    return between(element(tag, "x", zeebe(*inside)))


def choice(*flows: str) -> bytes:
    """An exclusive gateway before the end."""
    return diagram(process(start(), gateway("exclusive", "g"), end(), chain("start", "g"), *flows))


def prop(name: str, value: str) -> str:
    return f'<zeebe:properties><zeebe:property name="{name}" value="{value}"/></zeebe:properties>'


REFUSED = {
    "business rule task": (between(element("businessRuleTask", "x")), "x", "neither calls a decision"),
    "event sub-process without start": (
        diagram(process(start(), end(), chain("start", "end"), sub("x", user("u"), triggeredByEvent="true"))),
        "x", "Nothing starts"),
    "event sub-process that nothing triggers": (
        diagram(process(start(), end(), chain("start", "end"), sub("s", start("x"), triggeredByEvent="true"))),
        "x", "Nothing starts"),
    "flow to an event sub-process": (
        diagram(process(start(), end(), chain("start", "end"), flow("start", "s", id="x"),
                        sub("s", start("s1", SIGNAL), triggeredByEvent="true"))), "x", "No flow leads"),
    "error that starts beside the rest": (
        diagram(process(start(), end(), chain("start", "end"), sub("s", element(
            "startEvent", "x", error("e1"), isInterrupting="false"), triggeredByEvent="true"))), "x", "cannot leave"),
    "message without a name": (between(element("receiveTask", "x")), "x", "names no message"),
    "signal without a name": (between(throw("x", "<signalEventDefinition/>")), "x", "names no signal"),
    "condition without a condition": (between(catch("x", "<conditionalEventDefinition/>")), "x", "has no condition"),
    "escalation catch": (between(catch("x", ESCALATION)), "x", "caught on a boundary"),
    "gateway before a task": (
        diagram(process(start(), gateway("eventBased", "g"), user("u"), chain("start", "g"), flow("g", "u", id="x"))),
        "x", "does not wait for an event"),
    "event that another flow enters": (
        diagram(process(start(), gateway("eventBased", "g"), catch("x", SIGNAL), chain("start", "g", "x"),
                        flow("start", "x"))), "x", "entered by another flow"),
    "gateway without events": (between(gateway("eventBased", "g"), "g").replace(b'sourceRef="g"', b'sourceRef="start"'),
                               "g", "No event follows"),
    "condition after an event gateway": (
        diagram(process(start(), gateway("eventBased", "g"), catch("c", SIGNAL), chain("start", "g"),
                        flow("g", "c", "=a", id="x"))), "x", "has a condition"),
    "compensation of a process": (
        diagram(process(start(), end(), chain("start", "end"),
                        sub("s", start("x", COMPENSATE), triggeredByEvent="true"))), "x", "not undone as a whole"),
    "two starts for one message": (
        diagram(process(start("a", MESSAGE), start("x", MESSAGE), end(), chain("a", "end"), chain("x", "end"))),
        "x", "same message"),
    "two cancel events": (
        between(element("transaction", "u", start("i")), "u", boundary("b", "u", CANCEL), boundary("x", "u", CANCEL)),
        "x", "two cancel events"),
    "event on the boundary of what undoes": (
        between(user("u"), "u", undone("u"), boundary("x", "undo-u", MESSAGE)), "x", "no way out"),
    "marked event sub-process": (
        diagram(process(start(), end(), chain("start", "end"), sub("x", each("=[1]"), start("s1", SIGNAL),
                                                                   triggeredByEvent="true"))), "x", "marker"),
    "receive task with a timer after an event gateway": (
        diagram(process(start(), gateway("eventBased", "g"), element("receiveTask", "x", messageRef="m"),
                        boundary("b", "x", duration("PT1H")), chain("start", "g", "x"))), "x", "after an event-based"),
    "undoes nothing": (between(user("u"), "u", boundary("x", "u", COMPENSATE)), "x", "no activity that undoes"),
    "undoes what is elsewhere": (
        between(throw("x", '<compensateEventDefinition activityRef="gone"/>')), "x", "'gone'"),
    "cancel outside a transaction": (
        between(user("u"), "u", boundary("x", "u", CANCEL)), "x", "Only a transaction"),
    "error start": (diagram(process(start("x", error("e1")), end(), chain("x", "end"))), "x", "thrown by end events"),
    "compensation start": (diagram(process(start("x", COMPENSATE), end(), chain("x", "end"))), "x", "Compensation"),
    "conditional start": (diagram(process(start("x", CONDITION), end(), chain("x", "end"))), "x", "Nothing looks"),
    "empty catch": (between(catch("x")), "x", "waits for nothing"),
    "terminate throw": (between(throw("x", "<terminateEventDefinition/>")), "x", "Only an end event"),
    "cancel end": (diagram(process(start(), end("x", CANCEL), chain("start", "x"))), "x", "Only a transaction"),
    "link end": (diagram(process(start(), end("x", link("L")), chain("start", "x"))), "x", "link"),
    "empty boundary": (between(user("u"), "u", boundary("x", "u")), "x", "no trigger"),
    "several triggers at once": (
        between(user("u"), "u", boundary("x", "u", SIGNAL, MESSAGE).replace(
            "<boundaryEvent", '<boundaryEvent parallelMultiple="true"')), "x", "several triggers at once"),
    "trigger elsewhere": (between(catch("x", "<eventDefinitionRef>d</eventDefinitionRef>")), "x", "outside the event"),
    "trigger in a task": (between(user("x", duration("PT1H"))), "x", "no event"),
    "error that does not interrupt": (
        between(service("u"), "u", boundary("x", "u", error("e1"), interrupting=False)), "x", "cannot leave"),
    "endless loop": (between(user("x", "<standardLoopCharacteristics/>")), "x", "no end"),
    "multi-instance without collection": (
        between(user("x", "<multiInstanceLoopCharacteristics/>")), "x", "no input collection"),
    "multi-instance event": (
        between(user("x", each("=[1]").replace("isSequential", 'behavior="One" isSequential'))), "x", "throw events"),
    "half an output collection": (between(user("x", each("=[1]", into="all"))), "x", "belong together"),
    "start quantity": (between(user("x", startQuantity="2")), "x", "quantities"),
    "unknown element": (between(user("u"), "u", element("robotTask", "x")), "x", "<robotTask>"),
    "foreign element": (between(user("u"), "u", '<b:odd xmlns:b="urn:b" id="x"/>'), "x", "urn:b"),
    "empty process": (diagram(process()), "p", "Nothing in it begins"),
    "sub-process that waits for itself": (
        between(sub("x", user("a"), user("b"), chain("a", "b", "a"))), "x", "Nothing in it begins"),
    "timer start inside": (
        between(sub("x", start("s1", duration("PT1H")), end("e1"), chain("s1", "e1"))), "x", "Nothing outside"),
    "flow to nowhere": (between(user("u"), "u", flow("u", "gone", id="x")), "x", "'gone'"),
    "flow from nowhere": (between(user("u"), "u", flow("gone", "u", id="x")), "x", "'gone'"),
    "flow across a border": (
        between(sub("u", start("s1"), user("i"), chain("s1", "i")), "u", flow("i", "end", id="x")), "x", "'i'"),
    "flow out of an end": (between(user("u"), "u", flow("end", "u", id="x")), "x", "leaves an end event"),
    "flow into a start": (between(user("u"), "u", flow("u", "start", id="x")), "x", "no flow may enter"),
    "default elsewhere": (between(user("x", default="gone")), "x", "'gone'"),
    "boundary of nothing": (between(user("u"), "u", boundary("x", "gone", duration("PT1H"))), "x", "'gone'"),
    "boundary of a gateway": (
        between(gateway("exclusive", "g"), "g", boundary("x", "g", duration("PT1H"))), "x", "no activity"),
    "condition in another language": (
        choice(flow("g", "end", "a", id="x").replace("<conditionExpression", '<conditionExpression language="groovy"')),
        "x", "groovy"),
    "bad condition": (
        choice(flow("g", "end", "=a ==", id="x")), "x", "condition is not FEEL"),
    "expression of another engine": (
        extended('<zeebe:assignmentDefinition assignee="${owner}"/>'), "x", "another engine"),
    "bad assignee": (extended('<zeebe:assignmentDefinition assignee="=a +"/>'), "x", "assignee is not FEEL"),
    "unknown function": (extended('<zeebe:assignmentDefinition assignee="=nonsense(1)"/>'), "x", "nonsense"),
    "wrong number of arguments": (
        extended('<zeebe:taskSchedule dueDate="=working day on or before(a, b)"/>'), "x", "working day on or before"),
    "wrong number for a built-in": (extended('<zeebe:taskSchedule dueDate="=upper case()"/>'), "x", "upper case"),
    "priority": (extended('<zeebe:priorityDefinition priority="high"/>'), "x", "priority"),
    "priority of many digits": (
        extended(f'<zeebe:priorityDefinition priority="{"9" * 5_000}"/>'), "x", "priority is '99999999999999999999'"),
    "date before the calendar": (between(catch("x", date("0001-01-01"))), "x", "beyond the calendar"),
    "unknown form": (extended('<zeebe:formDefinition formId="from"/>'), "x", "'from'"),
    "form of the start": (
        diagram(process(start("x", zeebe('<zeebe:formDefinition formKey="gone"/>')), end(), chain("x", "end"))),
        "x", "gone"),
    "no type": (between(element("serviceTask", "x")), "x", "no type"),
    "unknown type": (between(service("x", "undo")), "x", "'undo'"),
    "calls nothing": (between(element("callActivity", "x")), "x", "calls nothing"),
    "calls the unknown": (between(call("x", "chidl")), "x", "'chidl'"),
    "calls an expression": (between(call("x", "=a")), "x", "expression"),
    "script in another language": (
        between(element("scriptTask", "x", "<script>import os</script>", scriptFormat="python")), "x", "never run"),
    "script without result": (extended('<zeebe:script expression="=1"/>', tag="scriptTask"), "x", "result variable"),
    "empty script": (between(script("x", "r", "=")), "x", "empty"),
    "result that is no name": (between(script("x", "a b", "=1")), "x", "not a variable's name"),
    "half a mapping": (extended('<zeebe:ioMapping><zeebe:input target="a"/></zeebe:ioMapping>'), "x", "lacks"),
    "mapping to no name": (extended(io(("input", "1a", "=1"))), "x", "not a variable's name"),
    "mapping that is not FEEL": (extended(io(("output", "a", "=("))), "x", "not FEEL"),
    "timer without time": (between(catch("x", "<timerEventDefinition/>")), "x", "no time"),
    "timer that is no date": (between(catch("x", date("tomorrow"))), "x", "tomorrow"),
    "timer that is no duration": (between(catch("x", duration("1 hour"))), "x", "1 hour"),
    "timer in the past": (between(catch("x", duration("-PT1H"))), "x", "-PT1H"),
    "cron": (
        between(user("u"), "u", boundary("x", "u", cycle("0 9 * * *"), interrupting=False)), "x", "5 fields"),
    "error end without error": (
        diagram(process(start(), end("x", error()), chain("start", "x"))), "x", "names no error"),
    "unknown error": (diagram(process(start(), end("x", error("e9")), chain("start", "x"))), "x", "'e9'"),
    "listener": (extended("<zeebe:executionListeners/>"), "x", "listeners"),
    "unknown extension": (extended("<zeebe:novelty/>"), "x", "zeebe:novelty"),
    "unknown property": (
        extended(prop("yearwheel:colour", "red")), "x", "yearwheel:colour"),
    "property on the wrong element": (
        extended(prop("yearwheel:step", "4"), tag="task"), "x", "yearwheel:step"),
    "unknown visibility": (
        extended(prop("yearwheel:visibility", "ALL")), "x", "'ALL'"),
    "process property that is not FEEL": (
        diagram(process(zeebe(prop("yearwheel:title", "=")), start(), end(), chain("start", "end"))),
        "p", "yearwheel:title"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    bpmn, element_id, words = REFUSED[name]
    problems = found(bpmn)
    assert [p for p in problems if p.element == element_id and words in p.reason + p.remedy], problems


WARNED = {
    "process that only reacts": (
        diagram(process(sub("s", start("s1", SIGNAL), triggeredByEvent="true"))), "p", "Nothing in it begins"),
    "unreached": (diagram(process(start(), end(), user("x"), chain("start", "end"))), "x", "begins with the case"),
    "link from nowhere": (
        diagram(process(start(), catch("x", link("L")), end(), chain("start", "end"))), "x", "never reached"),
    "condition after a parallel gateway": (
        diagram(process(start(), gateway("parallel", "g"), end(), chain("start", "g"), flow("g", "end", "=a", id="x"))),
        "x", "never asked"),
    "two starts": (
        diagram(process(start("a"), start("x"), end(), chain("a", "end"), chain("x", "end"))), "x", "several plain"),
    "cycle that interrupts": (between(user("u"), "u", boundary("x", "u", cycle("R2/PT1H"))), "x", "fires once"),
    "cycle in the flow": (between(catch("x", cycle("R2/PT1H"))), "x", "fires once"),
    "undoes nothing": (
        diagram(process(start(), end(), user("x", isForCompensation="true"), chain("start", "end"))),
        "x", "Nothing leads"),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNED)
def test_warned_of(name: str) -> None:
    bpmn, element_id, words = WARNED[name]
    warnings = compiled(bpmn).processes["p"].warnings
    assert [warning for warning in warnings if warning.element == element_id and words in warning.reason], warnings


def test_all_problems_are_found_at_once() -> None:
    bpmn = diagram(
        process(
            start(), element("businessRuleTask", "a"), service("b", "undo"),
            user("c", zeebe('<zeebe:formDefinition formId="q"/>')), gateway("exclusive", "g"), end(),
            chain("start", "a", "b", "c", "g"), flow("g", "end", "=(", id="f"),
        ),
        process(id="q"),
    )  # fmt: skip
    assert {problem.element for problem in found(bpmn)} == {"a", "b", "c", "f", "q"}


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    (problem,) = found(between(call("x", "chidl")))
    assert "'child'" in problem.remedy


def test_warnings_do_not_stop_a_deployment() -> None:
    foreign = user("a", **{"camunda:assignee": "kermit"})
    resources = user("b", "<potentialOwner><resourceAssignmentExpression/></potentialOwner>")
    bpmn = diagram(
        process(
            start(), foreign, resources, gateway("exclusive", "g"), end(), chain("start", "a", "b", "g"),
            flow("g", "end", id="always"), flow("g", "end", "=x", id="never"),
        )
    )  # fmt: skip
    warnings = compiled(bpmn).processes["p"].warnings
    assert {problem.element for problem in warnings} == {"a", "b", "never"}
    assert all(problem.warning for problem in warnings)


def test_what_is_called_may_lie_in_the_same_file() -> None:
    other = process(start("s2"), end("e2"), chain("s2", "e2"), id="other")
    assert list(
        compiled(diagram(process(start(), call("c", "other"), end(), chain("start", "c", "end")), other)).processes
    ) == ["p", "other"]
