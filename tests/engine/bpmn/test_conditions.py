"""Conditional events happen when their condition becomes true."""

from __future__ import annotations

from tests.engine.bpmn.drawing import (
    boundary,
    catch,
    chain,
    condition,
    diagram,
    end,
    gateway,
    on,
    process,
    script,
    start,
    sub,
    user,
)
from tests.engine.bpmn.driving import case

HIGH = condition("=sum > 10")


def beside(*, interrupting: bool) -> bytes:
    return diagram(process(start(), user("u"), boundary("b", "u", HIGH, interrupting=interrupting), user("h"),
                           chain("start", "u"), chain("b", "h")))  # fmt: skip


def test_a_condition_that_holds_already_is_passed() -> None:
    bpmn = diagram(process(start(), catch("c", HIGH), user("z"), end(), chain("start", "c", "z", "end")))
    assert case(bpmn, sum=11).open == ["z"]
    found = case(bpmn, sum=1)
    assert (found.open, found.stuck) == ([], [])
    assert found.set_variables(sum=12).open == ["z"]


def test_another_branch_cannot_make_it_true() -> None:
    bpmn = diagram(process(start(), gateway("parallel", "g"), catch("c", HIGH), user("a"), user("z"),
                           chain("start", "g", "c", "z"), chain("g", "a")))  # fmt: skip
    found = case(bpmn, sum=0).complete("a", sum=99)
    assert found.open == [], "branches see each other's values only where they meet"
    assert found.set_variables(sum=11).open == ["z"]


def test_on_a_boundary_a_command_can_make_it_true() -> None:
    found = case(beside(interrupting=True), sum=1)
    assert found.set_variables(sum=5).open == ["u"]
    assert found.set_variables(sum=50).open == ["h"]


def test_beside_an_activity_it_happens_once_each_time_it_becomes_true() -> None:
    found = case(beside(interrupting=False), sum=1)
    for given, tasks in ((11, ["h", "u"]), (12, ["h", "u"]), (2, ["h", "u"]), (13, ["h", "h", "u"])):
        assert found.set_variables(sum=given).open == tasks


def test_an_event_sub_process_sees_what_its_scope_does() -> None:
    inner = sub("S", start("i"), user("u"), user("v"), chain("i", "u", "v"),
                on("E", HIGH, script("note", "noted", "=sum"), interrupting=False))  # fmt: skip
    inner = inner.replace("</subProcess></subProcess>", chain("E.start", "note") + "</subProcess></subProcess>")
    found = case(diagram(process(start(), inner, user("z"), chain("start", "S", "z"))), sum=1)
    assert found.complete("u", sum=20).open == ["v"]
    assert found.complete("v").seen("z") == {"sum": 20, "noted": 20}


def test_a_condition_that_is_no_boolean_stops_where_it_listens() -> None:
    bpmn = diagram(process(start(), catch("c", condition("=sum")), user("z"), chain("start", "c", "z")))
    found = case(bpmn, sum=3)
    assert (found.wrong, found.faults[0].startswith("c: a condition gave 3")) == (["c"], True)
    assert found.set_variables(sum=True).retry("c").open == ["z"]


def test_one_execution_looks_again_each_time_variables_change() -> None:
    bpmn = diagram(process(start(), catch("c", HIGH), user("z"), chain("start", "c", "z")))
    execution = case(bpmn, sum=1).execution
    execution.set_variables({"sum": 2})
    execution.set_variables({"sum": 20})
    assert execution.passed == ["c"]
