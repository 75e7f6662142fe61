"""Standard loops: an activity again and again, one round at a time."""

from __future__ import annotations

import pytest

from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import (
    boundary,
    call,
    chain,
    diagram,
    duration,
    each,
    end,
    error,
    io,
    process,
    script,
    start,
    sub,
    user,
)
from tests.engine.bpmn.driving import case, compiled


def again(condition: str = "", maximum: int | None = None, *, before: bool = False) -> str:
    """A loop marker."""
    attributes = f' testBefore="{str(before).lower()}"' + (f' loopMaximum="{maximum}"' if maximum is not None else "")
    inside = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    return f"<standardLoopCharacteristics{attributes}>{inside}</standardLoopCharacteristics>"


def around(part: str, id: str = "u", *more: str) -> bytes:
    return diagram(process(start(), part, *more, user("z"), end(), chain("start", id, "z", "end")))


def test_the_activity_is_repeated_as_long_as_the_condition_holds() -> None:
    found = case(around(user("u", again("=not(ok)"))), said="")
    for number in (1, 2, 3):
        assert found.task("u").variables["loopCounter"] == number
        found.complete("u", ok=number == 3, said=found.seen("u")["said"] + str(number))
    assert (found.open, found.passed) == (["z"], ["start", "u"])
    assert found.seen("z") == {"ok": True, "said": "123"}, "the counter is the activity's own"
    assert found.conflicts == []


@pytest.mark.parametrize(("before", "rounds"), [(False, 1), (True, 0)])
def test_the_condition_is_asked_after_the_first_round_or_before_it(before: bool, rounds: int) -> None:
    found = case(around(script("u", "n", "=n + 1", again("=false", before=before))), n=0)
    assert found.seen("z") == {"n": rounds}


@pytest.mark.parametrize("before", [False, True])
def test_the_condition_sees_how_many_rounds_there_have_been(before: bool) -> None:
    found = case(around(script("u", "n", "=n + 1", again("=loopCounter &lt; 3", before=before))), n=0)
    assert found.seen("z") == {"n": 3}


@pytest.mark.parametrize("condition", ["", "=true"])
def test_a_maximum_ends_the_loop(condition: str) -> None:
    found = case(around(script("u", "n", "=n + 1", again(condition, 4))), n=0)
    assert found.seen("z") == {"n": 4}


def test_a_condition_that_is_null_ends_the_loop() -> None:
    assert case(around(user("u", again("=unknown")))).complete("u").open == ["z"]


def test_a_condition_that_is_no_boolean_names_the_activity() -> None:
    (fault,) = case(around(user("u", again("=count"))), count=1).complete("u").faults
    assert fault.startswith("u: a condition gave 1")


def test_a_boundary_event_guards_the_loop_as_a_whole() -> None:
    more = boundary("b", "u", duration("PT1H")) + user("h") + chain("b", "h")
    found = case(around(user("u", again("=true")), "u", more)).advance(minutes=40).complete("u")
    assert found.armed == ["b"]
    found.advance(minutes=30)
    assert (found.open, found.armed, found.withdrawn) == (["h"], [], ["u"])


def test_a_boundary_event_that_does_not_interrupt_lets_the_loop_go_on() -> None:
    more = boundary("b", "u", duration("PT1H"), interrupting=False) + user("h") + chain("b", "h")
    found = case(around(user("u", again("=n &lt; 2")), "u", more), n=0).complete("u", n=1).advance(hours=2)
    assert found.open == ["h", "u"]
    assert found.seen("h") == {"n": 1}, "what the rounds have made is seen outside"
    found.complete("u", n=2).complete("h", seen=True)
    assert (found.open, found.variables) == (["z"], {"n": 2, "seen": True})


def test_a_sub_process_is_repeated_until_its_error_is_caught() -> None:
    inner = sub("s", start("ss"), user("a"), script("b", "n", "=n + 1"), end("se"), chain("ss", "a", "b", "se"),
                again("=n &lt; 5"))  # fmt: skip
    found = case(around(inner, "s", boundary("b1", "s", error("e1")), user("h"), chain("b1", "h")), n=0)
    found.complete("a").complete("a")
    assert (found.open, found.variables["n"]) == (["a"], 2)
    assert found.fail("a", "E1").open == ["h"]
    assert found.seen("h") == {"n": 2}


def test_a_call_is_repeated_case_by_case() -> None:
    found = case(around(call("c", "child", io(("input", "round", "=loopCounter")), loop=again("=more")), "c"))
    for number, more in ((1, True), (2, False)):
        (made,) = found.calls.values()
        assert made.items == [{"loopCounter": number, "round": number}]
        found.answer("c", {"more": more})
    assert found.seen("z") == {"more": False}


def test_a_loop_runs_in_each_instance_of_a_sub_process() -> None:
    inner = sub("s", start("ss"), script("u", "n", "=n + item", again(maximum=3)), end("se"), chain("ss", "u", "se"),
                each("=[1, 2]", "item", "all", "=n"))  # fmt: skip
    assert case(around(inner, "s"), n=0).seen("z") == {"n": 0, "all": [3, 6]}


def test_a_thousand_rounds_keep_their_size() -> None:
    found = case(around(user("u", again("=n &lt; 1000"))), n=100)
    found.complete("u", n=101)
    early = len(found.state)
    while found.open == ["u"]:
        late = len(found.state)
        found.complete("u", n=found.variables["n"] + 1)
    assert found.seen("z") == {"n": 1000}
    assert late <= early + 3 * 3, "the number of the round grows, where it is told, and nothing else"


def test_a_thousand_rounds_without_a_wait() -> None:
    assert case(around(script("u", "n", "=n + 1", again(maximum=1000))), n=0).seen("z") == {"n": 1000}


@pytest.mark.parametrize(
    ("marker", "reason"),
    [
        (again(), "has no end"),
        (again(maximum=0), "maximum is '0'"),
        (f'<standardLoopCharacteristics loopMaximum="{"9" * 5_000}"/>', "maximum is '9{20}'"),
        (again("=1 +"), "loop condition is not FEEL"),
        (again("=true") + each("=[1]"), "a loop marker and a multi-instance marker"),
    ],
)
def test_a_marker_without_meaning_is_refused(marker: str, reason: str) -> None:
    with pytest.raises(InvalidDiagram, match=reason):
        compiled(around(user("u", marker)))
