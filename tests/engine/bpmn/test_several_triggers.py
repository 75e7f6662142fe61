"""Events with several triggers, triggers that stand elsewhere, and activities that start a case."""

from __future__ import annotations

import pytest

from engine.bpmn import StartEvent
from tests.engine.bpmn.drawing import (
    ESCALATION,
    MESSAGE,
    SIGNAL,
    boundary,
    catch,
    chain,
    diagram,
    duration,
    element,
    end,
    gateway,
    on,
    process,
    start,
    throw,
    user,
)
from tests.engine.bpmn.driving import case, compiled


def caught(event: str) -> bytes:
    return diagram(process(start(), event, user("z"), end(), chain("start", "c", "z", "end")))


def test_any_one_of_several_is_enough() -> None:
    bpmn = caught(catch("c", MESSAGE, SIGNAL, duration("PT1H")))
    assert case(bpmn).message("m", x=1).seen("z") == {"x": 1}
    assert case(bpmn).advance(hours=1).open == ["z"]
    found = case(bpmn).signal("s")
    assert (found.open, found.awaited, found.armed) == (["z"], [], [])
    assert "c" in found.passed


def test_all_of_several_are_needed() -> None:
    waiting = element("intermediateCatchEvent", "c", MESSAGE, SIGNAL, parallelMultiple="true")
    found = case(caught(waiting)).message("m", x=1)
    assert found.open == []
    assert found.signal("s", y=2).seen("z") == {"x": 1, "y": 2}


def test_after_an_event_gateway() -> None:
    bpmn = diagram(process(start(), gateway("eventBased", "g"), catch("c", MESSAGE, SIGNAL),
                           catch("t", duration("PT1H")), user("a"), user("b"), chain("start", "g", "c", "a"),
                           chain("g", "t", "b")))  # fmt: skip
    assert case(bpmn).signal("s").open == ["a"]
    assert case(bpmn).message("m").open == ["a"]
    assert case(bpmn).advance(hours=1).open == ["b"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_on_a_boundary(interrupting: bool) -> None:
    event = boundary("b", "u", MESSAGE, SIGNAL, interrupting=interrupting)
    bpmn = diagram(process(start(), user("u"), event, user("h"), chain("start", "u"), chain("b", "h")))
    found = case(bpmn).signal("s")
    assert found.open == (["h"] if interrupting else ["h", "u"])
    if not interrupting:
        assert found.message("m").open == ["h", "h", "u"]


def test_in_an_event_sub_process() -> None:
    handler = on("E", MESSAGE + SIGNAL, user("h"), chain("E.start", "h"))
    bpmn = diagram(process(start(), user("u"), chain("start", "u"), handler))
    assert case(bpmn).message("m").open == ["h"]
    assert case(bpmn).signal("s").open == ["h"]


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_several_are_thrown_one_after_the_other(tag: str) -> None:
    found = case(diagram(process(start(), element(tag, "t", SIGNAL, ESCALATION, MESSAGE), chain("start", "t"))))
    assert sorted(found.thrown) == ["X", "m", "s"]
    assert found.status == "completed"


def test_what_ends_everything_is_thrown_last() -> None:
    bpmn = diagram(process(start(), gateway("parallel", "g"), user("u"),
                           end("t", "<terminateEventDefinition/>", SIGNAL), chain("start", "g", "t"),
                           chain("g", "u")))  # fmt: skip
    found = case(bpmn)
    assert (found.thrown, found.status) == (["s"], "completed")


def test_several_start_a_case() -> None:
    bpmn = diagram(process(start("begin", MESSAGE, SIGNAL), user("z"), chain("begin", "z")))
    starts = compiled(bpmn).processes["p"].event_starts
    assert {(each.trigger, each.name) for each in starts} == {("message", "m"), ("signal", "s")}
    for each in starts:
        assert case(bpmn, each.element_id).open == ["z"]


def test_a_trigger_that_stands_elsewhere_is_taken_in() -> None:
    event = catch("c", "<eventDefinitionRef>d</eventDefinitionRef>")
    bpmn = diagram(
        '<signalEventDefinition id="d" signalRef="s"/>',
        process(start(), event, user("z"), chain("start", "c", "z")),
    )
    assert case(bpmn).signal("s").open == ["z"]


def test_a_receive_task_starts_a_case() -> None:
    bpmn = diagram(process(element("receiveTask", "r", messageRef="m", instantiate="true"), user("z"),
                           chain("r", "z")))  # fmt: skip
    assert compiled(bpmn).processes["p"].event_starts == (StartEvent("#start.r", "message", "m"),)
    assert case(bpmn, "#start.r", x=1).passed == ["#start.r", "r"]


def test_an_event_gateway_starts_a_case_at_what_has_come() -> None:
    bpmn = diagram(
        process(
            element("eventBasedGateway", "g", instantiate="true"),
            catch("m1", MESSAGE),
            catch("s1", SIGNAL),
            user("a"),
            user("b"),
            chain("g", "m1", "a"),
            chain("g", "s1", "b"),
        )
    )
    assert {each.element_id for each in compiled(bpmn).processes["p"].event_starts} == {"#start.m1", "#start.s1"}
    assert case(bpmn, "#start.s1").open == ["b"]
    assert case(bpmn, "#start.m1").open == ["a"]


def test_thrown_between_elements() -> None:
    found = case(diagram(process(start(), throw("t", SIGNAL, MESSAGE), user("z"), chain("start", "t", "z"))))
    assert (sorted(found.thrown), found.open) == (["m", "s"], ["z"])
