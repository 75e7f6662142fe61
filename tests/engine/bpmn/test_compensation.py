"""Compensation: what has been done is undone, the latest first."""

from __future__ import annotations

from tests.engine.bpmn.drawing import (
    MESSAGE,
    boundary,
    chain,
    compensate,
    diagram,
    duration,
    each,
    element,
    end,
    on,
    process,
    script,
    start,
    sub,
    throw,
    undone,
    user,
)
from tests.engine.bpmn.driving import case


def noted(name: str) -> str:
    """A handler that notes what it undoes."""
    return script(f"undo-{name}", "trace", f'=append(trace, "{name}")').replace(
        "<scriptTask", '<scriptTask isForCompensation="true"', 1
    )


def done(*names: str) -> str:
    return "".join(user(name) + undone(name, noted(name)) for name in names)


def test_in_reverse_order_and_only_what_has_been_done() -> None:
    bpmn = diagram(process(start(), done("a", "b", "c"), throw("t", compensate()), user("z"),
                           chain("start", "a", "b", "t", "z", "c")))  # fmt: skip
    found = case(bpmn, trace=[]).complete("a").complete("b")
    assert found.seen("z") == {"trace": ["b", "a"]}
    assert found.passed == ["start", "a", "b", "undo-b", "undo-a", "t"]


def test_one_activity_alone() -> None:
    bpmn = diagram(process(start(), done("a", "b"), throw("t", compensate("a")), user("z"),
                           chain("start", "a", "b", "t", "z")))  # fmt: skip
    assert case(bpmn, trace=[]).complete("a").complete("b").seen("z") == {"trace": ["a"]}


def test_what_is_undone_is_not_undone_again() -> None:
    bpmn = diagram(process(start(), done("a"), throw("t", compensate()), throw("t2", compensate()), user("z"),
                           chain("start", "a", "t", "t2", "z")))  # fmt: skip
    assert case(bpmn, trace=[]).complete("a").seen("z") == {"trace": ["a"]}


def test_people_may_undo_and_the_thrower_waits() -> None:
    bpmn = diagram(process(start(), user("a"), undone("a"), throw("t", compensate()), user("z"),
                           chain("start", "a", "t", "z")))  # fmt: skip
    found = case(bpmn).complete("a", k=1)
    assert found.open == ["undo-a"]
    assert found.complete("undo-a", back=True).seen("z") == {"k": 1, "back": True}


def test_an_end_event_undoes_before_the_case_ends() -> None:
    bpmn = diagram(process(start(), user("a"), undone("a"), end("t", compensate()), chain("start", "a", "t")))
    found = case(bpmn).complete("a")
    assert (found.status, found.open) == ("running", ["undo-a"])
    assert found.complete("undo-a").status == "completed"


def test_what_was_done_in_a_sub_process_that_has_ended() -> None:
    inner = sub("S", start("i"), done("a", "b"), chain("i", "a", "b"))
    bpmn = diagram(process(start(), inner, throw("t", compensate()), user("z"), chain("start", "S", "t", "z")))
    found = case(bpmn, trace=[]).complete("a", k=1).complete("b")
    assert found.seen("z") == {"trace": ["b", "a"], "k": 1}


def test_a_sub_process_that_still_runs_is_left_alone() -> None:
    inner = sub("S", start("i"), done("a"), user("b"), chain("i", "a", "b"))
    bpmn = diagram(process(
        start(), inner, boundary("m1", "S", MESSAGE, interrupting=False), throw("t", compensate()), user("z"),
        chain("start", "S"), chain("m1", "t", "z"),
    ))  # fmt: skip
    found = case(bpmn, trace=[]).complete("a").message("m")
    assert found.open == ["b", "z"]
    assert found.seen("z") == {"trace": []}


def test_a_sub_process_may_undo_itself_with_what_it_knew() -> None:
    inner = sub(
        "S",
        start("i"),
        done("a"),
        chain("i", "a"),
        on("E", compensate(), script("own", "trace", "=append(trace, k)"), chain("E.start", "own")),
    )
    bpmn = diagram(process(start(), inner, user("b"), throw("t", compensate()), user("z"),
                           chain("start", "S", "b", "t", "z")))  # fmt: skip
    found = case(bpmn, trace=[]).complete("a", k=1).complete("b", k=2)
    assert found.seen("z") == {"trace": [1], "k": 2}


def test_its_handler_may_undo_the_rest_by_compensating() -> None:
    inner = sub("S", start("i"), done("a", "b"), chain("i", "a", "b"),
                on("E", compensate(), throw("again", compensate()), chain("E.start", "again")))  # fmt: skip
    bpmn = diagram(process(start(), inner, throw("t", compensate()), user("z"), chain("start", "S", "t", "z")))
    assert case(bpmn, trace=[]).complete("a").complete("b").seen("z") == {"trace": ["b", "a"]}


def test_thrown_by_a_handler_it_undoes_what_the_scope_around_has_done() -> None:
    inner = sub("S", start("i"), done("a"), user("b"), chain("i", "a", "b"),
                on("E", MESSAGE, throw("t", compensate()), user("h"), chain("E.start", "t", "h")))  # fmt: skip
    bpmn = diagram(process(start(), inner, user("z"), chain("start", "S", "z")))
    found = case(bpmn, trace=[]).complete("a").message("m")
    assert found.seen("h") == {"trace": ["a"]}


def test_every_instance_is_undone_with_its_item() -> None:
    undo = user("undo-u", isForCompensation="true")
    bpmn = diagram(process(start(), user("u", each("=names", "name")), undone("u", undo), throw("t", compensate()),
                           user("z"), chain("start", "u", "t", "z")))  # fmt: skip
    found = case(bpmn, names=["a", "b"]).complete("u").complete("u")
    assert found.seen("undo-u")["name"] == "b"
    assert found.complete("undo-u").seen("undo-u")["name"] == "a"
    assert found.complete("undo-u").open == ["z"]


def test_sub_processes_with_many_instances_undo_each_what_was_done_inside() -> None:
    inner = sub("S", each("=names", "name", "all", "=name"), start("i"), user("a"), undone("a"), chain("i", "a"))
    bpmn = diagram(process(start(), inner, throw("t", compensate()), user("z"), chain("start", "S", "t", "z")))
    found = case(bpmn, names=["x", "y"]).complete("a").complete("a")
    undone_names = []
    while found.open == ["undo-a"]:
        undone_names.append(found.seen("undo-a")["name"])
        found.complete("undo-a")
    assert (undone_names, found.open) == (["y", "x"], ["z"])


def test_compensation_ends_with_the_scope_it_runs_in() -> None:
    inner = sub("S", start("i"), user("a"), undone("a"), throw("t", compensate()), chain("i", "a", "t"))
    bpmn = diagram(process(start(), inner, boundary("b", "S", duration("PT1H")), user("h"), chain("start", "S"),
                           chain("b", "h")))  # fmt: skip
    found = case(bpmn).complete("a").advance(hours=1)
    assert (found.open, found.withdrawn) == (["h"], ["undo-a"])


def test_undoing_an_association_drawn_the_other_way() -> None:
    drawn = undone("a").replace('sourceRef="undone-a" targetRef="undo-a"', 'sourceRef="undo-a" targetRef="undone-a"')
    bpmn = diagram(process(start(), user("a"), drawn, throw("t", compensate()), chain("start", "a", "t")))
    assert case(bpmn).complete("a").open == ["undo-a"]


def test_the_handler_may_be_a_sub_process() -> None:
    handler = element("subProcess", "undo-a", start("ui"), user("uu"), chain("ui", "uu"), isForCompensation="true")
    bpmn = diagram(process(start(), user("a"), undone("a", handler), throw("t", compensate()), user("z"),
                           chain("start", "a", "t", "z")))  # fmt: skip
    found = case(bpmn).complete("a", k=1)
    assert found.open == ["uu"]
    assert found.complete("uu", back=1).seen("z") == {"k": 1, "back": 1}


def test_one_activity_with_many_instances_is_undone_by_its_name() -> None:
    inner = sub("S", each("=[1, 2]", "n"), start("i"), user("a"), undone("a"), chain("i", "a"))
    bpmn = diagram(process(start(), inner, throw("t", compensate("S")), user("z"), chain("start", "S", "t", "z")))
    found = case(bpmn).complete("a").complete("a")
    assert found.complete("undo-a").complete("undo-a").open == ["z"]
