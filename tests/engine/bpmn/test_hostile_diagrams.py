"""Diagrams that try to run Python, in every place where one may write something: refused, or read as FEEL or as text.

The kernel underneath evaluates Python wherever it finds an expression (SpiffWorkflow's script engine, its task data
environment, its correlations and ad-hoc sub-processes); here a tripwire lies in each of its ways to do so.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment

from engine.bpmn import read_diagram
from engine.errors import ExpressionError, InvalidDiagram
from tests.engine.bpmn.drawing import (
    boundary,
    catch,
    chain,
    cycle,
    date,
    diagram,
    duration,
    each,
    element,
    end,
    flow,
    gateway,
    io,
    process,
    script,
    service,
    start,
    sub,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import Case, case, compiled

PAYLOADS = (
    '__import__("os").system("touch MARK")',
    '=__import__("os").system("touch MARK")',
    "=open('MARK', 'w')",
    '=open("MARK", "w").write("x")',
    "=eval(\"open('MARK', 'w')\")",
    '="".__class__.__mro__[1].__subclasses__()',
    "=data.__class__.__init__.__globals__",
    "=[x for x in ().__class__.__base__.__subclasses__()]",
    "=lambda: open('MARK', 'w')",
    '=f\'{open("MARK", "w")}\'',
    "${open('MARK', 'w')}",
    "#{open('MARK', 'w')}",
)


class Tripped(BaseException):
    """Nothing in the engine may catch it."""


@pytest.fixture(autouse=True)
def tripwire(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Python is evaluated nowhere. Gives the file that must not come to be."""

    def trip(*_: Any, **__: Any) -> Any:
        raise Tripped

    for owner in (PythonScriptEngine, TaskDataEnvironment):
        for name in ("evaluate", "execute", "call_service"):
            if hasattr(owner, name):
                monkeypatch.setattr(owner, name, trip)
    monkeypatch.setattr(builtins, "eval", trip)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "MARK"


def attribute(name: str, **attributes: str) -> str:
    return zeebe(f"<zeebe:{name}" + "".join(f" {key}={quoteattr(text)}" for key, text in attributes.items()) + "/>")


def along(part: str, *more: str) -> bytes:
    return diagram(process(start(), part, end(), *more, chain("start", "x", "end")))


def one_property(name: str, payload: str) -> bytes:
    written = zeebe(f'<zeebe:properties><zeebe:property name="{name}" value={quoteattr(payload)}/></zeebe:properties>')
    return diagram(process(written, start(), user("x"), end(), chain("start", "x", "end")))


def beside(event: str) -> bytes:
    return along(user("x"), boundary("b", "x", event, interrupting=False), user("y"), chain("b", "y"))


def message(payload: str) -> bytes:
    text = along(element("receiveTask", "x", messageRef="mm")).decode()
    subscription = zeebe(f"<zeebe:subscription correlationKey={quoteattr(payload)}/>")
    return text.replace("<process", f'<message id="mm" name="m">{subscription}</message><process', 1).encode()


def correlation(payload: str) -> bytes:
    """BPMN's own correlation, which SpiffWorkflow evaluates as Python."""
    text = along(element("receiveTask", "x", messageRef="m")).decode()
    path = f"<messagePath>{escape(payload)}</messagePath>"
    found = f'<correlationPropertyRetrievalExpression messageRef="m">{path}</correlationPropertyRetrievalExpression>'
    whole = f'<correlationProperty id="cp" name="cp">{found}</correlationProperty>'
    return text.replace("<process", f"{whole}<process", 1).encode()


def ad_hoc(payload: str) -> bytes:
    condition = f"<completionCondition>{escape(payload)}</completionCondition>"
    return along(element("adHocSubProcess", "x", user("u"), condition))


def choice(payload: str) -> bytes:
    flows = flow("start", "x") + flow("x", "end", payload) + flow("x", "end2", id="other")
    return diagram(process(start(), gateway("exclusive", "x", default="other"), end(), end("end2"), flows))


def standard_loop(payload: str) -> bytes:
    condition = f"<loopCondition>{escape(payload)}</loopCondition>"
    return along(user("x", f'<standardLoopCharacteristics loopMaximum="2">{condition}</standardLoopCharacteristics>'))


def cardinality(payload: str) -> bytes:
    number = f"<loopCardinality>{escape(payload)}</loopCardinality>"
    return along(user("x", f"<multiInstanceLoopCharacteristics>{number}</multiInstanceLoopCharacteristics>"))


def conditional_event(payload: str) -> bytes:
    condition = f"<condition>{escape(payload)}</condition>"
    return along(catch("x", f"<conditionalEventDefinition>{condition}</conditionalEventDefinition>"))


def task_header(payload: str) -> bytes:
    header = f"<zeebe:header key='a' value={quoteattr(payload)}/>"
    return along(service("x", "do", f"<zeebe:taskHeaders>{header}</zeebe:taskHeaders>"))


def called_process(payload: str) -> bytes:
    return along(element("callActivity", "x", attribute("calledElement", processId=payload)))


def error_code(payload: str) -> bytes:
    thrown = element("endEvent", "x", '<errorEventDefinition errorRef="bad"/>')
    error = f'<error id="bad" errorCode={quoteattr(payload)}/>'
    return diagram(error, process(start(), thrown, chain("start", "x")))


def complex_gateway(payload: str) -> bytes:
    activation = f"<activationCondition>{escape(payload)}</activationCondition>"
    return along(element("complexGateway", "x", activation))


def own_script(payload: str) -> bytes:
    return along(element("scriptTask", "x", f"<script>{escape(payload)}</script>", scriptFormat="python"))


def data_association(payload: str) -> bytes:
    moved = f"<assignment><from>{escape(payload)}</from><to>a</to></assignment>"
    return along(user("x", f'<dataOutputAssociation id="doa">{moved}</dataOutputAssociation>'))


PLACES: dict[str, Callable[[str], bytes]] = {
    "condition": choice,
    "script": lambda payload: along(script("x", "r", payload)),
    "script of BPMN": own_script,
    "input mapping": lambda payload: along(user("x", zeebe(io(("input", "a", payload))))),
    "output mapping": lambda payload: along(user("x", zeebe(io(("output", "a", payload))))),
    "target of a mapping": lambda payload: along(user("x", zeebe(io(("output", payload, "=1"))))),
    "assignee": lambda payload: along(user("x", attribute("assignmentDefinition", assignee=payload))),
    "candidate groups": lambda payload: along(user("x", attribute("assignmentDefinition", candidateGroups=payload))),
    "due date": lambda payload: along(user("x", attribute("taskSchedule", dueDate=payload))),
    "priority": lambda payload: along(user("x", attribute("priorityDefinition", priority=payload))),
    "form": lambda payload: along(user("x", attribute("formDefinition", formId=payload))),
    "timer date": lambda payload: along(catch("x", date(payload))),
    "timer duration": lambda payload: along(catch("x", duration(payload))),
    "timer cycle": lambda payload: beside(cycle(payload)),
    "input collection": lambda payload: along(user("x", each(payload, "item"))),
    "output element": lambda payload: along(user("x", each("=[1]", "item", "all", payload))),
    "completion condition": lambda payload: along(user("x", each("=[1]", "item", until=payload))),
    "loop cardinality": cardinality,
    "loop condition": standard_loop,
    "activation condition": complex_gateway,
    "conditional event": conditional_event,
    "ad-hoc completion": ad_hoc,
    "correlation key": message,
    "correlation of BPMN": correlation,
    "data association": data_association,
    "task type": lambda payload: along(element("serviceTask", "x", attribute("taskDefinition", type=payload))),
    "task header": task_header,
    "called process": called_process,
    "called decision": lambda payload: along(
        element("businessRuleTask", "x", attribute("calledDecision", decisionId=payload, resultVariable="r"))
    ),
    "error code": error_code,
    "documentation": lambda payload: along(user("x", f"<documentation>{escape(payload)}</documentation>")),
    "name": lambda payload: along(user("x", name=payload)),
    **{
        f"property {name}": partial(one_property, f"yearwheel:{name}")
        for name in ("title", "starters", "unit", "person", "cycle-year", "business-key", "visibility", "inputs")
    },
}


#: Where a text is not read as FEEL: it is a name, or shown to people.
NO_FEEL = {"target of a mapping", "form", "task type", "task header", "called process", "called decision",
           "error code", "documentation", "name", "property visibility", "property inputs", "script of BPMN",
           "correlation of BPMN", "data association"}  # fmt: skip


@pytest.mark.parametrize("place", sorted(PLACES.keys() - NO_FEEL))
def test_every_place_is_read_when_it_is_deployed(place: str) -> None:
    with pytest.raises(InvalidDiagram):
        compiled(PLACES[place]("=1 +"))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", PLACES)
def test_python_is_refused_or_no_python(place: str, payload: str, tripwire: Path) -> None:
    with suppress(InvalidDiagram, ExpressionError):
        found = case(PLACES[place](payload), data={"a": 1})
        for task in list(found.tasks.values()):
            assert "built-in" not in repr(task)
            with suppress(ExpressionError):
                found.complete(task.element_id)
        found.advance(days=1)
        assert "subprocess" not in repr(found.variables)
    assert not tripwire.exists()


def test_what_runs_every_day_asks_python_nothing(tripwire: Path) -> None:
    inner = sub("s", start("i"), user("u"), end("o"), chain("i", "u", "o"))
    whole = diagram(
        process(
            start(), script("a", "n", "=1 + 1"), inner, user("v", each("=[1, 2]", "item", "all", "=item")), end(),
            boundary("b", "s", duration("PT1H"), interrupting=False), user("w"), chain("b", "w"),
            chain("start", "a", "s", "v", "end"),
        )
    )  # fmt: skip
    found = case(whole).advance(hours=2).complete("w").complete("u").complete("v").complete("v")
    assert (found.status, found.variables["n"], found.variables["all"]) == ("completed", 2, [1, 2])


@pytest.mark.parametrize("key", ["typename", "__class__", "__reduce__", "py/object", "module", "wf_class"])
def test_keys_that_forge_objects_in_the_kernel_are_plain_data(key: str) -> None:
    forged = {key: "SpiffWorkflow.task.Task", "data": {key: "os.system"}, "typename": "subprocess.Popen"}
    two = diagram(process(start(), user("x"), user("y"), end(), chain("start", "x", "y", "end")))
    found = case(two, form=forged).complete("x", form=forged, answer=forged)
    assert found.seen("y")["form"] == forged
    assert found.execution.dump() == found.state


def test_the_state_of_a_case_is_data_and_nothing_else() -> None:
    found = case(along(user("x")))
    for forged in (b"\x80\x04cos\nsystem\n", b'{"typename": "Task"}', b"", b"[]", b"null"):
        broken = Case(compiled(along(user("x"))), state=forged)
        with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is of no matter, that Python does not run is
            broken.execution.dump()
        assert not isinstance(raised.value, Tripped)
    assert found.open == ["x"]


@pytest.mark.parametrize(
    "id",
    [
        "x'] | //*[@id='start",
        'x" or "1"="1',
        "x</process>",
        "../../x",
        "{urn:x}y",
        "x:y:z",
        "text()",
        "x\u0000",
        "𝒳" * 300,
    ],
)
def test_ids_never_reach_a_query(id: str) -> None:
    hostile = along(user("x")).decode().replace('"x"', quoteattr(id))
    with pytest.raises(InvalidDiagram) as raised:
        read_diagram(hostile.encode())
    assert all(problem.remedy for problem in raised.value.problems)


@pytest.mark.parametrize(
    "inside",
    [
        '<include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
        '<documentation xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></documentation>',
        '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>',
        "<!-- --><documentation><![CDATA[<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;]]></documentation>",
    ],
)
def test_nothing_is_fetched_or_included(inside: str) -> None:
    with suppress(InvalidDiagram):
        info = compiled(along(user("x", inside))).elements("p")["x"]
        assert "root:" not in repr(info)


def test_a_schema_location_is_not_followed() -> None:
    located = along(user("x")).decode().replace(
        "<definitions ", '<definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" ', 1
    )  # fmt: skip
    assert case(located.encode()).open == ["x"]
