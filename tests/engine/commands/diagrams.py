"""Small processes for the commands' tests, drawn as text."""

from __future__ import annotations

import json

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' targetNamespace="urn:test">'
)
STARTERS = {"yearwheel:starters": '=role("process-owner")'}


def diagram(*processes: str) -> bytes:
    return (HEAD + "".join(processes) + "</bpmn:definitions>").encode()


def properties(values: dict[str, str]) -> str:
    inner = "".join(f'<zeebe:property name="{k}" value="{v.replace(chr(34), "&quot;")}"/>' for k, v in values.items())
    return f"<zeebe:properties>{inner}</zeebe:properties>"


def process(key: str, *elements: str, flows: str, **extra: str) -> str:
    """flows: `a>b b>c`, each with an optional condition `a>b[x = 1]`."""
    values = STARTERS | {f"yearwheel:{name.replace('_', '-')}": value for name, value in extra.items()}
    drawn = []
    for number, flow in enumerate(flows.split(";")):
        path, _, condition = flow.strip().partition("[")
        source, target = path.split(">")
        drawn.append(
            f'<bpmn:sequenceFlow id="{key}_f{number}" sourceRef="{source}" targetRef="{target}">'
            + (f"<bpmn:conditionExpression>={condition[:-1]}</bpmn:conditionExpression>" if condition else "")
            + "</bpmn:sequenceFlow>"
        )
    extensions = f"<bpmn:extensionElements>{properties(values)}</bpmn:extensionElements>"
    content = extensions + "".join(elements) + "".join(drawn)
    return f'<bpmn:process id="{key}" name="{key}" isExecutable="true">{content}</bpmn:process>'


def user_task(key: str, who: str = "person(1)", form: str | None = "words", due: str | None = None) -> str:
    inner = f'<zeebe:assignmentDefinition assignee="={who.replace(chr(34), "&quot;")}"/>'
    if form:
        inner += f'<zeebe:formDefinition formId="{form}"/>'
    if due:
        inner += f'<zeebe:taskSchedule dueDate="={due.replace(chr(34), "&quot;")}"/>'
    extensions = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"
    return f'<bpmn:userTask id="{key}" name="{key}">{extensions}</bpmn:userTask>'


def service_task(key: str, task_type: str) -> str:
    return (
        f'<bpmn:serviceTask id="{key}"><bpmn:extensionElements><zeebe:taskDefinition type="{task_type}"/>'
        "</bpmn:extensionElements></bpmn:serviceTask>"
    )


def boundary_timer(key: str, host: str, duration: str, interrupting: bool = True) -> str:
    return (
        f'<bpmn:boundaryEvent id="{key}" attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}">'
        f'<bpmn:timerEventDefinition id="{key}_t"><bpmn:timeDuration>{duration}</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )


def call(key: str, called: str, collection: str | None = None, item: str = "item") -> str:
    loop = ""
    if collection:
        escaped = collection.replace('"', "&quot;")
        loop = (
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
            f'<zeebe:loopCharacteristics inputCollection="={escaped}" inputElement="{item}"'
            f' outputCollection="results" outputElement="={{item: {item}, word: word}}"/>'
            "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
        )
    return (
        f'<bpmn:callActivity id="{key}"><bpmn:extensionElements><zeebe:calledElement processId="{called}"/>'
        f"</bpmn:extensionElements>{loop}</bpmn:callActivity>"
    )


def event(kind: str, key: str, inner: str = "") -> str:
    return f'<bpmn:{kind} id="{key}">{inner}</bpmn:{kind}>'


START, END = event("startEvent", "begin"), event("endEvent", "finish")
FAILURE = '<bpmn:error id="refused" errorCode="refused"/>'

PROCESSES = (
    process("two_steps", START, user_task("write"), user_task("read", "person(2)", None), END,
            flows="begin>write;write>read;read>finish", title='="Case about words"'),
    process("choice", START, user_task("write"), event("exclusiveGateway", "which"),
            user_task("yes", form=None), user_task("no", form=None), END,
            flows='begin>write;write>which;which>yes[word = "yes"];which>no[word != "yes"];yes>finish;no>finish'),
    process("serving", START, user_task("write"), service_task("tell", "note"), user_task("after", form=None), END,
            flows="begin>write;write>tell;tell>after;after>finish"),
    process("breaking", START, user_task("write"), service_task("tell", "break"), user_task("after", form=None), END,
            flows="begin>write;write>tell;tell>after;after>finish"),
    process("sending", START, service_task("tell", "break").replace("serviceTask", "intermediateThrowEvent").replace(
                "</bpmn:extensionElements>", '</bpmn:extensionElements><bpmn:messageEventDefinition id="m"/>'), END,
            flows="begin>tell;tell>finish"),
    process("waiting", START, user_task("write", due='date("2026-03-05")'), boundary_timer("late", "write", "P3D"),
            boundary_timer("nudge", "write", "P1D", interrupting=False), user_task("remind", "person(3)", None),
            user_task("escalate", "person(2)", None), END,
            flows="begin>write;write>finish;late>escalate;nudge>remind;escalate>finish;remind>finish"),
    process("child", START, user_task("answer", "person(item)"), END, flows="begin>answer;answer>finish"),
    process("many", START, call("ask", "child", "[1, 2, 3]"), user_task("sum", form=None), END,
            flows="begin>ask;ask>sum;sum>finish"),
    process("crowd", START, call("ask", "quick", "for i in 1..250 return i"), user_task("sum", form=None), END,
            flows="begin>ask;ask>sum;sum>finish"),
    process("stormy", START, event("parallelGateway", "both"), call("ask", "child", "for i in 1..150 return 2"),
            event("endEvent", "stop", '<bpmn:terminateEventDefinition id="stop_now"/>'), END,
            flows="begin>both;both>ask;both>stop;ask>finish"),
    process("storm", START, call("ask", "child", "for i in 1..250 return 2"), END, flows="begin>ask;ask>finish"),
    process("fail_at_once", START, event("endEvent", "fail", '<bpmn:errorEventDefinition errorRef="refused"/>'),
            flows="begin>fail"),
    process("both_fail", START, user_task("go", form=None), event("parallelGateway", "both"),
            call("one", "fail_at_once"), call("other", "fail_at_once"), END,
            flows="begin>go;go>both;both>one;both>other;one>finish;other>finish"),
    process("nobody", START, call("ask", "child", "[]"), user_task("sum", form=None), END,
            flows="begin>ask;ask>sum;sum>finish"),
    process("quick", START, service_task("tell", "note"), END, flows="begin>tell;tell>finish"),
    process("failing", START, user_task("try", form=None),
            event("endEvent", "fail", '<bpmn:errorEventDefinition errorRef="refused"/>'),
            flows="begin>try;try>fail"),
    process("catching", START, call("ask", "failing"),
            '<bpmn:boundaryEvent id="caught" attachedToRef="ask"><bpmn:errorEventDefinition errorRef="refused"/>'
            "</bpmn:boundaryEvent>", user_task("repair", form=None), END,
            flows="begin>ask;ask>finish;caught>repair;repair>finish"),
)  # fmt: skip

FORM = {
    "id": "words",
    "type": "default",
    "schemaVersion": 19,
    "components": [
        {"id": "c1", "type": "textfield", "key": "word", "label": "Ord", "validate": {"required": True}},
        {"id": "c2", "type": "textarea", "key": "note", "label": "Anteckning"},
    ],
}


def files() -> dict[str, bytes]:
    """One deployment with all of the above."""
    drawn = {f"{number}.bpmn": diagram(FAILURE, each) for number, each in enumerate(PROCESSES)}
    return {**drawn, "words.form.json": json.dumps(FORM).encode()}
