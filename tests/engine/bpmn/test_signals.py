"""Signals: everybody hears them, in this case at once."""

from __future__ import annotations

import pytest

from tests.engine.bpmn.drawing import (
    SIGNAL,
    boundary,
    catch,
    chain,
    diagram,
    element,
    end,
    flow,
    gateway,
    on,
    process,
    start,
    sub,
    throw,
    user,
)
from tests.engine.bpmn.driving import case


def test_a_signal_from_outside_is_heard_by_all_that_wait() -> None:
    bpmn = diagram(process(start(), gateway("parallel", "g"), catch("c1", SIGNAL), catch("c2", SIGNAL), user("a"),
                           user("b"), chain("start", "g", "c1", "a"), chain("g", "c2", "b")))  # fmt: skip
    found = case(bpmn)
    assert found.awaited == ["c1", "c2"]
    assert found.signal("s", v=1).open == ["a", "b"]
    assert found.seen("a") == {"v": 1}


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_a_signal_is_heard_in_its_own_case_and_leaves_it(tag: str) -> None:
    bpmn = diagram(process(start(), gateway("parallel", "g"), catch("c", SIGNAL), user("h"), user("u"),
                           element(tag, "t", SIGNAL), chain("start", "g", "c", "h"), chain("g", "u", "t")))  # fmt: skip
    found = case(bpmn).complete("u")
    assert (found.open, found.thrown, found.awaited) == (["h"], ["s"], [])


def test_a_signal_is_heard_on_boundaries() -> None:
    bpmn = diagram(process(
        start(), user("u"), boundary("b1", "u", SIGNAL, interrupting=False), user("beside"), user("v"),
        boundary("b2", "v", SIGNAL), user("instead"), gateway("parallel", "g"), end(),
        chain("start", "g", "u", "end"), chain("g", "v", "end"), chain("b1", "beside"), chain("b2", "instead"),
    ))  # fmt: skip
    found = case(bpmn).signal("s")
    assert found.open == ["beside", "instead", "u"]
    assert found.signal("s").open == ["beside", "beside", "instead", "u"]


def test_what_a_signal_has_started_is_not_ended_by_it_at_the_boundary_around() -> None:
    inner = sub("S", start("i"), user("u"), element("endEvent", "t", SIGNAL), chain("i", "u", "t"),
                on("E", SIGNAL, user("h"), chain("E.start", "h")))  # fmt: skip
    bpmn = diagram(process(start(), inner, boundary("b", "S", SIGNAL), user("out"), user("z"), chain("start", "S", "z"),
                           chain("b", "out")))  # fmt: skip
    found = case(bpmn).complete("u")
    assert found.open == ["h"]
    assert found.complete("h").open == ["z"]


def test_a_signal_starts_cases() -> None:
    bpmn = diagram(process(start("begin", SIGNAL), user("z"), chain("begin", "z")))
    assert case(bpmn, "begin").open == ["z"]


def test_signals_that_multiply_are_stopped() -> None:
    bpmn = diagram(process(start(), catch("c", SIGNAL), throw("t", SIGNAL), flow("start", "c"), flow("start", "c"),
                           flow("c", "t"), flow("c", "c"), flow("c", "t"), flow("c", "c")))  # fmt: skip
    found = case(bpmn)
    found.signal("s")
    assert "endless loop" in found.faults[0]
