"""Exclusive, parallel and inclusive gateways; conditional and default flows, on gateways and on tasks."""

from __future__ import annotations

import pytest

from tests.engine.bpmn.drawing import boundary, chain, diagram, end, flow, gateway, process, script, start, sub, user
from tests.engine.bpmn.driving import case


def choice(default: str = "d") -> bytes:
    return diagram(
        process(
            start(), gateway("exclusive", "g", default=default) if default else gateway("exclusive", "g"),
            user("a"), user("b"), user("c"), end(), chain("start", "g"), flow("g", "c", id="d"),
            flow("g", "a", "=i > 5", id="fa"), flow("g", "b", "i > 2", id="fb"),
            chain("a", "end"), chain("b", "end"), chain("c", "end"),
        )
    )  # fmt: skip


@pytest.mark.parametrize(("i", "task"), [(9, "a"), (3, "b"), (1, "c"), (None, "c")])
def test_exclusive_takes_the_first_flow_that_holds_else_the_default(i: int | None, task: str) -> None:
    assert case(choice(), i=i).open == [task]


def test_exclusive_without_default_takes_an_unconditioned_flow_in_document_order() -> None:
    assert case(choice(default=""), i=9).open == ["c"]


def test_nothing_holds_and_there_is_no_default() -> None:
    for kind in ("exclusive", "inclusive"):
        bpmn = diagram(
            process(
                start(),
                gateway(kind, "g"),
                user("a"),
                end(),
                chain("start", "g"),
                flow("g", "a", "=i = 1"),
                chain("a", "end"),
            )
        )
        (fault,) = case(bpmn, i=2).faults
        assert fault.startswith("g: no condition holds")


def test_a_condition_that_is_no_boolean_names_its_flow() -> None:
    bpmn = diagram(
        process(start(), gateway("exclusive", "g"), end(), chain("start", "g"), flow("g", "end", "=i", id="f"))
    )
    (fault,) = case(bpmn, i="yes").faults
    assert fault.startswith("f: a condition gave 'yes'")


TASK = diagram(
    process(
        start(), user("a", default="fd"), user("b"), user("c"), user("d"), end(), chain("start", "a"),
        flow("a", "b", "=i = 1"), flow("a", "c", "=i >= 1"), flow("a", "d", id="fd"),
        chain("b", "end"), chain("c", "end"), chain("d", "end"),
    )
)  # fmt: skip


@pytest.mark.parametrize(("i", "tasks"), [(0, ["d"]), (1, ["b", "c"]), (2, ["c"])])
def test_a_task_leaves_by_all_flows_that_hold_else_the_default(i: int, tasks: list[str]) -> None:
    assert case(TASK).complete("a", i=i).open == tasks


def test_plain_flows_are_taken_beside_the_default() -> None:
    ways = flow("a", "b") + flow("a", "c", "=i = 1") + flow("a", "d", id="fd")
    body = process(
        start(), user("a", default="fd"), user("b"), user("c"), user("d"), end(), chain("start", "a"), ways,
        chain("b", "end"), chain("c", "end"), chain("d", "end"),
    )  # fmt: skip
    assert case(diagram(body)).complete("a", i=0).open == ["b", "d"]
    assert case(diagram(body)).complete("a", i=1).open == ["b", "c"]


def test_a_task_with_several_plain_flows_forks() -> None:
    found = case(
        diagram(
            process(
                start(), user("a"), user("b"), user("c"), end(), chain("start", "a", "b", "end"), chain("a", "c", "end")
            )
        )
    )
    found.complete("a").complete("b", x=1)
    assert found.status == "running"
    assert found.complete("c", y=2).variables == {"x": 1, "y": 2}


def test_a_task_whose_conditions_all_fail_is_not_an_end() -> None:
    bpmn = diagram(
        process(start(), user("a"), user("b"), end(), chain("start", "a"), flow("a", "b", "=i = 1"), chain("b", "end"))
    )
    (fault,) = case(bpmn).complete("a", i=0).faults
    assert fault.startswith("a: no condition holds")


FORK = diagram(
    process(
        start(), gateway("parallel", "g"), user("a"), user("b"), gateway("parallel", "j"), user("z"), end(),
        chain("start", "g"), chain("g", "a", "j"), chain("g", "b", "j"), chain("j", "z", "end"),
    )
)  # fmt: skip


def test_a_join_merges_what_each_branch_changed() -> None:
    found = case(FORK, k=1, o={"x": 1, "y": 1}, items=[1, 2])
    found.complete("a", k=2, o={"x": 9, "y": 1}, items=[1, 2, 3])
    assert found.seen("b") == {"k": 1, "o": {"x": 1, "y": 1}, "items": [1, 2]}
    found.complete("b", o={"x": 1, "y": 8})
    assert found.seen("z") == {"k": 2, "o": {"x": 9, "y": 8}, "items": [1, 2, 3]}
    assert found.conflicts == []


def test_what_two_branches_changed_differently_is_a_conflict() -> None:
    found = case(FORK, k=1, o={"x": 1})
    found.complete("b", k=3, o={"x": 3}, same=1).complete("a", k=2, o={"x": 2}, same=1)
    assert [sorted(names) for names in found.conflicts] == [["k", "o.x"]]
    assert found.seen("z")["k"] == 3, "the later flow of the join holds, whoever was first"


def test_a_join_waits_for_every_flow_and_keeps_excess_tokens() -> None:
    found = case(
        diagram(
            process(
                start(), gateway("parallel", "g"), user("a"), user("b"), user("c"), gateway("exclusive", "x"),
                gateway("parallel", "j"), user("z"), end(), chain("start", "g"), chain("g", "a", "x"),
                chain("g", "b", "x"), flow("x", "end", "=first = null"), flow("x", "j"), chain("g", "c", "j"),
                chain("j", "z", "end"),
            )
        )
    )  # fmt: skip
    found.complete("b", first="b").complete("a", first="a")
    assert found.open == ["c"]
    found.complete("c")
    assert (found.open, found.stuck) == (["z"], [])
    assert found.seen("z") == {"first": "b"}, "who came first goes first"
    found.complete("z")
    assert (found.status, found.stuck) == ("running", ["j"]), "a token is stuck: the case must not claim to be complete"
    assert found.cancel().status == "cancelled"


def test_a_token_is_stuck_inside_a_sub_process() -> None:
    inner = sub("s", start("i"), gateway("exclusive", "x"), user("a"), gateway("parallel", "j"),
                chain("i", "x", "a", "j"), flow("x", "j", "=false"))  # fmt: skip
    guard = boundary("b", "s", "<errorEventDefinition/>")
    found = case(diagram(process(start(), inner, guard, end(), chain("start", "s", "end"), chain("b", "end"))))
    assert found.complete("a").stuck == ["j"]


def test_a_loop_with_a_fork_inside_stays_small() -> None:
    bpmn = diagram(
        process(
            start(), gateway("exclusive", "m"), user("u"), gateway("parallel", "g"), script("a", "i", "=i + 1"),
            script("b", "c", "=1"), gateway("parallel", "j"), gateway("exclusive", "x"), end(),
            chain("start", "m", "u", "g"), chain("g", "a", "j"), chain("g", "b", "j"), chain("j", "x"),
            flow("x", "m", "=i < 300"), flow("x", "end"),
        )
    )  # fmt: skip
    found = case(bpmn, i=0)
    found.complete("u")
    early = len(found.state)
    while found.status == "running":
        late = len(found.state)
        found.complete("u")
    assert found.variables == {"i": 300, "c": 1}
    assert late <= early + 5


def test_a_loop_that_leaves_ended_branches_behind_stays_small() -> None:
    bpmn = diagram(
        process(
            start(), gateway("exclusive", "m"), user("u"), gateway("parallel", "g"), script("a", "n", "=i"), end("e"),
            script("b", "i", "=i + 1"), gateway("exclusive", "x"), end(), chain("start", "m", "u", "g"),
            chain("g", "a", "e"), chain("g", "b", "x"), flow("x", "m", "=i < 100"), flow("x", "end"),
        )
    )  # fmt: skip
    found = case(bpmn, i=0).complete("u").complete("u").complete("u")
    early = len(found.state)
    while found.status == "running":
        late = len(found.state)
        found.complete("u")
    assert found.variables["i"] == 100
    assert late <= early + 10


def test_twenty_forks_in_a_row() -> None:
    parts, before = [start(), end()], "start"
    for i in range(20):
        parts += [gateway("parallel", f"g{i}"), gateway("parallel", f"j{i}"), chain(before, f"g{i}")]
        parts += [user(f"a{i}"), user(f"b{i}"), chain(f"g{i}", f"a{i}", f"j{i}"), chain(f"g{i}", f"b{i}", f"j{i}")]
        before = f"j{i}"
    found = case(diagram(process(*parts, chain(before, "end"))))
    for i in range(20):
        assert found.open == [f"a{i}", f"b{i}"]
        found.complete(f"b{i}").complete(f"a{i}")
    assert found.status == "completed"


def test_a_thousand_tasks_in_sequence() -> None:
    ids = [f"t{i}" for i in range(1000)]
    found = case(
        diagram(process(start(), end(), *(script(i, "n", "=n + 1") for i in ids), chain("start", *ids, "end"))), n=0
    )
    assert found.variables == {"n": 1000}


def test_a_loop_that_never_waits_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.bpmn.running.VISIT_LIMIT", 500)
    bpmn = diagram(
        process(start(), gateway("exclusive", "m"), script("a", "i", "=i + 1"), chain("start", "m", "a", "m"))
    )
    found = case(bpmn, i=0)
    assert "endless loop" in found.faults[0]
    assert (found.wrong, found.passed) == (["start"], []), "nothing of it has happened"


OR = diagram(
    process(
        start(), gateway("inclusive", "g", default="fd"), user("a"), user("b"), user("c"), user("d"),
        gateway("inclusive", "j"), user("z"), end(), chain("start", "g"), flow("g", "a", "=i >= 1"),
        flow("g", "b", "=i >= 2"), flow("g", "c", "=i >= 3"), flow("g", "d", id="fd"),
        chain("a", "j"), chain("b", "j"), chain("c", "j"), chain("d", "j"), chain("j", "z", "end"),
    )
)  # fmt: skip


@pytest.mark.parametrize(("i", "tasks"), [(0, ["d"]), (1, ["a"]), (2, ["a", "b"]), (3, ["a", "b", "c"])])
def test_inclusive_waits_for_the_flows_that_were_taken(i: int, tasks: list[str]) -> None:
    found = case(OR, i=i)
    assert found.open == tasks
    for task in tasks:
        assert "z" not in found.open
        found.complete(task, **{task: 1})
    assert found.open == ["z"]
    assert found.complete("z").variables == {"i": i, **dict.fromkeys(tasks, 1)}


def test_inclusive_waits_for_what_can_come_back_round_a_loop() -> None:
    found = case(
        diagram(
            process(
                start(), gateway("parallel", "g"), user("a"), gateway("exclusive", "x"), user("b"),
                gateway("inclusive", "j"), user("z"), end(), chain("start", "g"), chain("g", "a", "x"),
                flow("x", "a", "=again"), flow("x", "j"), chain("g", "b", "j"), chain("j", "z", "end"),
            )
        )
    )  # fmt: skip
    found.complete("b").complete("a", again=True)
    assert found.open == ["a"]
    assert found.complete("a", again=False).open == ["z"]


def test_inclusive_does_not_wait_for_a_branch_that_went_elsewhere() -> None:
    found = case(
        diagram(
            process(
                start(), gateway("parallel", "g"), user("a"), user("e"), gateway("exclusive", "x"), end("out"),
                gateway("inclusive", "j"), user("z"), end(), chain("start", "g"), chain("g", "a", "j"),
                chain("g", "e", "x"), flow("x", "j", "=stay"), flow("x", "out"), chain("j", "z", "end"),
            )
        )
    )  # fmt: skip
    found.complete("a")
    assert found.open == ["e"]
    assert found.complete("e", stay=False).open == ["z"]
