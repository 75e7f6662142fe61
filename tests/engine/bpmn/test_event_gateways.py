"""Event-based gateways: what happens first decides the way."""

from __future__ import annotations

from tests.engine.bpmn.drawing import (
    MESSAGE,
    SIGNAL,
    boundary,
    catch,
    chain,
    condition,
    diagram,
    duration,
    element,
    end,
    gateway,
    process,
    start,
    user,
)
from tests.engine.bpmn.driving import case

RACE = diagram(
    process(
        start(), gateway("eventBased", "g"), catch("late", duration("PT2H")), catch("soon", duration("PT1H")),
        catch("told", MESSAGE), catch("heard", SIGNAL), catch("held", condition("=v = 1")),
        element("receiveTask", "got", messageRef="m"), user("a"), user("b"), user("c"), user("d"), user("e"),
        user("f"), end(), chain("start", "g", "late", "a", "end"), chain("g", "soon", "b", "end"),
        chain("g", "told", "c", "end"), chain("g", "heard", "d", "end"), chain("g", "held", "e", "end"),
        chain("g", "got", "f", "end"),
    )
)  # fmt: skip


def test_every_timer_has_its_own_time() -> None:
    found = case(RACE)
    assert (found.armed, found.awaited) == (["late", "soon"], ["got", "heard", "told"])
    found.advance(hours=3)
    assert (found.open, found.armed, found.awaited) == (["b"], [], [])
    assert found.complete("b").passed == ["start", "g", "soon", "b", "end"]


def test_a_message_a_signal_and_a_condition_may_win() -> None:
    assert case(RACE).message("m", v=0).seen("c") == {"v": 0}
    assert case(RACE).signal("s").open == ["d"]
    assert case(RACE).set_variables(v=1).open == ["e"]


def test_a_receive_task_may_win() -> None:
    found = case(RACE)
    for waits in [each for each in found.messages.values() if each.element_id == "told"]:
        found.messages[waits.token] = found.messages.pop(waits.token)  # the task now is the one that waited longest
    assert found.message("m").open == ["f"]
    assert found.awaited == []


def test_it_is_killed_as_a_whole() -> None:
    bpmn = diagram(process(
        start(), element("subProcess", "S", start("i"), gateway("eventBased", "g"), catch("m1", MESSAGE),
                         catch("t1", duration("PT9H")), chain("i", "g", "m1"), chain("g", "t1")),
        boundary("b", "S", duration("PT1H")), user("h"), chain("start", "S"), chain("b", "h"),
    ))  # fmt: skip
    found = case(bpmn).advance(hours=1)
    assert (found.open, sorted(found.withdrawn)) == (["h"], ["m1", "t1"])


def test_branches_keep_what_they_know() -> None:
    bpmn = diagram(process(
        start(), gateway("parallel", "g"), user("a"), gateway("eventBased", "e"), catch("m1", MESSAGE),
        catch("t1", duration("PT9H")), gateway("exclusive", "x"), gateway("parallel", "j"), user("z"),
        chain("start", "g", "a", "j"), chain("g", "e", "m1", "x", "j", "z"), chain("e", "t1", "x"),
    ))  # fmt: skip
    found = case(bpmn, k=0).complete("a", k=1).message("m", n=2)
    assert (found.seen("z"), found.conflicts) == ({"k": 1, "n": 2}, [])
