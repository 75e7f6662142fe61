"""Multi-instance: parallel and sequential, tasks, sub-processes and call activities."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.errors import ExpressionError
from tests.engine.bpmn.drawing import (
    boundary,
    call,
    chain,
    diagram,
    duration,
    each,
    element,
    end,
    error,
    gateway,
    io,
    process,
    script,
    start,
    sub,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import Case, case


def around(part: str, id: str, *more: str) -> bytes:
    return diagram(process(start(), part, *more, user("z"), end(), chain("start", id, "z", "end")))


def tasks(marker: str, *inside: str) -> bytes:
    return around(user("u", *inside, marker), "u")


def by_item(found: Case, name: str = "item") -> dict[object, UUID]:
    return {task.variables[name]: task.token for task in found.tasks.values()}


def answer(found: Case, item: object, **variables: object) -> None:
    token = by_item(found)[item]
    first = {token: found.tasks.pop(token)}
    found.tasks = {**first, **found.tasks}
    found.complete(first[token].element_id, **variables)


def test_parallel_tasks_collect_their_results_in_order() -> None:
    found = case(tasks(each("=names", "item", "results", "={who: item, said: said}")), names=["a", "b", "c"])
    assert [task.variables["loopCounter"] for task in found.tasks.values()] == [1, 2, 3]
    for name in ("c", "a", "b"):
        answer(found, name, said=name.upper())
    assert found.seen("z") == {"names": ["a", "b", "c"], "results": [{"who": n, "said": n.upper()} for n in "abc"]}
    assert found.passed == ["start", "u"]


def test_without_a_collection_for_results_they_merge_as_branches_do() -> None:
    found = case(tasks(each("=[1, 2]", "item")), o={}, x=0)
    answer(found, 1, o={"a": 1}, same=1, x=1)
    assert found.variables == {"o": {"a": 1}, "same": 1, "x": 1}
    answer(found, 2, o={"b": 2}, same=1, x=2)
    assert found.seen("z") == {"o": {"a": 1, "b": 2}, "same": 1, "x": 2}
    assert found.conflicts == [("x",)]


def test_output_mappings_beside_a_collection_for_results() -> None:
    found = case(tasks(each("=[1, 2]", "item", "all", "=said"), zeebe(io(("output", "last", "=said")))))
    answer(found, 1, said="x", other=1)
    answer(found, 2, said="x", other=2)
    assert found.seen("z") == {"all": ["x", "x"], "last": "x"}


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_is_passed(sequential: bool) -> None:
    found = case(tasks(each("=names", "item", "results", "=item", sequential=sequential)), names=[])
    assert found.seen("z") == {"names": [], "results": []}


def test_what_is_no_list_names_the_element() -> None:
    with pytest.raises(ExpressionError, match=r"^u: the input collection is None, not a list"):
        case(tasks(each("=names", "item")))


def test_sequential_tasks_see_what_those_before_them_made() -> None:
    found = case(tasks(each("=names", "item", sequential=True)), names=["a", "b", "c"], said="")
    for name in "abc":
        assert list(by_item(found)) == [name]
        found.complete("u", said=found.seen("u")["said"] + name)
    assert found.seen("z") == {"names": ["a", "b", "c"], "said": "abc"}
    assert found.conflicts == []


def test_a_completion_condition_withdraws_the_rest() -> None:
    found = case(tasks(each("=[1, 2, 3, 4]", "item", "yes", "=ok", until="=numberOfCompletedInstances >= 2")))
    answer(found, 3, ok=True)
    answer(found, 1, ok=False)
    assert (found.open, found.withdrawn) == (["z"], ["u", "u"])
    assert found.seen("z") == {"yes": [False, None, True, None]}


def test_a_completion_condition_sees_the_instance_that_ended() -> None:
    found = case(tasks(each("=[1, 2, 3]", "item", sequential=True, until="=ok")))
    found.complete("u", ok=False).complete("u", ok=True)
    assert found.open == ["z"]


def test_a_boundary_event_guards_all_instances_together() -> None:
    bpmn = around(
        user("u", each("=[1, 2, 3]", "item")), "u", boundary("b", "u", duration("PT1H")), user("h"), chain("b", "h")
    )
    found = case(bpmn)
    assert found.armed == ["b"]
    answer(found, 2)
    found.advance(hours=1)
    assert (found.open, found.withdrawn) == (["h"], ["u", "u"])


def test_sub_processes_each_with_their_item() -> None:
    inner = sub(
        "s",
        start("ss"),
        user("a"),
        user("b"),
        end("se"),
        chain("ss", "a", "b", "se"),
        each("=units", "item", "plans", "={unit: item, plan: plan}"),
    )
    found = case(around(inner, "s"), units=["FGN", "GVN"])
    assert found.open == ["a", "a"]
    answer(found, "GVN", plan=2)
    assert found.open == ["a", "b"]
    answer(found, "FGN", plan=1)
    found.complete("b").complete("b")
    assert found.seen("z")["plans"] == [{"unit": "FGN", "plan": 1}, {"unit": "GVN", "plan": 2}]


def test_an_error_in_one_instance_ends_them_all() -> None:
    inner = sub("s", start("ss"), user("a"), end("se", error("e1")), chain("ss", "a", "se"), each("=[1, 2]", "item"))
    found = case(around(inner, "s", boundary("b", "s", error("e1")), user("h"), chain("b", "h")))
    answer(found, 2)
    assert (found.open, found.withdrawn) == (["h"], ["a"])


def test_scripts_run_for_each_item() -> None:
    marker = each("=[3, 1, 2]", "item", "squares", "=square")
    for part in (
        script("u", "square", "=item * item", marker),
        script("u", "square", "=item * item", marker.replace("false", "true")),
    ):
        assert case(around(part, "u")).seen("z") == {"squares": [9, 1, 4]}


def test_a_task_after_many_empty_ones_is_reached_without_recursion() -> None:
    ids = [f"m{i}" for i in range(600)]
    parts = [element("task", id, each("=[]", "item")) for id in ids]
    assert case(diagram(process(start(), *parts, user("z"), end(), chain("start", *ids, "z", "end")))).open == ["z"]


def test_a_call_starts_one_case_with_everything() -> None:
    found = case(around(call("c", "child"), "c"), x=1)
    (made,) = found.calls.values()
    assert (made.process_id, made.shared, made.items, made.multiple) == ("child", {"x": 1}, [{}], False)
    assert found.answer("c", {"x": 2, "y": 3}).seen("z") == {"x": 2, "y": 3}


def test_a_call_can_share_and_take_only_what_is_mapped() -> None:
    attributes = {"propagateAllParentVariables": "false", "propagateAllChildVariables": "false"}
    mapped = io(("input", "unit", "=u.id"), ("output", "plan", "=result"))
    found = case(around(call("c", "child", mapped, **attributes), "c"), u={"id": "FGN"}, x=1)
    (made,) = found.calls.values()
    assert (made.shared, made.items) == ({}, [{"unit": "FGN"}])
    assert found.answer("c", {"result": 5, "more": 6}).seen("z") == {"u": {"id": "FGN"}, "x": 1, "plan": 5}
    found = case(around(call("c", "child", **attributes), "c"), x=1)
    assert found.answer("c", {"x": 9}).seen("z") == {"x": 1}


def test_what_a_call_maps_in_does_not_come_back() -> None:
    found = case(around(call("c", "child", io(("input", "unit", "=u.id"))), "c"), u={"id": "FGN"})
    assert found.answer("c", {"y": 1}).seen("z") == {"u": {"id": "FGN"}, "y": 1}


CALLS = around(
    call("c", "child", io(("input", "label", '=item + "-" + string(loopCounter)')),
         loop=each("=units", "item", "plans", "={unit: item, plan: plan}")),
    "c", boundary("b", "c", duration("PT1H")), user("h"), chain("b", "h"),
)  # fmt: skip


def test_parallel_calls_wait_under_one_token() -> None:
    found = case(CALLS, units=["FGN", "GVN"], x=1)
    (made,) = found.calls.values()
    assert made.multiple
    assert made.shared == {"x": 1}, "the collection is not copied into every case"
    assert made.items == [
        {"item": "FGN", "loopCounter": 1, "label": "FGN-1"},
        {"item": "GVN", "loopCounter": 2, "label": "GVN-2"},
    ]
    found.answer("c", {"x": 5, "plan": 1}, {"x": 6, "plan": 2})
    assert found.seen("z") == {
        "units": ["FGN", "GVN"], "x": 1, "plans": [{"unit": "FGN", "plan": 1}, {"unit": "GVN", "plan": 2}]
    }  # fmt: skip
    assert found.conflicts == []


def test_parallel_calls_end_with_their_boundary() -> None:
    found = case(CALLS, units=["FGN"]).advance(hours=1)
    assert (found.open, found.withdrawn) == (["h"], ["c"])


def test_parallel_calls_over_nothing() -> None:
    assert case(CALLS, units=[]).seen("z") == {"units": [], "plans": []}


def test_a_call_that_fails_is_caught_where_it_stands() -> None:
    bpmn = around(call("c", "child"), "c", boundary("b", "c", error("e1")), user("h"), chain("b", "h"))
    assert case(bpmn).fail("c", "E1").open == ["h"]


def test_two_calls_with_the_same_error_on_their_boundaries() -> None:
    bpmn = diagram(
        process(
            start(), gateway("parallel", "g"), call("c1", "child"), call("c2", "child"),
            boundary("b1", "c1", error("e1")), boundary("b2", "c2", error("e1")),
            user("h1"), user("h2"), end(), chain("start", "g"),
            chain("g", "c1", "end"), chain("g", "c2", "end"), chain("b1", "h1", "end"), chain("b2", "h2", "end"),
        )
    )  # fmt: skip
    found = case(bpmn).fail("c2", "E1")
    assert (found.open, [made.element_id for made in found.calls.values()]) == (["h2"], ["c1"])


def test_parallel_calls_without_a_collection_merge_what_came_back() -> None:
    found = case(around(call("c", "child", loop=each("=[1, 2]", "item")), "c"), x=1)
    found.answer("c", {"x": 1, "a": 1}, {"x": 1, "b": 2})
    assert found.seen("z") == {"x": 1, "a": 1, "b": 2}


def test_sequential_calls_start_one_after_another() -> None:
    bpmn = around(call("c", "child", loop=each("=[7, 8]", "item", "all", "=plan", sequential=True)), "c")
    found = case(bpmn)
    for item in (7, 8):
        (made,) = found.calls.values()
        assert (made.items[0]["item"], made.multiple) == (item, True)
        found.answer("c", {"plan": item * 10})
    assert found.seen("z") == {"all": [70, 80]}


def test_thousands_of_calls_come_back_together() -> None:
    found = case(CALLS, units=[str(i) for i in range(8500)])
    assert len(found.state) < 200_000
    found.answer("c", *({"plan": i} for i in range(8500)))
    assert found.seen("z")["plans"][8499] == {"unit": "8499", "plan": 8499}
