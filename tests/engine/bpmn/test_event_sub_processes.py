"""Event sub-processes: what begins in a scope when something happens in it."""

from __future__ import annotations

import pytest

from tests.engine.bpmn.drawing import (
    MESSAGE,
    SIGNAL,
    boundary,
    chain,
    condition,
    cycle,
    diagram,
    duration,
    element,
    end,
    error,
    gateway,
    on,
    process,
    start,
    sub,
    user,
)
from tests.engine.bpmn.driving import Case, case

HANDLER = user("h") + element("endEvent", "done") + chain("E.start", "h", "done")


def around(trigger: str, *, interrupting: bool) -> bytes:
    inner = sub("S", start("i"), user("u"), user("v"), chain("i", "u", "v"),
                on("E", trigger, HANDLER, interrupting=interrupting))  # fmt: skip
    return diagram(process(start(), inner, user("z"), end(), chain("start", "S", "z", "end")))


def message(found: Case) -> None:
    found.message("m", brought=1)


def signal(found: Case) -> None:
    found.signal("s", brought=1)


def timer(found: Case) -> None:
    found.advance(hours=1)


def condition_holds(found: Case) -> None:
    found.set_variables(ready=True)


HAPPENINGS = [
    pytest.param(MESSAGE, message, id="message"),
    pytest.param(SIGNAL, signal, id="signal"),
    pytest.param(duration("PT1H"), timer, id="timer"),
    pytest.param(condition("=ready"), condition_holds, id="condition"),
]


@pytest.mark.parametrize(("trigger", "happen"), HAPPENINGS)
def test_interrupting(trigger: str, happen: object) -> None:
    found = case(around(trigger, interrupting=True)).complete("u", by_u=5)
    assert callable(happen)
    happen(found)
    assert (found.open, found.awaited, found.armed) == (["h"], [], [])
    assert found.seen("h")["by_u"] == 5
    assert found.complete("h", by_h=6).seen("z").items() >= {"by_u": 5, "by_h": 6}.items()


@pytest.mark.parametrize(("trigger", "happen"), HAPPENINGS)
def test_beside_the_rest(trigger: str, happen: object) -> None:
    found = case(around(trigger, interrupting=False), x=0).complete("u", by_u=5)
    assert callable(happen)
    happen(found)
    assert found.open == ["h", "v"]
    assert found.seen("h")["by_u"] == 5
    assert found.complete("v", by_v=7).open == ["h"], "the scope waits for its handler"
    assert found.complete("h", by_h=6, x=1).seen("z").items() >= {"by_u": 5, "by_v": 7, "by_h": 6, "x": 1}.items()
    assert found.conflicts == []


def test_messages_and_cycles_come_again() -> None:
    found = case(around(MESSAGE, interrupting=False)).message("m").message("m")
    assert found.open == ["h", "h", "u"]
    found = case(around(cycle("R2/PT1H"), interrupting=False)).advance(hours=5)
    assert (found.open, found.armed) == (["h", "h", "u"], [])


def test_branches_keep_what_each_of_them_changed() -> None:
    inner = sub(
        "S",
        start("i"),
        gateway("parallel", "g"),
        user("a"),
        user("b"),
        gateway("parallel", "j"),
        chain("i", "g", "a", "j"),
        chain("g", "b", "j"),
        on("E", MESSAGE, HANDLER, interrupting=False),
    )
    found = case(diagram(process(start(), inner, user("z"), chain("start", "S", "z"))), k=0)  # fmt: skip
    found.complete("a", k=1).message("m").complete("b", other=2).complete("h", mine=3)
    assert (found.seen("z"), found.conflicts) == ({"k": 1, "other": 2, "mine": 3}, [])


def test_in_a_process() -> None:
    bpmn = diagram(process(start(), user("u"), end(), chain("start", "u", "end"), on("E", duration("PT1H"), HANDLER)))
    found = case(bpmn).advance(hours=1)
    assert (found.open, found.withdrawn) == (["h"], ["u"])
    assert found.complete("h").status == "completed"
    found = case(bpmn).complete("u")
    assert (found.status, found.withdrawn) == ("completed", ["E.start"]), "what listens does not hold the case"


def test_errors_are_handled_where_they_happen() -> None:
    inner = sub("S", start("i"), user("u"), element("endEvent", "t", error("e1")), chain("i", "u", "t"),
                on("E", error("e1"), HANDLER))  # fmt: skip
    bpmn = diagram(process(start(), inner, boundary("b", "S", error("e1")), user("out"), user("z"),
                           chain("start", "S", "z"), chain("b", "out")))  # fmt: skip
    found = case(bpmn).complete("u", why="late")
    assert found.open == ["h"]
    assert found.seen("h") == {"why": "late"}
    assert found.complete("h").open == ["z"]


def test_an_error_in_a_handler_is_not_for_its_own_scope() -> None:
    failing = user("h") + element("endEvent", "t2", error("e1")) + chain("E.start", "h", "t2")
    inner = sub("S", start("i"), element("endEvent", "t", error("e1")), chain("i", "t"), on("E", error("e1"), failing))
    bpmn = diagram(process(start(), inner, boundary("b", "S", error("e1")), user("out"), chain("start", "S"),
                           chain("b", "out")))  # fmt: skip
    assert case(bpmn).complete("h").open == ["out"]


def test_an_error_of_a_task_is_caught_in_its_scope() -> None:
    found = case(around(error("e1"), interrupting=True)).fail("u", "E1", amount=9)
    assert found.open == ["h"]
    assert found.seen("h") == {"amount": 9}


def test_interrupting_ends_what_other_handlers_do() -> None:
    inner = sub("S", start("i"), user("u"), chain("i", "u"),
                on("E", MESSAGE, HANDLER, interrupting=False),
                on("F", SIGNAL, user("f"), chain("F.start", "f")))  # fmt: skip
    found = case(diagram(process(start(), inner, user("z"), chain("start", "S", "z")))).message("m")
    assert found.open == ["h", "u"]
    assert found.signal("s").open == ["f"]
    assert (found.awaited, found.complete("f").open) == ([], ["z"])


def test_handlers_have_handlers() -> None:
    nested = on("F", SIGNAL, user("f"), chain("F.start", "f"))
    bpmn = diagram(process(start(), user("u"), chain("start", "u"), on("E", MESSAGE, HANDLER, nested)))
    found = case(bpmn)
    assert found.awaited == ["E.start"]
    assert found.message("m").awaited == ["F.start"]
    assert found.signal("s").open == ["f"]
    assert found.complete("f").status == "completed"


def test_an_expression_that_fails_stops_only_what_listens() -> None:
    bpmn = diagram(process(start(), user("u"), chain("start", "u"), on("E", duration("=wait"), HANDLER)))
    found = case(bpmn)
    assert (found.open, found.wrong) == (["u"], ["E.start"])
    assert found.set_variables(wait="PT1H").retry("E.start").armed == ["E.start"]


def test_what_a_branch_that_had_ended_has_made_may_be_changed_by_the_handler() -> None:
    inner = sub("S", start("i"), gateway("parallel", "g"), user("a"), user("b"), chain("i", "g", "a"), chain("g", "b"),
                on("E", MESSAGE, HANDLER))  # fmt: skip
    found = case(diagram(process(start(), inner, user("z"), chain("start", "S", "z"))), k=0)
    found.complete("a", k=1).message("m").complete("h", k=2)
    assert (found.seen("z"), found.conflicts) == ({"k": 2}, [])
