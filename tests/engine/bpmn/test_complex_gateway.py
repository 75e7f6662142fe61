"""Complex gateways: activation by a condition, the reset, and splitting."""

from __future__ import annotations

import pytest

from engine.errors import InvalidDiagram
from tests.engine.bpmn.drawing import (
    boundary,
    chain,
    diagram,
    duration,
    end,
    flow,
    gateway,
    process,
    script,
    start,
    sub,
    user,
)
from tests.engine.bpmn.driving import case, compiled


def join(condition: str = "=activationCount &gt;= 2", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<complexGateway id="j"{written}><activationCondition>{condition}</activationCondition></complexGateway>'


THREE = start() + gateway("parallel", "g") + user("a") + user("b") + user("c") + user("z") + end()
WAYS = chain("start", "g") + chain("g", "a", "j") + chain("g", "b", "j") + chain("g", "c", "j")


def three(gate: str, leaving: str = "", *more: str) -> bytes:
    """Three branches that meet at a complex gateway."""
    return diagram(process(THREE, gate, WAYS, leaving or chain("j", "z"), chain("z", "end"), *more))


def test_two_of_three_are_enough_and_the_third_ends_there() -> None:
    found = case(three(join()), n=0).complete("a", a=1)
    assert found.open == ["b", "c"]
    found.complete("c", c=1)
    assert found.open == ["b", "z"]
    assert found.seen("z") == {"n": 0, "a": 1, "c": 1}
    found.complete("b", b=1).complete("z", z=1)
    assert (found.status, found.stuck) == ("completed", [])
    assert found.variables == {"n": 0, "a": 1, "b": 1, "c": 1, "z": 1}, "what comes later is not lost"
    assert found.passed.count("z") == 1


def test_the_process_waits_for_those_that_are_late() -> None:
    found = case(three(join())).complete("a").complete("b").complete("z")
    assert (found.status, found.open) == ("running", ["c"])
    assert found.complete("c").status == "completed"


def test_what_a_late_branch_changed_differently_is_a_conflict() -> None:
    found = case(three(join()), n=0).complete("a", n=1).complete("b").complete("c", n=2).complete("z")
    assert found.conflicts == [("n",)]


def test_all_at_once_is_activated_once() -> None:
    ways = chain("start", "g") + "".join(chain("g", id, "j") for id in "abc")
    scripts = "".join(script(id, id, "=1") for id in "abc")
    found = case(diagram(process(start(), gateway("parallel", "g"), scripts, join(), user("z"), end(), ways,
                                 chain("j", "z", "end"))))  # fmt: skip
    assert found.open == ["z"]
    found.complete("z")
    assert (found.status, found.variables) == ("completed", {"a": 1, "b": 1, "c": 1})


def test_the_condition_sees_variables() -> None:
    bpmn = three(join("=enough or activationCount = 3"))
    assert case(bpmn, enough=False).complete("a", enough=True).open == ["b", "c", "z"]
    assert case(bpmn, enough=False).complete("a").complete("b").complete("c").open == ["z"]


def test_the_condition_is_asked_again_when_a_variable_is_set() -> None:
    found = case(three(join("=enough"))).complete("a").complete("b")
    assert found.open == ["c"]
    found.set_variables(enough=True)
    assert found.open == ["c", "z"]
    assert found.complete("c").complete("z").status == "completed"


def test_a_condition_that_cannot_be_evaluated_can_be_mended() -> None:
    found = case(three(join("=enough"))).complete("a").complete("b", enough="perhaps")
    assert (found.open, found.wrong) == (["c"], ["j"])
    found.set_variables(enough=True).retry("j")
    assert (found.open, found.wrong) == (["c", "z"], [])
    assert found.complete("c").complete("z").status == "completed"


def test_after_the_reset_it_starts_anew() -> None:
    again = gateway("exclusive", "x"), gateway("exclusive", "y")
    found = case(
        diagram(
            process(
                start(), *again, gateway("parallel", "g"), user("a"), user("b"), user("c"), join(), user("z"), end(),
                chain("start", "x", "g"), chain("g", "a", "j"), chain("g", "b", "j"), chain("g", "c", "j"),
                chain("j", "z", "y"), flow("y", "x", "=again"), flow("y", "end"),
            )
        )
    )  # fmt: skip
    found.complete("a").complete("b").complete("c").complete("z", again=True)
    assert found.open == ["a", "b", "c"]
    assert found.complete("c").open == ["a", "b"], "one is not enough again"
    found.complete("b")
    assert found.open == ["a", "z"]
    found.complete("z", again=False).complete("a")
    assert found.status == "completed"


def test_a_branch_that_went_elsewhere_is_not_waited_for() -> None:
    elsewhere = gateway("exclusive", "x") + end("out") + user("y")
    ways = chain("start", "g") + chain("g", "a", "j") + chain("g", "b", "j") + chain("g", "c", "x")
    found = case(diagram(process(THREE, elsewhere, join(), ways, flow("x", "j", "=stay"), flow("x", "out"),
                                 flow("j", "z", "=waitingForStart"), flow("j", "y", "=not(waitingForStart)"),
                                 chain("z", "end"), chain("y", "end"))))  # fmt: skip
    found.complete("a").complete("b")
    assert found.open == ["c", "z"]
    found.complete("c", stay=False)
    assert found.open == ["y", "z"], "the reset comes as soon as nobody else can"


def test_a_flow_can_ask_for_those_that_come_later() -> None:
    leaving = flow("j", "z", "=waitingForStart") + flow("j", "y", "=not(waitingForStart) and late")
    bpmn = three(join(), leaving, user("y"), chain("y", "end"))
    found = case(bpmn).complete("a", a=1).complete("b", b=1).complete("c", late=True)
    assert found.open == ["y", "z"]
    assert found.seen("y") == {"a": 1, "b": 1, "late": True}
    found.complete("y").complete("z")
    assert found.status == "completed"
    assert case(bpmn).complete("a").complete("b").complete("c", late=False).open == ["z"]


def test_it_splits_as_an_inclusive_gateway_does() -> None:
    split = diagram(
        process(
            start(), '<complexGateway id="g" default="d"/>', user("a"), user("b"), user("c"), end(),
            chain("start", "g"), flow("g", "a", "=i > 1"), flow("g", "b", "=i > 2"),
            flow("g", "c", id="d"), chain("a", "end"), chain("b", "end"), chain("c", "end"),
        )
    )  # fmt: skip
    assert [case(split, i=i).open for i in (1, 2, 3)] == [["c"], ["a"], ["a", "b"]]


def test_conditions_are_asked_where_it_is_activated() -> None:
    leaving = flow("j", "z", "=a = 1") + flow("j", "y", id="d")
    bpmn = three(join(default="d"), leaving, user("y"), chain("y", "end"))
    assert case(bpmn).complete("a", a=1).complete("b").complete("c", a=1).open == ["z"]
    assert case(bpmn).complete("a", a=2).complete("b").complete("c").open == ["y"]


def test_no_way_out_names_the_gateway() -> None:
    (fault,) = case(three(join(), flow("j", "z", "=false"))).complete("a").complete("b").faults
    assert fault.startswith("j: no condition holds")


def test_a_second_token_by_the_same_flow_waits_for_the_next_round() -> None:
    found = case(
        diagram(
            process(
                start(), gateway("parallel", "g"), user("a"), user("b"), gateway("exclusive", "x"), user("c"), join(),
                user("z"), end(), chain("start", "g"), chain("g", "a", "x"), chain("g", "b", "x"), chain("x", "j"),
                chain("g", "c", "j"), chain("j", "z", "end"),
            )
        )
    )  # fmt: skip
    found.complete("b", by="b").complete("a", by="a")
    assert found.open == ["c"], "two tokens by one flow count once"
    found.complete("c")
    assert (found.open, found.seen("z")) == (["z"], {"by": "b"})
    found.complete("z")
    assert (found.status, found.stuck) == ("running", ["j"])


def test_an_inclusive_join_does_not_wait_for_the_reset() -> None:
    found = case(
        diagram(
            process(
                start(), gateway("parallel", "g"), user("a"), user("b"), user("d"), gateway("inclusive", "i"), join(),
                gateway("exclusive", "x"), user("z"), end(), chain("start", "g"), chain("g", "a", "j"),
                chain("g", "b", "j"), chain("g", "d", "i", "j", "x"), flow("x", "i", "=again"), flow("x", "z"),
                chain("z", "end"),
            )
        )
    )  # fmt: skip
    found.complete("a").complete("b").complete("z")
    assert found.open == ["d"]
    found.complete("d")
    assert (found.status, found.stuck) == ("completed", []), "the join and the reset do not wait for each other"


INNER = sub("s", THREE.replace('"start"', '"ss"').replace('"z"', '"y"').replace('"end"', '"se"'), join(),
            WAYS.replace('"start"', '"ss"'), chain("j", "y", "se"))  # fmt: skip
GUARDED = diagram(
    process(
        start(), INNER, boundary("t", "s", duration("PT1H")), user("z"), user("h"), end(),
        chain("start", "s", "z", "end"), chain("t", "h", "end"),
    )
)  # fmt: skip


def test_it_ends_with_its_sub_process() -> None:
    found = case(GUARDED)
    found.complete("a").complete("b").complete("y")
    assert (found.open, found.armed) == (["c"], ["t"])
    assert found.complete("c").open == ["z"]


def test_what_waits_for_the_reset_goes_with_its_sub_process() -> None:
    found = case(GUARDED)
    found.complete("a", a=1).complete("b").advance(hours=1)
    assert (found.open, found.seen("h")) == (["h"], {"a": 1})
    assert found.complete("h").status == "completed"


def test_a_join_without_a_condition_is_refused() -> None:
    with pytest.raises(InvalidDiagram, match="j: The complex gateway does not say when it goes on"):
        compiled(three('<complexGateway id="j"/>'))
