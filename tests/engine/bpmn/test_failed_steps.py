"""A step that cannot be done does not happen: the token stands where it stood, and can be tried again."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError, TaskNotFound
from tests.engine.bpmn.drawing import (
    ESCALATION,
    MESSAGE,
    boundary,
    call,
    catch,
    chain,
    cycle,
    diagram,
    duration,
    each,
    end,
    flow,
    gateway,
    io,
    process,
    script,
    start,
    sub,
    throw,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import case

CHOICE = diagram(
    process(start(), user("u"), gateway("exclusive", "g"), user("a"), user("b"), chain("start", "u", "g"),
            flow("g", "a", "=sum > 10"), flow("g", "b", "=sum <= 10"))
)  # fmt: skip


def test_a_gateway_without_a_way_out_waits_until_there_is_one() -> None:
    found = case(CHOICE).complete("u", by="me")
    assert (found.open, found.wrong, found.passed) == ([], ["g"], ["start", "u"])
    assert found.retry("g").wrong == ["g"], "nothing has been mended"
    found.set_variables(sum=11).retry("g")
    assert (found.open, found.wrong) == (["a"], [])
    assert found.seen("a") == {"by": "me", "sum": 11}


def test_only_what_failed_can_be_tried_again() -> None:
    found = case(CHOICE)
    with pytest.raises(TaskNotFound):
        found.execution.retry(found.task("u").token)


def test_other_branches_go_on() -> None:
    bpmn = diagram(process(start(), gateway("parallel", "k"), user("a"),
                           script("bad", "x", '=assert(zero, zero != 0, "no zero")'),
                           gateway("parallel", "j"), user("z"), chain("start", "k", "a", "j", "z"),
                           chain("k", "bad", "j")))  # fmt: skip
    found = case(bpmn.replace(b'=assert(zero, zero != 0, "no zero")', b'=assert(zero, zero != 0, "no zero")'), zero=0)
    assert (found.open, found.wrong) == (["a"], ["bad"])
    found.complete("a", k=1)
    assert found.open == []
    assert found.set_variables(zero=4).retry("bad").seen("z") == {"k": 1, "x": 4, "zero": 4}


def test_what_a_person_answered_is_kept_when_their_task_cannot_end() -> None:
    mapped = user("u", zeebe(io(("output", "n", '=assert(limit, limit > 0, "no limit")'))))
    found = case(diagram(process(start(), mapped, user("z"), chain("start", "u", "z"))))
    found.complete("u", answer=42)
    assert (found.open, found.wrong) == ([], ["u"])
    assert found.set_variables(limit=3).retry("u").seen("z") == {"limit": 3, "n": 3}


def test_results_of_a_call_are_kept() -> None:
    called = call("c", "child", io(("output", "n", '=assert(limit, limit > 0, "no limit")')))
    found = case(diagram(process(start(), called, user("z"), chain("start", "c", "z")))).answer("c", {"r": 1})
    assert found.wrong == ["c"]
    assert found.set_variables(limit=3).retry("c").seen("z") == {"limit": 3, "n": 3}


def test_nothing_of_a_failed_step_has_happened() -> None:
    bpmn = diagram(process(start(), user("u", each("=names", "n")), boundary("b", "u", duration("=wait")),
                           user("h"), user("z"), chain("start", "u", "z"), chain("b", "h")))  # fmt: skip
    found = case(bpmn, names=["a", "b"])
    assert (found.open, found.armed, found.wrong) == ([], [], ["u"])
    found.set_variables(wait="PT1H").retry("u")
    assert (found.open, found.armed) == (["u", "u"], ["b"])


def test_a_rhythm_can_be_changed_but_not_to_nonsense() -> None:
    bpmn = diagram(process(start(), user("u"), boundary("b", "u", cycle("=rhythm"), interrupting=False), user("h"),
                           chain("start", "u"), chain("b", "h")))  # fmt: skip
    found = case(bpmn, rhythm="R/PT1H")
    with pytest.raises(ExpressionError, match="not a cycle"):
        found.set_variables(rhythm="often")
    assert found.variables == {"rhythm": "R/PT1H"}
    found.set_variables(rhythm="R/PT2H")
    assert found.advance(minutes=119).open == ["u"]
    assert found.advance(minutes=1).open == ["h", "u"]


def test_two_steps_of_one_action_fail_each_for_itself() -> None:
    bpmn = diagram(process(start(), user("u"), gateway("parallel", "k"), catch("c1", duration("=one")),
                           catch("c2", duration("=two")), user("a"), user("b"), chain("start", "u", "k", "c1", "a"),
                           chain("k", "c2", "b")))  # fmt: skip
    found = case(bpmn).complete("u")
    assert found.wrong == ["c1", "c2"]
    found.set_variables(one="PT1H").retry("c1")
    assert (found.wrong, found.armed) == (["c2"], ["c1"])


def test_what_failed_ends_with_its_scope() -> None:
    inner = sub("S", start("i"), catch("c", duration("=wait")), chain("i", "c"))
    bpmn = diagram(process(start(), inner, boundary("b", "S", duration("PT1H")), user("h"), chain("start", "S"),
                           chain("b", "h")))  # fmt: skip
    found = case(bpmn)
    assert found.wrong == ["c"]
    found.advance(hours=1)
    assert (found.open, found.wrong, found.withdrawn) == (["h"], [], ["c"])


def test_an_endless_loop_happens_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.bpmn.running.VISIT_LIMIT", 500)
    bpmn = diagram(
        process(
            start(),
            user("u"),
            gateway("exclusive", "m"),
            throw("t"),
            gateway("exclusive", "x"),
            end(),
            chain("start", "u", "m", "t", "x"),
            flow("x", "m", "=not(stop)"),
            flow("x", "end", "=stop"),
        )
    )
    found = case(bpmn, stop=False).complete("u", said=1)
    assert (found.wrong, found.passed) == (["u"], ["start"])
    assert found.set_variables(stop=True).retry("u").status == "completed"
    assert found.variables == {"stop": True, "said": 1}


def test_variables_change_for_all_branches_at_once() -> None:
    bpmn = diagram(process(start(), gateway("parallel", "k"), user("a"), user("b"), gateway("parallel", "j"),
                           user("z"), chain("start", "k", "a", "j", "z"), chain("k", "b", "j")))  # fmt: skip
    found = case(bpmn, x=1).complete("a", x=2)
    found.set_variables(x=9)
    found.complete("b")
    assert (found.seen("z"), found.conflicts) == ({"x": 9}, [])


def test_a_timer_moves_with_what_it_depends_on() -> None:
    bpmn = diagram(process(start(), user("u"), boundary("b", "u", duration("=wait")), user("h"), chain("start", "u"),
                           chain("b", "h")))  # fmt: skip
    found = case(bpmn, wait="PT5H").advance(hours=1)
    found.set_variables(wait="PT2H")
    assert found.advance(minutes=59).open == ["u"]
    assert found.advance(minutes=1).open == ["h"], "counted from when it was armed"


@pytest.mark.parametrize("marker", ["", each("=[1]", "n")])
def test_a_called_case_that_ends_does_not_take_back_what_was_changed_meanwhile(marker: str) -> None:
    called = call("c", "child", loop=marker)
    found = case(diagram(process(start(), called, user("z"), chain("start", "c", "z"))), x="wrong", y=1)
    found.set_variables(x="mended")
    assert found.answer("c", {"x": "wrong", "y": 2}).seen("z") == {"x": "mended", "y": 2}


def test_names_that_mean_something_of_their_own_inside_stay() -> None:
    inner = sub("S", zeebe(io(("input", "x", "=5"))), start("i"), user("u"), chain("i", "u"))
    found = case(diagram(process(start(), inner, user("z"), chain("start", "S", "z"))), x=1)
    found.set_variables(x=9)
    assert found.seen("u")["x"] == 5
    assert found.complete("u").seen("z")["x"] == 9


def test_a_call_goes_on_after_an_escalation_that_could_not_be_handled() -> None:
    mapped = zeebe(io(("output", "v", '=assert(n, n = 1, "no n")')))
    catcher = boundary("b", "c", mapped, ESCALATION, interrupting=False)
    found = case(diagram(process(start(), call("c", "child"), catcher, user("h"), user("z"), chain("start", "c", "z"),
                                 chain("b", "h"))))  # fmt: skip
    assert found.escalate("c", "X")
    found.answer("c", {"r": 1})
    assert (found.open, found.wrong) == ([], ["c"]), "both wait, in order"
    found.set_variables(n=1).retry("c")
    assert found.open == ["h", "z"]


def test_many_instances_that_all_fail() -> None:
    bpmn = diagram(process(start(), user("u", zeebe('<zeebe:assignmentDefinition assignee="=7"/>'),
                                         each("=for i in 1..300 return i", "n")), chain("start", "u")))  # fmt: skip
    found = case(bpmn)
    assert (len(found.wrong), found.open) == (300, [])


def test_a_case_that_only_an_event_starts_is_not_started_without_it() -> None:
    bpmn = diagram(process(start("s", MESSAGE), user("z"), chain("s", "z")))
    with pytest.raises(ExpressionError, match="only an event starts it"):
        case(bpmn)


def test_of_several_steps_that_fail_none_has_asked_anybody() -> None:
    tasks = "".join(user(name) + boundary(f"late_{name}", name, duration("=wait")) for name in "abc")
    bpmn = diagram(process(start(), gateway("parallel", "k"), tasks, chain("start", "k"),
                           *(chain("k", name) for name in "abc")))  # fmt: skip
    found = case(bpmn)
    assert (found.open, found.armed, found.wrong) == ([], [], ["a", "b", "c"])
    found.set_variables(wait="PT1H").retry("b")
    assert (found.open, found.armed, found.wrong) == (["b"], ["late_b"], ["a", "c"])
