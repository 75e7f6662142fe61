"""What stands in for what only the engine of a model's author understands. By construct, never by file or model.

Each function takes the root of a diagram, changes it in place, and returns in how many places it did; its docstring is
what the report says of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from lxml import etree

from engine.bpmn.vocabulary import Node, bpmn, child, event_definitions, extension, kind, text, zeebe
from engine.feel import check_calls
from tests.conformance.expressions import is_vendor, translate
from tests.conformance.given import NO_FUNCTIONS, TIMES, compiled, is_time, variables_for
from tests.conformance.turns import ANY, NAME, ONE

STAND_IN = "stand-in"
UNTOLD = "standInCondition"  # a variable: the driver sets it when nothing else moves
# Flowable, Activiti and Camunda 7 share their attributes under namespaces of their own.
VENDORS = ("http://camunda.org/schema/1.0/bpmn", "http://activiti.org/bpmn", "http://flowable.org/bpmn")
PLAIN_TIME = re.compile(r"\d+\s*(ms|s|m|h|d)?(###.*)?")  # jBPM's own way of writing durations
NAME_OF_VARIABLE = re.compile(r"[^\W\d]\w*")
MESSAGE_TASKS = ("receiveTask", "sendTask")
THROWING = ("intermediateThrowEvent", "endEvent", "sendTask")


def conditions(root: Node) -> int:
    """Where the conditions of flows are no FEEL, the flows of their gateway are taken in turn."""
    asked: defaultdict[str, list[Node]] = defaultdict(list)
    for flow in root.iter(bpmn("sequenceFlow")):
        condition = child(flow, "conditionExpression")
        if condition is not None and not _is_feel(condition):
            asked[flow.get("sourceRef", "")].append(condition)
    nodes = {node.get("id"): node for node in root.iter(etree.Element)}
    for source, found in asked.items():
        takes = ONE if source in nodes and kind(nodes[source]) == "exclusiveGateway" else ANY
        rest = str(
            len(found) < sum(flow.get("sourceRef") == source for flow in root.iter(bpmn("sequenceFlow")))
        ).lower()
        for number, condition in enumerate(found, start=1):
            _write(condition, f'{NAME}("{source}", {number}, {len(found)}, {rest}, "{takes}")')
    return sum(map(len, asked.values()))


def conditional_events(root: Node) -> int:
    """The condition of an event, or of an ad-hoc sub-process, that is no FEEL is written as FEEL where it is simple;
    otherwise it waits for a variable that is set when nothing else moves. So does Flowable's variable listener."""
    places = 0
    for condition in awaited_conditions(root):
        if not text(condition) or _is_feel(condition):
            continue
        translation = translate(text(condition))
        _write(condition, translation.feel if translation and compiled(translation.feel) else UNTOLD)
        places += 1
    for node in list(root.iter(bpmn("startEvent"), bpmn("boundaryEvent"), bpmn("intermediateCatchEvent"))):
        listener = _vendor_child(node, "variableListenerEventDefinition")
        if listener is not None and not event_definitions(node):
            definition = etree.SubElement(node, bpmn("conditionalEventDefinition"))
            condition = etree.SubElement(definition, bpmn("condition"))
            name = listener.get("variableName") or UNTOLD
            condition.text = f"={name} != null" if compiled(name) else f"={UNTOLD}"
            places += 1
    return places


def awaited_conditions(root: Node) -> list[Node]:
    """The conditions that something waits for."""
    ad_hoc = [
        found for each in root.iter(bpmn("adHocSubProcess")) for found in each.iterfind(bpmn("completionCondition"))
    ]
    return [*root.iter(bpmn("condition")), *ad_hoc]


def times(root: Node) -> int:
    """A timer that is an expression of another engine, a bare number, or FEEL that no variables make a time, waits an
    hour, or until the next day."""
    places = 0
    for written in root.iter(*map(bpmn, TIMES)):
        name, said = kind(written), text(written)
        written.attrib.pop("language", "")
        never = said.startswith("=") and variables_for(said, is_time(name)) is None
        if is_vendor(said) or PLAIN_TIME.fullmatch(said) or never:
            literal = re.fullmatch(r'"([^"]*)"', _constant(said) or "")
            written.text = literal[1] if literal else TIMES[name]
            places += 1
    return places


def loops(root: Node) -> int:
    """A multi-instance collection of another engine is a list of three, its cardinality 3; a completion condition that
    reads more than the loop's counters is false."""
    places = 0
    for marker in root.iter(bpmn("multiInstanceLoopCharacteristics")):
        collection = _vendor_attribute(marker, "collection")
        if collection is None and _vendor_child(marker, "collection") is not None:
            collection = STAND_IN
        if collection is not None and extension(marker, "loopCharacteristics") is None:
            element = _vendor_attribute(marker, "elementVariable") or ""
            written = {"inputElement": element} if NAME_OF_VARIABLE.fullmatch(element) else {}
            _extend(marker, "loopCharacteristics", inputCollection="=[1, 2, 3]", **written)
            places += 1
        for name, otherwise in (("loopCardinality", "3"), ("completionCondition", "false")):
            written_node = child(marker, name)
            if written_node is not None and not _is_feel(written_node):
                _write(written_node, _constant(text(written_node)) or otherwise)
                places += 1
    for condition in root.iter(bpmn("loopCondition")):
        if not _is_feel(condition):
            _write(condition, _constant(text(condition)) or "false")
            places += 1
    return places


def scripts(root: Node) -> int:
    """A script in another language gives null."""
    places = 0
    for task in root.iter(bpmn("scriptTask")):
        if extension(task, "script") is None and extension(task, "taskDefinition") is None:
            _extend(task, "script", expression="=null", resultVariable="standIn")
            places += 1
    return places


def services(root: Node) -> int:
    """Work of another engine, in a service, send or business rule task, is a service task that succeeds."""
    places = 0
    for task in root.iter(bpmn("serviceTask"), bpmn("sendTask"), bpmn("businessRuleTask")):
        if extension(task, "taskDefinition") is not None or extension(task, "calledDecision") is not None:
            continue
        if kind(task) == "sendTask" and not _is_implemented(task):
            continue
        _extend(task, "taskDefinition", type=STAND_IN)
        places += 1
    return places


def messages(root: Node) -> int:
    """A message whose name is an expression has a plain one; an event or task that names none has one of its own, or
    that of the other end of its message flow."""
    places = 0
    for message in root.iter(bpmn("message")):
        if is_vendor(message.get("name")):
            message.set("name", f"{STAND_IN} {message.get('id')}")
            places += 1
    catchers = {
        flow.get("sourceRef"): flow.get("targetRef")
        for flow in root.iter(bpmn("messageFlow"))
        if flow.get("sourceRef") and flow.get("targetRef")
    }
    for owner, user in _users(root, "message"):
        if user.get("messageRef"):
            continue
        throws = kind(owner) in THROWING
        name = catchers.get(owner.get("id"), owner.get("id")) if throws else owner.get("id")
        user.set("messageRef", _declared(root, "message", f"{STAND_IN} message {name or places}"))
        places += 1
    return places


def signals(root: Node) -> int:
    """Signal events that name no signal share one; a signal that is an expression has a plain name; one that is
    referred to by its name, as jBPM does, is declared."""
    places = 0
    for signal in root.iter(bpmn("signal")):
        if is_vendor(signal.get("name")):
            signal.set("name", f"{STAND_IN} {signal.get('id')}")
            places += 1
    for _, user in _users(root, "signal"):
        reference = user.get("signalRef")
        if not reference or is_vendor(reference):
            user.set("signalRef", _declared(root, "signal", f"{STAND_IN} signal"))
            places += 1
        elif not _is_declared(root, "signal", reference):
            user.set("signalRef", _declared(root, "signal", reference))
            places += 1
    return places


def errors(root: Node) -> int:
    """An error that is referred to by its code, as Camunda 7 and Flowable do, is declared; one that is thrown without
    a code, or with an expression for one, has one that only catch-all events catch. So with escalations."""
    places = 0
    for name in ("error", "escalation"):
        for declared in root.iter(bpmn(name)):
            if is_vendor(declared.get(f"{name}Code")):
                declared.set(f"{name}Code", STAND_IN)
                places += 1
        for owner, user in _users(root, name):
            reference = user.get(f"{name}Ref")
            if reference and not _is_declared(root, name, reference):
                user.set(f"{name}Ref", _declared(root, name, STAND_IN if is_vendor(reference) else reference))
                places += 1
            elif not reference and kind(owner) in THROWING:
                user.set(f"{name}Ref", _declared(root, name, f"{STAND_IN} {name}"))
                places += 1
    return places


def calls(root: Node) -> int:
    """A call activity that calls an expression, a case or nothing calls a process that ends at once."""
    places = 0
    for activity in root.iter(bpmn("callActivity")):
        if extension(activity, "calledElement") is not None:
            continue
        called = activity.get("calledElement")
        if not called or is_vendor(called):
            activity.set("calledElement", STAND_IN)
            places += 1
    return places


STAND_INS: tuple[Callable[[Node], int], ...] = (
    conditions,
    conditional_events,
    times,
    loops,
    scripts,
    services,
    messages,
    signals,
    errors,
    calls,
)


def executable(root: Node) -> int:
    """A process that does not say whether it is executable is, in the models of engines that take it so."""
    places = 0
    for process in root.iter(bpmn("process")):
        if process.get("isExecutable") is None:
            process.set("isExecutable", "true")
            places += 1
    return places


def sentences() -> dict[str, str]:
    """What every stand-in is, for people, by its name."""
    return {each.__name__: " ".join((each.__doc__ or "").split()) for each in (executable, *STAND_INS)}


def stand_in(root: Node) -> Counter[str]:
    """Replace everything that needs it. How often each did."""
    return Counter({each.__name__: places for each in STAND_INS if (places := each(root))})


def _is_feel(node: Node) -> bool:
    language = node.get("language", "")
    if language and "feel" not in language.lower():
        return False
    expression = compiled(text(node))
    return expression is not None and not check_calls(expression, NO_FUNCTIONS)


def _constant(source: str) -> str | None:
    """The FEEL of an expression that reads no variables."""
    translation = translate(source)
    if translation is None or translation.names or compiled(translation.feel) is None:
        return None
    return translation.feel


def _write(node: Node, feel: str) -> None:
    node.text = f"={feel}"
    node.attrib.pop("language", "")


def _vendor_attribute(node: Node, name: str) -> str | None:
    return next((found for vendor in VENDORS if (found := node.get(f"{{{vendor}}}{name}")) is not None), None)


def _vendor_child(node: Node, name: str) -> Node | None:
    elements = child(node, "extensionElements")
    if elements is None:
        return None
    return next((found for vendor in VENDORS if (found := elements.find(f"{{{vendor}}}{name}")) is not None), None)


def _is_implemented(task: Node) -> bool:
    names = ("class", "delegateExpression", "expression", "type", "topic")
    return any(_vendor_attribute(task, name) is not None for name in names)


def _extend(node: Node, name: str, **attributes: str) -> None:
    elements = child(node, "extensionElements")
    if elements is None:
        elements = etree.Element(bpmn("extensionElements"))
        node.insert(1 if len(node) and kind(node[0]) == "documentation" else 0, elements)
    etree.SubElement(elements, zeebe(name), attributes)


def _users(root: Node, name: str) -> Iterator[tuple[Node, Node]]:
    """What refers to a message, signal, error or escalation, with the element it belongs to."""
    for definition in root.iter(bpmn(f"{name}EventDefinition")):
        owner = definition.getparent()
        if owner is not None and owner is not root:
            yield owner, definition
    if name == "message":
        for task in root.iter(*map(bpmn, MESSAGE_TASKS)):
            if extension(task, "taskDefinition") is None:
                yield task, task


def _is_declared(root: Node, name: str, reference: str) -> bool:
    local = reference.rpartition(":")[2]
    return any(each.get("id") in (local, reference) for each in root.iter(bpmn(name)))


def _declared(root: Node, name: str, called: str) -> str:
    """The id of a message, signal, error or escalation of this name; declared when it is not there yet."""
    identifier = f"{name}-{re.sub(r'[^A-Za-z0-9_.-]', '-', called)}"
    if not _is_declared(root, name, identifier):
        declared = etree.Element(bpmn(name), {"id": identifier, "name": called})
        if name in ("error", "escalation"):
            declared.set(f"{name}Code", called)
        root.insert(0, declared)
    return identifier
