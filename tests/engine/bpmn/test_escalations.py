"""Escalations climb to whoever catches them, and their thrower goes on."""

from __future__ import annotations

import pytest

from tests.engine.bpmn.drawing import (
    ESCALATION,
    boundary,
    call,
    chain,
    diagram,
    element,
    end,
    gateway,
    on,
    process,
    start,
    sub,
    throw,
    user,
)
from tests.engine.bpmn.driving import case

ALL = "<escalationEventDefinition/>"


def climbing(*around: str, interrupting: bool = False) -> bytes:
    inner = sub("S", start("i"), throw("t", ESCALATION), user("u"), chain("i", "t", "u"))
    return diagram(process(start(), inner, boundary("b", "S", ESCALATION, interrupting=interrupting), user("h"),
                           user("z"), *around, chain("start", "S", "z"), chain("b", "h")))  # fmt: skip


def test_both_go_on() -> None:
    found = case(climbing())
    assert found.open == ["h", "u"]
    assert found.complete("u").complete("h").open == ["z"]
    assert found.thrown == [], "it was caught"


def test_an_interrupting_boundary_ends_the_thrower() -> None:
    found = case(climbing(interrupting=True))
    assert (found.open, found.passed) == (["h"], ["start", "i", "b"])


def test_an_end_event_escalates_too() -> None:
    inner = sub("S", start("i"), gateway("parallel", "g"), user("u"), element("endEvent", "t", ESCALATION),
                chain("i", "g", "u"), chain("g", "t"))  # fmt: skip
    bpmn = diagram(process(start(), inner, boundary("b", "S", ESCALATION), user("h"), chain("start", "S"),
                           chain("b", "h")))  # fmt: skip
    found = case(bpmn)
    assert found.open == ["h"]
    assert found.complete("h").status == "completed"


def test_the_code_comes_before_what_catches_all_and_the_nearest_before_the_rest() -> None:
    inner = sub("I", start("i"), throw("t", ESCALATION), user("u"), chain("i", "t", "u"))
    outer = sub("O", start("o"), inner, boundary("near", "I", ALL, interrupting=False), user("n"),
                boundary("code", "I", ESCALATION, interrupting=False), user("c"), chain("o", "I"), chain("near", "n"),
                chain("code", "c"))  # fmt: skip
    bpmn = diagram(process(start(), outer, boundary("far", "O", ESCALATION, interrupting=False), user("f"),
                           chain("start", "O"), chain("far", "f")))  # fmt: skip
    assert case(bpmn).open == ["c", "u"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_sub_process_catches(interrupting: bool) -> None:
    inner = sub("S", start("i"), throw("t", ESCALATION), user("u"), chain("i", "t", "u"),
                on("E", ESCALATION, user("h"), chain("E.start", "h"), interrupting=interrupting))  # fmt: skip
    found = case(diagram(process(start(), inner, user("z"), chain("start", "S", "z"))))
    assert found.open == (["h"] if interrupting else ["h", "u"])
    for task in found.open:
        found.complete(task)
    assert found.open == ["z"]


def test_what_nobody_catches_leaves_the_case_and_stops_nothing() -> None:
    bpmn = diagram(process(start(), throw("t", ESCALATION), user("z"), end(), chain("start", "t", "z", "end")))
    found = case(bpmn)
    assert (found.open, found.thrown) == (["z"], ["X"])


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_called_case_escalates_to_its_caller(interrupting: bool) -> None:
    bpmn = diagram(process(start(), call("c", "child"), boundary("b", "c", ESCALATION, interrupting=interrupting),
                           user("h"), user("z"), chain("start", "c", "z"), chain("b", "h")))  # fmt: skip
    found = case(bpmn)
    assert found.escalate("c", "X", reason="late")
    assert found.open == ["h"]
    assert found.seen("h") == {"reason": "late"}
    assert found.withdrawn == (["c"] if interrupting else [])


def test_a_call_that_does_not_catch_lets_it_climb_on() -> None:
    found = case(diagram(process(start(), call("c", "child"), chain("start", "c"))))
    assert not found.escalate("c", "X")
    assert found.thrown == ["X"]
